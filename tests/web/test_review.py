"""What a fresh reviewer broke, each as it should be."""

from typing import Any

import pytest

from service.database.pool import open_connection
from service.store import subjects
from tests import factories
from tests.web.running import Running, in_days

PAIR = "/v1/controllers/acme/subprocessors/cloudflare"


@pytest.mark.parametrize("path", ["/v1/processor", "/v1/controllers", "/v1/findings", "/v1/assessments", "/v1/imports"])
async def test_options_needs_a_key_too(shared: Running, path: str) -> None:
    """OPTIONS, which the framework answers by itself, is 401 without a key."""
    answers = [await client.options(path) for client in (shared.reader, shared.staff)]
    assert [401, 204] == [answer.status_code for answer in answers]


@pytest.mark.parametrize(
    ("path", "news"),
    [
        ("controllers/acme", {"name": "Acme\n"}),
        ("controllers/acme", {"language": "en\n"}),
        ("subprocessors/cloudflare", {"website": "https://x.example/\n"}),
        ("subprocessors/cloudflare", {"international_organisation": "EPO\n"}),
        ("subprocessors/cloudflare", {"contact": {"email": "a@b.example\n"}}),
        ("controllers/acme/subprocessors/cloudflare", {"replaces": "abc\n"}),
        ("controllers/acme/subprocessors/cloudflare", {"replaces": "cloudflare"}),
    ],
)
async def test_value_that_only_looks_right_is_refused(shared: Running, path: str, news: dict[str, Any]) -> None:
    """A final line break breaks the rule of a line, and nothing replaces itself: 422 that names the field."""
    document = {"name": "N"} | news if "/subprocessors" not in path else factories.engagement(**news)
    document = factories.subprocessor(**news) if path.startswith("subprocessors") else document
    answer = await shared.staff.put(f"/v1/{path}", json=document)
    assert 422 == answer.status_code, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith(f"/{next(iter(news))}")


async def test_page_of_a_fixed_moment_stays_as_it_is(service: Running) -> None:
    """The HTML page with a known_at is the same before and after another write."""
    async with service.pool.acquire() as conn:
        moment = (await subjects.clock(conn)).isoformat().replace("+00:00", "Z")
    before = (await service.reader.get("/lists/acme", params={"known_at": moment})).text
    await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("IN")]))
    after = (await service.reader.get("/lists/acme", params={"known_at": moment})).text
    assert before == after != (await service.reader.get("/lists/acme")).text


async def test_reader_behind_a_long_writer_is_told_to_come_back(service: Running, seeded_url: str) -> None:
    """A read that waits for a writer longer than readers may is 503 with Retry-After, not an error of ours."""
    async with service.pool.acquire() as conn:
        moment = (await subjects.clock(conn)).isoformat().replace("+00:00", "Z")
    pool: Any = service.pool
    for holder in pool._holders:  # noqa: SLF001 — the wait of a test is to be short
        if holder._con is not None:  # noqa: SLF001
            await holder._con.execute("SET lock_timeout = '200ms'")  # noqa: SLF001
    writer = await open_connection(seeded_url)
    try:
        async with writer.transaction():
            await subjects.announce_writer(writer)
            answer = await service.staff.get("/v1/controllers", params={"known_at": moment})
    finally:
        await writer.close()
    assert (503, "5") == (answer.status_code, answer.headers.get("Retry-After"))


async def test_news_can_be_imported_without_a_day(service: Running) -> None:
    """A file that is announced takes effect when the notice period is over, and its list is told today."""
    query = {"controller": "acme", "notice": "announce"}
    answer = await service.staff.post("/v1/imports", params=query, content="sub_processor,location_iso\nNewcomer,DE\n")
    assert 200 == answer.status_code, answer.text
    listed = await service.get("controllers/acme/subprocessors")
    assert [("newcomer", in_days(30).isoformat())] == [
        (one["subprocessor"], one["effective_from"]) for one in listed["planned"]
    ]


async def test_withdrawal_and_correction_name_the_notice_that_they_are_about(service: Running) -> None:
    """The words of the newer entry quote the title of the older one."""
    moved = await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("IN")]))
    change = moved.headers["Subreg-Change"]
    (await service.staff.post(f"/v1/changes/{change}/withdrawal", json={"reason": "not after all"})).raise_for_status()
    rows = await service.pool.fetch("SELECT title, content FROM notice WHERE controller = 'acme' ORDER BY number")
    assert rows[-2]["title"] in rows[-1]["content"]


async def test_withdrawal_does_not_leave_a_hop_that_leads_nowhere(service: Running) -> None:
    """A planned sub-processor that another one is planned to engage cannot be withdrawn first."""
    planned = await service.put(
        "subprocessors/hop", factories.subprocessor("Hop"), effective_on=in_days(20).isoformat()
    )
    chain = factories.subprocessor("Top", engages=[{"subprocessor": "hop"}])
    await service.put("subprocessors/top", chain, effective_on=in_days(30).isoformat())
    path = f"/v1/changes/{planned.headers['Subreg-Change']}/withdrawal"
    assert 409 == (await service.staff.post(path, json={"reason": "gone"})).status_code


async def test_pointer_to_an_odd_field_is_escaped(shared: Running) -> None:
    """A field named with a slash and a tilde is pointed to as RFC 6901 writes it."""
    answer = await shared.staff.put("/v1/controllers/acme", json={"name": "Acme", "a/b~c": 1})
    assert "/a~1b~0c" == answer.json()["errors"][0]["pointer"]
