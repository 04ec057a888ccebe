"""The two axes of time on every read: the day on which facts hold, and the moment as known at which."""

from datetime import UTC, datetime, timedelta
from itertools import product

import httpx
import pytest
import pytest_asyncio

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

LATER = str(in_days(40))
READS = [
    "/v1/processor",
    "/v1/controllers/acme",
    "/v1/controllers",
    "/v1/subprocessors/cloudflare",
    "/v1/subprocessors",
    ACME_CLOUDFLARE,
    "/v1/controllers/acme/subprocessors",
    "/v1/controllers/acme/transfers",
    "/v1/controllers/acme/findings",
    "/v1/findings",
]
LOG = "/v1/controllers/acme/changes"
NO_DAYS = (
    *("", "today", "2026-02-30", "0000-01-01", "2026-1-1", "20260101", "2026-W01-1", " 2026-01-01", "2026-01-01\x00"),
    *("1949-12-31", "2201-01-01", "2026-01-01T00:00:00Z", "\u0662\u0660\u0662\u0666-01-01"),
)
NO_MOMENTS = (
    *("", "now", "1e9", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00Z", "2026-13-01T00:00:00Z"),
    *("0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00+99:00", "2026-01-01 00:00:00Z"),
)


async def plan(service: Running) -> str:
    """Change everything that is on the register for a later day; returns the moment before."""
    moment = await service.pool.fetchval("SELECT max(recorded_at) FROM change")
    waived = {"notice": "waived", "reason": "a test", "effective_on": LATER}
    await service.put("processor", factories.processor(legal_name="Later AS", regimes=["uk"]), effective_on=LATER)
    await service.put("controllers/acme", factories.controller("Later"), effective_on=LATER)
    document = factories.subprocessor("Later", locations=[factories.location("IN")])
    await service.put("subprocessors/cloudflare", document, **waived)
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Later"), **waived)
    return text_of(moment)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def before(service_of_module: Running) -> str:
    """The moment before everything was changed for a later day where those who only read share it."""
    return await plan(service_of_module)


def text_of(moment: datetime) -> str:
    """A moment as the API prints it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def read(service: Running, path: str, **parameters: str) -> httpx.Response:
    """What a read answers that is to succeed."""
    answer = await service.staff.get(path, params=parameters)
    assert 200 == answer.status_code, answer.text
    return answer


def without_day(answer: httpx.Response) -> object:
    """The answer but for the day that it repeats."""
    body = answer.json()
    return {name: value for name, value in body.items() if name != "on"}


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("path", [*READS, "/lists/acme"])
async def test_every_read_takes_a_day(shared: Running, path: str) -> None:
    """Each read shows what holds on the day asked, and what holds today where no day is asked."""
    headers = {"Accept": "application/json"}
    plain, today, later = [
        await shared.staff.get(path, params=parameters, headers=headers)
        for parameters in ({}, {"on": str(in_days(0))}, {"on": LATER})
    ]
    assert 200 == plain.status_code == later.status_code
    assert plain.json() == today.json()
    assert without_day(today) != without_day(later)


@pytest.mark.parametrize("path", READS)
async def test_every_read_takes_a_moment(shared: Running, before: str, path: str) -> None:
    """Each read shows a later day as it was announced at the moment asked, with that moment included."""
    assert without_day(await read(shared, path)) == without_day(await read(shared, path, on=LATER, known_at=before))
    assert without_day(await read(shared, path, on=LATER)) != without_day(
        await read(shared, path, on=LATER, known_at=before)
    )


async def test_list_page_takes_a_moment(shared: Running, before: str) -> None:
    """A customer, too, may ask what a list said of a day as it was known then, and not what will be known."""
    for parameters, name in (({"on": LATER}, "Later"), ({"on": LATER, "known_at": before}, "Acme")):
        answer = await shared.reader.get("/lists/acme", params=parameters, headers={"Accept": "application/json"})
        assert name == answer.json()["name"]
    coming = text_of(datetime.now(UTC) + timedelta(hours=1))
    assert 400 == (await shared.reader.get("/lists/acme", params={"known_at": coming})).status_code


async def test_log_takes_a_moment(shared: Running, before: str) -> None:
    """The log shows what was recorded by a moment, and counts the notices of then."""
    now, then = [(await read(shared, LOG, **more)).json()["items"] for more in ({}, {"known_at": before})]
    assert 2 == len(then)
    assert now[-2:] == then != now
    newest = now[0]
    assert 404 == (await shared.staff.get(f"/v1/changes/{newest['id']}", params={"known_at": before})).status_code
    answer = await read(shared, f"/v1/changes/{newest['id']}", known_at=newest["recorded_at"])
    assert newest == answer.json()


async def test_moment_includes_the_change_that_it_is_of(service: Running) -> None:
    """known_at of a change's recorded_at includes it; a microsecond earlier does not."""
    (newest, *_) = (await service.get("controllers/acme/changes"))["items"]
    recorded = datetime.fromisoformat(newest["recorded_at"])
    for moment, status in ((recorded, 200), (recorded - timedelta(microseconds=1), 404)):
        answer = await service.staff.get(ACME_CLOUDFLARE, params={"known_at": text_of(moment)})
        assert status == answer.status_code


async def test_answer_of_a_moment_never_changes(service: Running) -> None:
    """A query with a fixed moment gives the same bytes after further writes, for any day."""
    before = await plan(service)
    first = {path: (await read(service, path, on=LATER, known_at=before)).content for path in READS}
    await service.put("controllers/acme", factories.controller("Again"))
    document = factories.subprocessor("Again")
    await service.put("subprocessors/cloudflare", document, notice="correction", reason="a test", effective_on=LATER)
    await service.staff.delete(ACME_CLOUDFLARE)
    assert first == {path: (await read(service, path, on=LATER, known_at=before)).content for path in READS}


@pytest.mark.parametrize(
    "form",
    ["{:%Y-%m-%dT%H:%M:%S.%fZ}", "{:%Y-%m-%dt%H:%M:%S.%fz}", "{:%Y-%m-%dT%H:%M:%S.%f+00:00}"],
)
async def test_moment_may_be_written_as_rfc_3339_allows(shared: Running, before: str, form: str) -> None:
    """A moment with Z, in lower case or with an offset is the same moment, also with a bare plus sign in the query."""
    written = form.format(datetime.fromisoformat(before))
    answer = await shared.staff.get(f"/v1/controllers/acme?on={LATER}&known_at={written}")
    assert "Acme" == answer.json()["name"]


async def test_moment_in_another_zone_is_the_same(shared: Running, before: str) -> None:
    """An offset counts: the same moment written in India gives the same answer."""
    shifted = datetime.fromisoformat(before) + timedelta(hours=5, minutes=30)
    written = shifted.strftime("%Y-%m-%dT%H:%M:%S.%f+05:30")
    assert "Acme" == (await read(shared, "/v1/controllers/acme", on=LATER, known_at=written)).json()["name"]


@pytest.mark.parametrize("path", [*READS, LOG])
async def test_future_moment_is_refused(shared: Running, path: str) -> None:
    """Nobody can say what will be known: a moment that has not come is 400."""
    answer = await shared.staff.get(path, params={"known_at": text_of(datetime.now(UTC) + timedelta(hours=1))})
    assert (400, "?known_at") == (answer.status_code, answer.json()["errors"][0]["pointer"])


async def test_what_is_no_time_is_refused(shared: Running) -> None:
    """A day or a moment that cannot be read is 400 on every route, and points to the parameter."""
    for path, (name, value) in product(
        READS, [*(("on", day) for day in NO_DAYS), *(("known_at", at) for at in NO_MOMENTS)]
    ):
        answer = await shared.staff.get(path, params={name: value})
        assert (400, f"?{name}") == (answer.status_code, answer.json()["errors"][0]["pointer"]), (path, value)


async def test_first_and_last_day_are_read(shared: Running) -> None:
    """The ends of the calendar are days like others: nothing holds before the first row, and lists are empty then."""
    for day in ("1950-01-01", "2200-12-31"):
        expected = [] if day < "2000" else ["cloudflare"]
        shown = await shared.get("controllers/acme/subprocessors", on=day)
        assert expected == [entry["subprocessor"] for entry in shown["items"]]


async def test_distant_past_moment_knows_nothing(shared: Running) -> None:
    """A moment before the register began is answered with nothing, in the way of each route."""
    long_ago = "1000-01-01T00:00:00Z"
    assert [] == (await shared.get("controllers", known_at=long_ago))["items"]
    assert [] == (await shared.get("findings", known_at=long_ago))["items"]
    for path in ("controllers/acme", "controllers/acme/subprocessors", "controllers/acme/changes"):
        assert 404 == (await shared.staff.get(f"/v1/{path}", params={"known_at": long_ago})).status_code
