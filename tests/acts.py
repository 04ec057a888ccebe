"""A small register made by real acts of every kind: what a backup, an upgrade or a restore must not change.

What was done is told with secrets, which stand nowhere in the database.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from service.access import tokens
from service.database.transactions import in_transaction
from service.register import auditing
from service.store import people
from tests import factories
from tests.web.running import Running, in_days
from tests.web.test_archives import publish

ERASED = "Erlend Erased"
_FORMS = ("feed.atom", "feed.json", "calendar.ics")
# Of the moment of reading: a Last-Modified is not sent before its second has come.
_PASSING = ("date", "age", "last-modified", "x-request-id")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What opens the register that was made, and the head hash of its log."""

    open_token: str
    old_token: str
    head: str
    paths: list[str] = field(default_factory=list)


async def act(service: Running, *, archived: int = 0) -> Told:
    """Do something of every kind; `archived` notices more on the public list make pages of its archive."""
    await service.seed()
    await service.put("subprocessors/mail", factories.subprocessor("Mail", contact=factories.person()))
    await service.put("subprocessors/gone", factories.subprocessor("Gone", contact=factories.person(name=ERASED)))
    await _plan_and_withdraw(service)
    await _object(service)
    await _accept_a_finding(service)
    await publish(service, archived, controller="acme")
    await _erase(service)
    async with service.pool.acquire() as conn:
        old = await tokens.create(conn, "closed", "the first")
        kept = await tokens.rotate(conn, old.id, days=30)
    paths = ["/lists/acme", *(f"/lists/acme/{form}" for form in _FORMS)]
    paths += [f"/lists/acme/archive/{page}.atom" for page in range(1, archived // 100 + 1)]
    paths += [f"/s/{secret}/{form}" for secret in (kept.secret, old.secret) for form in _FORMS]
    head = (await auditing.take_checkpoint(service.pool)).hash
    return Told(open_token=kept.secret, old_token=old.secret, head=head, paths=paths)


async def _plan_and_withdraw(service: Running) -> None:
    cloudflare = "controllers/acme/subprocessors/cloudflare"
    await service.put(cloudflare, factories.engagement("Planned"), effective_on=str(in_days(60)), reason="As agreed")
    dropped = await service.put(cloudflare, factories.engagement("Dropped"), effective_on=str(in_days(90)))
    await _post(service, f"changes/{dropped.headers['Subreg-Change']}/withdrawal", {"reason": "Not needed."})
    moved = factories.subprocessor(locations=[factories.location("US")])
    await service.put("subprocessors/cloudflare", moved, notice="waived", reason="Moved at once")


async def _object(service: Running) -> None:
    """Let two customers object: one is turned down, one waits and holds what was announced."""
    async with service.pool.acquire() as conn:
        token = await tokens.create(conn, "closed", "an objector")
    for name, outcome in (("fastly", "rejected"), ("zendesk", None)):
        await service.put(f"subprocessors/{name}", factories.subprocessor(name.title()))
        await service.put(f"controllers/closed/subprocessors/{name}", factories.engagement())
        query = "SELECT id FROM notice WHERE controller = 'closed' ORDER BY number DESC LIMIT 1"
        notice: UUID = await service.pool.fetchval(query)
        body = {"reason": "Not in that country.", "contact": {"name": "Olga Objector", "email": "olga@person.example"}}
        filed = await service.reader.post(f"/s/{token.secret}/notices/{notice}/objections", json=body)
        assert (201, "open") == (filed.status_code, filed.json()["status"])
        if outcome:
            decision = {"outcome": outcome, "reply": "It stays in the EEA."}
            await _post(service, f"objections/{filed.json()['id']}/decision", decision)


async def _accept_a_finding(service: Running) -> None:
    found = (await service.get("controllers/acme/findings"))["items"][0]
    body = {"reason": "Being mended.", "until": str(in_days(20))}
    await _post(service, f"findings/{found['fingerprint']}/acceptance?controller=acme", body)


async def _erase(service: Running) -> None:
    async with service.pool.acquire() as conn:
        (person,) = await people.like(conn, ERASED)
    await in_transaction(service.pool, lambda conn: people.erase(conn, person.id, words=True))


async def _post(service: Running, path: str, body: dict[str, Any]) -> None:
    answer = await service.staff.post(f"/v1/{path}", json=body)
    assert answer.is_success, answer.text


async def seen(service: Running, told: Told) -> dict[str, tuple[int, bytes, dict[str, str]]]:
    """What everybody sees of it, to the byte: documents, log, objections, findings, feeds, archives, calendars."""
    staff = [
        *(f"/v1/{name}?limit=500" for name in ("controllers", "subprocessors", "objections", "findings")),
        *(f"/v1/controllers/{name}/{what}" for name in ("acme", "closed") for what in ("subprocessors", "changes")),
        "/v1/subprocessors/mail",
        "/v1/subprocessors/gone",
        "/v1/processor",
    ]
    asked = [(service.staff, path) for path in staff] + [(service.reader, path) for path in told.paths]
    return {path: _lasting(await client.get(path)) for client, path in asked}


async def dated(service: Running) -> list[tuple[object, ...]]:
    """When the feeds say that they were changed."""
    query = "SELECT controller, id, revision, updated, modified, window_from FROM feed ORDER BY controller"
    return [tuple(row) for row in await service.pool.fetch(query)]


def _lasting(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in _PASSING}
    return answer.status_code, answer.content, headers
