"""Lists that are kept for staff: whatever changes one shows at once, wherever it is written."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from service.database.transactions import in_transaction
from service.register import reading
from service.register.grounds import Grounds
from service.store import keys, people, subjects
from service.web.memory.lists import KeptList, Lists, requested
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, bearer, in_days, running
from tests.web.test_time import text_of

LIST = "/v1/controllers/acme/subprocessors"
OF_ACME = "controllers/acme/subprocessors"
WAIVED = {"notice": "waived", "reason": "a test"}


@pytest.fixture
async def service(service: Running) -> Running:
    """Acme engages Cloudflare, which engages a hop and names a contact; Fastly is announced to it."""
    await service.put("subprocessors/hop", factories.subprocessor("Hop"))
    await service.put("subprocessors/cloudflare", cloudflare(), **WAIVED)
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    await service.put(f"{OF_ACME}/fastly", factories.engagement())
    return service


@pytest.fixture
async def other(service: Running, seeded_url: str) -> AsyncIterator[Running]:
    """Another process on the same database."""
    async with running(seeded_url) as second:
        assert second.pool is not service.pool
        yield second


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the lists that were worked out, each time that one was."""
    found: list[str] = []
    read = reading.read_list

    async def counted(conn: Any, name: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401 — handed on as it came
        found.append(name)
        return await read(conn, name, *args, **more)

    monkeypatch.setattr(reading, "read_list", counted)
    return found


def cloudflare(**fields: Any) -> factories.Document:  # noqa: ANN401 — fields of any type
    """Cloudflare as the catalogue has it."""
    rest = {"engages": [{"subprocessor": "hop"}], "contact": factories.person()}
    return factories.subprocessor(**(rest | fields))


async def read(service: Running, headers: dict[str, str] | None = None, **parameters: str) -> httpx.Response:
    """The list as staff read it."""
    answer = await service.staff.get(LIST, headers=headers, params=parameters)
    assert 200 == answer.status_code, answer.text
    return answer


async def moved(service: Running) -> None:
    """Move a sub-processor that the list engages."""
    await service.put("subprocessors/cloudflare", cloudflare(locations=[factories.location("IN")]), **WAIVED)


async def moved_below(service: Running) -> None:
    """Move the hop below it."""
    await service.put(
        "subprocessors/hop", factories.subprocessor("Hop", locations=[factories.location("US")]), **WAIVED
    )


async def named(service: Running) -> None:
    """Give it another contact."""
    await service.put("subprocessors/cloudflare", cloudflare(contact=factories.person(name="Other")))


async def erased(service: Running) -> None:
    """Erase the contact, as the command does."""
    async with service.pool.acquire() as conn:
        (person,) = await people.like(conn, "Pernille")
    await in_transaction(service.pool, lambda conn: people.erase(conn, person.id, words=False))


async def changed(service: Running) -> None:
    """Change the engagement."""
    await service.put(f"{OF_ACME}/cloudflare", factories.engagement("Another"), **WAIVED)


async def added(service: Running) -> None:
    """Engage another one."""
    await service.engage("acme", "hop")


async def ended(service: Running) -> None:
    """End the engagement."""
    assert (await service.staff.delete(ACME_CLOUDFLARE)).is_success


async def withdrawn(service: Running) -> None:
    """Withdraw what is announced."""
    assert (await service.staff.delete(f"/v1/{OF_ACME}/fastly")).is_success


async def exported_elsewhere(service: Running) -> None:
    """Have the controller export by itself, from a country with rules of its own."""
    exporter = {"country": "GB", "regimes": ["uk"]}
    await service.put("controllers/acme", factories.controller(exporter=exporter))


async def run_elsewhere(service: Running) -> None:
    """Have the processor, who exports, come under other rules."""
    await service.put("processor", factories.processor(country="CH", regimes=["ch"]))


async def objected(service: Running) -> None:
    """Object to what is announced, which then is not planned any more."""
    notice = await service.pool.fetchval("SELECT id FROM notice WHERE controller = 'acme' ORDER BY number DESC LIMIT 1")
    token = await service.token("acme")
    path = f"/s/{token.secret}/notices/{notice}/objections"
    assert 201 == (await service.reader.post(path, json={"reason": "no"})).status_code


async def imported(service: Running) -> None:
    """Load a file."""
    body = b"sub_processor,purpose,location_iso\nNimbus,Hosting,IE\n"
    path, csv = "/v1/imports?controller=acme", {"Content-Type": "text/csv"}
    assert (await service.staff.post(path, content=body, headers=csv)).is_success


CHANGES = [
    *(moved, moved_below, named, erased, changed, added, ended, withdrawn),
    *(exported_elsewhere, run_elsewhere, objected, imported),
]


@pytest.mark.parametrize("change", CHANGES)
async def test_what_changes_a_list_shows_at_once(
    service: Running, other: Running, change: Callable[[Running], Awaitable[None]]
) -> None:
    """After a write of another process a list that was kept is what a process says that kept none."""
    before = await read(service)
    assert before.content == (await read(service)).content
    await change(other)
    after = await read(service)
    assert before.content != after.content
    assert (await read(other)).content == after.content
    assert before.headers["ETag"] != after.headers["ETag"]


async def test_what_a_process_wrote_itself_it_shows_at_once(service: Running) -> None:
    """Read, write, read: the second answer has what was written."""
    for change in (moved, changed, erased, ended):
        before = await read(service)
        await change(service)
        assert before.content != (await read(service)).content


async def test_an_objection_that_is_decided_shows_at_once(service: Running, other: Running) -> None:
    """What was held is planned again."""
    before = await read(service)
    await objected(other)
    held = await read(service)
    (objection,) = (await other.get("objections", status="open"))["items"]
    decision = {"outcome": "rejected", "reply": "It stays."}
    assert (await other.staff.post(f"/v1/objections/{objection['id']}/decision", json=decision)).is_success
    after = await read(service)
    assert [["fastly"], [], ["fastly"]] == [
        [entry["subprocessor"] for entry in answer.json()["planned"]] for answer in (before, held, after)
    ]


async def test_a_list_that_did_not_change_is_not_worked_out_again(service: Running, made: list[str]) -> None:
    """It is the same to the byte, with whatever key, and whatever is written elsewhere."""
    key = bearer((await service.key("register:read")).secret)
    first = [await read(service), await read(service, key)]
    await service.engage("closed", "hop")
    await service.put("subprocessors/unrelated", factories.subprocessor("Unrelated"))
    made.clear()
    again = [await read(service), await read(service, key)]
    assert ([], 1) == (made, len({answer.content for answer in (*first, *again)}))


async def test_every_parameter_has_an_answer_of_its_own(service: Running) -> None:
    """Days, pages and what has ended: none is taken for another one."""
    await added(service)
    tomorrow = str(in_days(1))
    assert (await service.staff.delete(ACME_CLOUDFLARE, params={"effective_on": tomorrow})).is_success
    asked: list[dict[str, Any]] = [{}, {"on": tomorrow}, {"on": tomorrow, "include": "ended"}, {"on": str(in_days(30))}]
    first_page: dict[str, Any] = {"limit": "1"}
    asked += [first_page, first_page | {"cursor": (await read(service, **first_page)).json()["next"]}]
    first = [(await read(service, **parameters)).content for parameters in asked]
    assert first == [(await read(service, **parameters)).content for parameters in asked]
    assert len(asked) == len(set(first))
    assert 400 == (await service.staff.get(LIST, params={"other": "1"})).status_code


async def test_the_next_day_is_another_list(service: Running, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the day has come what was planned is in effect, though nothing was written."""
    before = (await read(service)).json()
    for module in ("service.register.reading", "service.web.parameters"):
        monkeypatch.setattr(f"{module}.today", lambda: in_days(30))
    after = (await read(service)).json()
    assert (["fastly"], []) == ([entry["subprocessor"] for entry in before["planned"]], after["planned"])
    assert {"cloudflare", "fastly"} == {entry["subprocessor"] for entry in after["items"]}
    assert ["acme", "acme"] == made


async def test_a_list_as_known_at_a_moment_is_not_kept(service: Running, made: list[str]) -> None:
    """It is asked for once in a while, and each time waits for writers as the first time."""
    moment = text_of(await service.pool.fetchval("SELECT max(recorded_at) FROM change"))
    for _ in range(2):
        await read(service, known_at=moment)
    assert ["acme", "acme"] == made
    later = text_of(datetime.now(UTC) + timedelta(days=1))
    assert 400 == (await service.staff.get(LIST, params={"known_at": later})).status_code


async def test_a_list_is_kept_for_who_sends_the_same_key(service: Running, made: list[str]) -> None:
    """Another key has it worked out, one for other lists is told of none, and one that was revoked opens nothing."""
    mine, another = [await service.key("register:read") for _ in range(2)]
    bound = await service.key("register:read", controllers=["closed"])
    lacking = await service.key("check")
    for secret, status, count in (
        *((mine.secret, 200, 1), (mine.secret, 200, 1), (another.secret, 200, 2), (bound.secret, 404, 2)),
        *((lacking.secret, 403, 2), ("wrong", 401, 2)),
    ):
        assert status == (await service.reader.get(LIST, headers=bearer(secret))).status_code
        assert count == len(made)
    async with service.pool.acquire() as conn:
        await keys.revoke(conn, mine.id, by="a test")
    assert 401 == (await service.reader.get(LIST, headers=bearer(mine.secret))).status_code


async def test_the_use_of_a_key_is_noted_where_the_answer_is_kept(service: Running) -> None:
    """On each day on which it is used, once."""
    key = await service.key("register:read")
    await read(service, bearer(key.secret))
    await service.pool.execute("UPDATE api_key SET last_used_on = '2026-01-01' WHERE id = $1", key.id)
    await read(service, bearer(key.secret))
    noted = await service.pool.fetchval("SELECT last_used_on FROM api_key WHERE id = $1", key.id)
    assert datetime.now(UTC).date() == noted


async def test_who_has_a_list_is_told_so(service: Running) -> None:
    """304 to who names its tag, with the tag and nothing else; the list again when it is another, and HEAD as GET."""
    first = await read(service)
    tag = {"If-None-Match": first.headers["ETag"]}
    for method in ("GET", "HEAD"):
        unchanged = await service.staff.request(method, LIST, headers=tag)
        assert (304, b"", first.headers["ETag"]) == (
            unchanged.status_code,
            unchanged.content,
            unchanged.headers["ETag"],
        )
    assert 200 == (await service.staff.get(LIST, headers={"If-None-Match": '"other"'})).status_code
    await changed(service)
    assert 200 == (await service.staff.get(LIST, headers=tag)).status_code


async def test_nobody_reads_what_was_before_a_write_that_was_acknowledged(service: Running, other: Running) -> None:
    """While others read all the time, each write of another process is in the first answer after it."""
    over = asyncio.Event()

    async def hammer() -> None:
        while not over.is_set():
            await read(service)

    readers = [asyncio.create_task(hammer()) for _ in range(3)]
    for number in range(12):
        await other.put(f"{OF_ACME}/cloudflare", factories.engagement(f"Purpose {number}"), **WAIVED)
        (entry,) = (await read(service)).json()["items"]
        assert f"Purpose {number}" == entry["purpose"]
    over.set()
    await asyncio.gather(*readers)


async def test_of_another_server_nothing_is_sent(
    service: Running, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that was promoted may lack what the answer was made of, and number its own as that was numbered."""
    await read(service)
    standing_of = subjects.standing_of

    def promoted(row: asyncpg.Record) -> subjects.Standing:
        stamps, contacts, began_at = standing_of(row)
        return stamps, contacts, began_at + timedelta(hours=1)

    monkeypatch.setattr(subjects, "standing_of", promoted)
    for _ in range(2):
        await read(service)
    assert ["acme", "acme"] == made


def test_what_is_kept_is_bounded() -> None:
    """By the bytes of answers and by what they rest on: a page of one entry may rest on thousands."""
    kept = Lists(most_bytes=6_000)

    def answer(size: int, heads: int) -> KeptList:
        grounds = Grounds(heads=tuple(range(heads)), people=(uuid4(),), standing=(b"", 0, datetime.now(UTC)))
        return KeptList(body=b"x" * size, etag='"tag"', grounds=grounds)

    asked = {name: requested("", f"/{name}", b"", in_days(0)) for name in "abcd"}
    for name, size, heads in (("a", 1000, 1), ("b", 1000, 1), ("c", 100, 10), ("d", 1, 60)):
        kept.keep(asked[name], answer(size, heads))
    assert [False, True, True, False] == [kept.find(one) is not None for one in asked.values()]
    assert (2, 4_200) == (len(kept), kept.bytes_kept)


def test_a_long_request_takes_no_more_memory() -> None:
    """What is asked for in a longer way (slashes in a path, spaces in a cursor) is another one, in as many bytes."""
    long, short = (
        requested("Bearer key", "/" * much + LIST, b"cursor=" + b"I" * much, in_days(0)) for much in (9**5, 1)
    )
    assert long != short
    assert [32, 32, 32] == [len(part) for part in long[:3]]
