"""A key that is bound to lists: what is not theirs is answered as what is not there, and changes no answer."""

import base64
import re
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from service.access.keys import SCOPES
from tests import factories
from tests.web.routes import ACCEPTANCE, CSV, ROUTES
from tests.web.running import Running, bearer, fields_of, in_days
from tests.web.test_objections import newest

OF_ACME = sorted(
    {(method, route.path) for (method, _), route in ROUTES.items() if "/v1/controllers/acme" in route.path}
)
COLLECTIONS = (
    "controllers",
    "controllers?limit=1",
    "subprocessors",
    "subprocessors?engaged_by=other",
    "subprocessors?engaged_by=acme",
    "subprocessors/cloudflare",
    "findings",
    "findings?limit=1",
    "findings?revoke=US-DPF-2023-1795",
    "objections",
    "objections?sort=deadline",
    "objections?controller=acme",
    "objections?controller=other",
    "controllers/other/changes",
    "controllers/other/subprocessors",
    "controllers/other/transfers",
    "controllers/other/findings",
    "controllers/other/forecast",
    "processor",
)


class Answer(NamedTuple):
    """All that a caller can tell of an answer."""

    status: int
    headers: list[tuple[str, str]]
    body: str


async def told(service: Running, method: str, path: str, headers: dict[str, str], **body: Any) -> Answer:  # noqa: ANN401 — a body of any type
    """What a request is answered."""
    answer: httpx.Response = await service.reader.request(method, path, headers=headers, **body)
    return Answer(answer.status_code, fields_of(answer), answer.text)


@pytest.fixture
async def other(empty: Running) -> Running:
    """A register in which one list engages Cloudflare."""
    await empty.put("processor", factories.processor())
    await empty.put("subprocessors/cloudflare", factories.subprocessor())
    await empty.put("controllers/other", factories.controller("Other", visibility="private"))
    await empty.engage("other", "cloudflare")
    return empty


async def crowd(service: Running) -> dict[str, str]:
    """More lists that engage the same and others, with an objection and an acceptance; returns the ids of theirs."""
    for name in ("acme", "another"):
        await service.put(f"controllers/{name}", factories.controller(name.title()))
        await service.engage(name, "cloudflare")
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly", locations=[factories.location("US")]))
    answer = await service.put("controllers/acme/subprocessors/fastly", factories.engagement())
    wish = {"reason": "under way", "until": str(in_days(9))}
    assert 201 == (await service.staff.post(ACCEPTANCE, json=wish)).status_code
    notice = await newest(service, "acme")
    filed = await service.reader.post(f"/lists/acme/notices/{notice}/objections", json={"reason": "no"})
    assert 201 == filed.status_code
    return {"change": answer.headers["Subreg-Change"], "objection": filed.json()["id"]}


async def bound(service: Running, *lists: str) -> dict[str, str]:
    """The header of a key with all scopes for these lists alone."""
    return bearer((await service.key(*SCOPES, controllers=lists)).secret)


async def test_others_change_no_answer(other: Running) -> None:
    """Whatever other lists there are and do, a bound key gets the same: status, headers, pages, counts and tags."""
    headers = await bound(other, "other")
    before = {path: await told(other, "GET", f"/v1/{path}", headers) for path in COLLECTIONS}
    lines = await told(other, "GET", "/v1/findings", headers | {"Accept": "application/x-ndjson"})
    await crowd(other)
    assert before == {path: await told(other, "GET", f"/v1/{path}", headers) for path in COLLECTIONS}
    assert lines == await told(other, "GET", "/v1/findings", headers | {"Accept": "application/x-ndjson"})
    assert {200} == {answer.status for answer in before.values()}
    assert before != {path: await told(other, "GET", f"/v1/{path}", dict(other.staff.headers)) for path in COLLECTIONS}


async def test_not_yours_is_not_there(other: Running) -> None:
    """Every route of another list answers as it does for a list that there is not: status, headers and words."""
    theirs, headers = await crowd(other), await bound(other, "other")
    before = await other.everything()
    for method, path in OF_ACME:
        body = {"json": factories.engagement() if "subprocessors/" in path else factories.controller()}
        mine = await told(other, method, path, headers, **(body if method == "PUT" else {}))
        none = await told(other, method, path.replace("acme", "none"), headers, **(body if method == "PUT" else {}))
        assert 404 == mine.status, (method, path)
        assert none == Answer(mine.status, mine.headers, mine.body.replace("acme", "none")), (method, path)
    assert theirs
    assert before == await other.everything()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/changes/{change}", None),
        ("POST", "/v1/changes/{change}/withdrawal", {"reason": "a mistake"}),
        ("POST", "/v1/objections/{objection}/decision", {"outcome": "rejected"}),
        ("DELETE", ACCEPTANCE, None),
        ("POST", ACCEPTANCE, {"reason": "under way", "until": str(in_days(9))}),
        ("POST", f"{ACCEPTANCE}?controller=acme", {"reason": "under way", "until": str(in_days(9))}),
        ("GET", "/v1/subprocessors/fastly", None),
        ("POST", "/v1/imports?controller=acme", None),
    ],
)
async def test_ids_of_others_are_unknown(other: Running, method: str, path: str, body: object) -> None:
    """What is known by an id, a fingerprint or a slug alone is unknown where it is not of one's own lists."""
    theirs, headers = await crowd(other), await bound(other, "other")
    given = {"json": body} if body is not None else {"content": CSV} if method == "POST" else {}
    before = await other.everything()
    made_up = re.sub(r"\{\w+\}", str(uuid4()), path).replace("acme", "none").replace("fastly", "nobody")
    made_up = re.sub(r"[0-9a-f]{64}", "0" * 64, made_up)
    mine = await told(other, method, path.format(**theirs), headers, **given)
    none = await told(other, method, made_up, headers, **given)
    assert 404 == mine.status == none.status
    assert _nameless(mine) == _nameless(none)
    assert before == await other.everything()
    assert 404 != (await told(other, method, path.format(**theirs), dict(other.staff.headers), **given)).status


async def test_own_is_open(other: Running) -> None:
    """Of its own lists a bound key reads and writes all that its scopes say, what they share with others included."""
    await crowd(other)
    headers = await bound(other, "acme", "other")
    assert ["acme", "other"] == [
        row["controller"] for row in (await other.reader.get("/v1/controllers", headers=headers)).json()["items"]
    ]
    path = "/v1/controllers/other/subprocessors/fastly"
    assert 201 == (await other.reader.put(path, json=factories.engagement(), headers=headers)).status_code
    objections = (await other.reader.get("/v1/objections", headers=headers)).json()["items"]
    decision = f"/v1/objections/{objections[0]['id']}/decision"
    assert 200 == (await other.reader.post(decision, json={"outcome": "rejected"}, headers=headers)).status_code
    assert 204 == (await other.reader.delete(ACCEPTANCE, headers=headers)).status_code


async def test_change_of_all_is_counted_for_ones_own(other: Running) -> None:
    """A change that three lists hear of has one notice for who reads one of them, and cannot be withdrawn by it."""
    await crowd(other)
    headers = await bound(other, "other")
    moved = factories.subprocessor(locations=[factories.location("BR")])
    change = (await other.put("subprocessors/cloudflare", moved)).headers["Subreg-Change"]
    assert 3 == (await other.get(f"changes/{change}"))["notices"]
    assert 1 == (await other.reader.get(f"/v1/changes/{change}", headers=headers)).json()["notices"]
    (first, *_) = (await other.reader.get("/v1/controllers/other/changes", headers=headers)).json()["items"]
    assert (change, 1) == (first["id"], first["notices"])
    refused = await other.reader.post(f"/v1/changes/{change}/withdrawal", json={"reason": "x"}, headers=headers)
    assert (403, True) == (refused.status_code, "bound" in refused.text)


@pytest.mark.parametrize("path", ["controllers/other/changes", "objections"])
async def test_cursors_count_nobody_elses(other: Running, path: str) -> None:
    """A cursor says nothing that its page does not: no place in a log that others write too, which would count them."""
    headers = await bound(other, "other")
    await crowd(other)
    await other.put("controllers/other", factories.controller("Other", visibility="public"))
    await other.put("controllers/other/subprocessors/fastly", factories.engagement())
    notice = await newest(other, "other")
    for reason in ("no", "not there"):
        filed = await other.reader.post(f"/lists/other/notices/{notice}/objections", json={"reason": reason})
        assert 201 == filed.status_code
    page = (await other.reader.get(f"/v1/{path}?limit=1", headers=headers)).json()
    said = base64.urlsafe_b64decode(page["next"] + "==")
    assert f'"{page["items"][0]["id"]}"'.encode() == said


async def test_shared_documents_are_not_for_bound_keys_to_write(other: Running) -> None:
    """Who is bound to lists changes neither the processor nor the catalogue, be it there or not."""
    headers, before = await bound(other, "other"), await other.everything()
    documents = {"processor": factories.processor(legal_name="Another AS")}
    documents |= {f"subprocessors/{slug}": factories.subprocessor("Renamed") for slug in ("cloudflare", "new")}
    for path, document in documents.items():
        answer = await other.reader.put(f"/v1/{path}", json=document, headers=headers)
        assert (403, True) == (answer.status_code, "bound to lists" in answer.text)
    assert {**before, "api_key": before["api_key"]} == await other.everything()


async def test_import_tells_nothing_of_others(other: Running) -> None:
    """The report of an import is the same whether other lists engage what the file names or not."""
    headers = await bound(other, "other")
    file = "sub_processor,purpose,location_iso\nCloudflare,Delivery,BR\n"
    path = "/v1/imports?controller=other&dry_run=true"
    before = await told(other, "POST", path, headers, content=file)
    assert 200 == before.status
    await crowd(other)
    assert before == await told(other, "POST", path, headers, content=file)


async def test_import_moves_nothing_of_the_catalogue(other: Running) -> None:
    """A bound key engages nobody before the catalogue has it: that begins no earlier for it, as it does for all."""
    await crowd(other)
    path, file = "/v1/imports?controller=other&effective_on=2001-01-01", "sub_processor,purpose\nFastly,Delivery\n"
    before = await other.everything()
    refused = await other.reader.post(path, content=file, headers=await bound(other, "other"))
    assert (404, True) == (refused.status_code, "no sub-processor 'fastly' on 2001-01-01" in refused.text)
    assert before["change"] == (await other.everything())["change"]
    assert 404 == (await other.staff.get("/v1/subprocessors/fastly?on=2001-01-01")).status_code
    assert 200 == (await other.staff.post(path, content=file)).status_code
    assert 200 == (await other.staff.get("/v1/subprocessors/fastly?on=2001-01-01")).status_code


def _nameless(answer: Answer) -> Answer:
    """An answer without what the caller named, which it repeats; the length of the body follows from that."""
    body = re.sub(r"[0-9a-f]{64}|[0-9a-f-]{36}|acme|none|fastly|nobody", "…", answer.body)
    headers = [(name, value) for name, value in answer.headers if name != "content-length"]
    return Answer(answer.status, headers, body)


async def test_a_guessed_slug_is_told_and_leaves_a_trace(service: Running) -> None:
    """A bound key that engages what is in the catalogue has it in the log under its name; for what is not it is 404."""
    await service.put("subprocessors/guessed", factories.subprocessor("Guessed"))
    made = await service.key("register:read", "register:write", controllers=["acme"])
    statuses = [
        (
            await service.reader.put(
                f"/v1/controllers/acme/subprocessors/{slug}", json=factories.engagement(), headers=bearer(made.secret)
            )
        ).status_code
        for slug in ("guessed", "unknown")
    ]
    assert [201, 404] == statuses
    newest = (await service.get("controllers/acme/changes"))["items"][0]
    assert (f"key:{made.id}", "guessed") == (newest["actor"], newest["subprocessor"])


async def test_a_dry_run_of_a_bound_key_leaves_a_line(service: Running, caplog: pytest.LogCaptureFixture) -> None:
    """It tells a bound key what is in the catalogue and writes nothing: a line of the log says who tried how many."""
    caplog.set_level("INFO", "service")
    made = await service.key("register:write", controllers=["closed"])
    rows = f"{CSV}Other,Hosting,DE\n"
    before = await service.everything()
    for dry_run, headers in (("true", {}), ("true", bearer(made.secret)), ("false", bearer(made.secret))):
        parameters = {"controller": "closed", "dry_run": dry_run}
        sent = headers | {"Content-Type": "text/csv"}
        assert (
            200 == (await service.staff.post("/v1/imports", params=parameters, content=rows, headers=sent)).status_code
        )
        if dry_run == "true":
            assert before == await service.everything()
    lines = [record for record in caplog.records if record.message == "a bound key tried an import"]
    expected = [(f"key:{made.id}", 2)]
    assert expected == [(line.actor, line.subprocessors) for line in lines]  # type: ignore[attr-defined]  # extra
