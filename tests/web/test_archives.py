"""The archive of a feed (RFC 5005), followed back to the first notice as a client does."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import feedparser
import httpx
import icalendar
import pytest
from babel import Locale
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service import examples
from service.access import tokens
from service.histories import read_history
from service.languages import SHIPPED, Language
from service.law import load_law
from service.notices import LaterDay
from service.register.importing import import_history
from service.store import notices
from service.store.notices import Draft, FeedWords, Said
from service.web.context import Context
from service.wording_places import country
from tests import factories
from tests.web.running import BASE, Running, in_days, running

FEED = "/lists/fresh/feed.atom"
LONG_AGO = date(2010, 1, 1)
DAY = timedelta(days=1)
FH = "{http://purl.org/syndication/history/1.0}archive"


@pytest.fixture
async def service(empty: Running) -> Running:
    """A service with a public list and a private one of which nothing was told yet."""
    await empty.put("processor", factories.processor())
    await empty.put("controllers/fresh", factories.controller("Fresh"))
    await empty.put("controllers/closed", factories.controller("Closed", visibility="private"))
    return empty


async def publish(
    service: Running, count: int, *, controller: str = "fresh", day: date | None = None, apart: timedelta = 0 * DAY
) -> None:
    """Publish so many notices to a list: now, or from a day on, so far apart. The process knows that it wrote."""
    await publish_elsewhere(service, count, controller=controller, day=day, apart=apart)
    context: Context = service.app.state.context
    context.fresh.wrote()


async def publish_elsewhere(
    service: Running, count: int, *, controller: str, day: date | None = None, apart: timedelta = 0 * DAY
) -> None:
    """Publish them as a writer would that is not this process."""
    async with service.pool.acquire() as conn, conn.transaction():
        stamp = await conn.fetchval("SELECT clock_timestamp()")
        for number in range(count):
            words = {controller: FeedWords(title="Sub-processors of Fresh", author="Registrar AS", language="en")}
            await notices.publish(
                conn,
                [draft(controller, f"Notice {number}")],
                words,
                recorded_at=stamp,
                day=None if day is None else day + number * apart,
            )


def draft(
    controller: str = "fresh",
    title: str = "Notice",
    effective_on: date | None = None,
    later_days: tuple[LaterDay, ...] = (),
) -> Draft:
    """A notice to a list, with few words."""
    return Draft(
        id=uuid4(),
        controller=controller,
        said=Said(
            kind="changed",
            effective_on=effective_on,
            objection_until=None,
            title=title,
            content="<p>A change.</p>",
            items=(),
            changes=(),
            language="en",
            later_days=later_days,
        ),
    )


async def ids_told(service: Running, controller: str = "fresh") -> list[str]:
    """The ids of all notices of a list, newest first."""
    async with service.pool.acquire() as conn:
        return [notice.id.urn for notice in await notices.of_list(conn, controller)]


def links(answer: httpx.Response) -> dict[str, str]:
    """The links of a feed document by relation, as they are written."""
    assert answer.status_code == 200, answer.text
    document = etree.fromstring(answer.content)
    return {link.get("rel"): link.get("href") for link in document.findall("{http://www.w3.org/2005/Atom}link")}


async def chain(reader: httpx.AsyncClient, address: str) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Follow a feed back from page to page."""
    follow: str | None = f"{BASE}{address}"
    while follow is not None:
        answer = await reader.get(follow)
        yield follow, answer
        older = links(answer).get("prev-archive")
        follow = None if older is None else urljoin(follow, older)


async def told_over(reader: httpx.AsyncClient, address: str) -> list[str]:
    """The ids of all entries of a feed and its archive, as they come."""
    found: list[str] = []
    async for _, answer in chain(reader, address):
        parsed: Any = feedparser.parse(answer.content, response_headers=dict(answer.headers))
        assert not parsed.bozo, parsed.get("bozo_exception")
        found += [entry.id for entry in parsed.entries]
    return found


async def test_eight_years_of_github_are_told_once_each(empty: Running) -> None:
    """From the feed of a loaded history one comes to its first notice, and meets every one of them once, in order."""
    await empty.put("controllers/github", factories.controller("GitHub"))
    async with empty.pool.acquire() as conn, conn.transaction():
        await import_history(conn, "github", read_history(examples.github_history()), "a test", load_law())
    assert await ids_told(empty, "github") == await told_over(empty.reader, "/lists/github/feed.atom")


@pytest.mark.parametrize("count", [1, 49, 50, 99, 100, 149, 150, 199, 200, 250, 351])
async def test_every_notice_is_told_once(service: Running, count: int) -> None:
    """However many notices there are, the feed and its archive hold each once, in order; the feed at least fifty."""
    await publish(service, count, day=LONG_AGO, apart=10 * DAY)
    wanted = await ids_told(service)
    assert wanted == await told_over(service.reader, FEED)
    newest = feedparser.parse((await service.reader.get(FEED)).content)
    assert min(count, 50) <= len(newest.entries) < 150


async def test_what_is_younger_than_half_a_year_stays_in_the_feed(service: Running) -> None:
    """A reader that was off for half a year finds all it missed in the feed itself, up to two hundred notices."""
    await publish(service, 100, day=LONG_AGO)
    for more, shown in ((90, 90), (90, 180), (60, 140)):
        await publish(service, more)
        assert shown == len(feedparser.parse((await service.reader.get(FEED)).content).entries)
        assert await ids_told(service) == await told_over(service.reader, FEED)


async def test_no_page_is_archived_while_a_notice_on_it_is_young(service: Running) -> None:
    """The feed keeps a full page whose notices are young, though the fifty that are newer would be enough."""
    await publish(service, 150)
    assert 150 == len(feedparser.parse((await service.reader.get(FEED)).content).entries)


async def test_a_page_never_changes(service: Running, database_url: str) -> None:
    """A full page stays as it is, byte for byte: under a thousand more notices, another name, and another process."""
    await publish(service, 210, day=LONG_AGO)
    before = {number: await service.reader.get(f"/lists/fresh/archive/{number}.atom") for number in (1, 2)}
    await service.put("controllers/fresh", factories.controller("Another name"))
    await publish(service, 1000)
    async with running(database_url) as other:
        for reader in (service.reader, other.reader):
            for number, old in before.items():
                new = await reader.get(f"/lists/fresh/archive/{number}.atom")
                assert (old.status_code, old.content, old.headers["ETag"]) == (200, new.content, new.headers["ETag"])


async def announce(service: Running, ahead: int, slug: str = "cloudflare") -> httpx.Response:
    """Announce another purpose of an engagement, so many days ahead; it is engaged first."""
    await service.put(f"subprocessors/{slug}", factories.subprocessor(slug.title()))
    await service.engage("fresh", slug)
    path = f"controllers/fresh/subprocessors/{slug}"
    return await service.put(path, factories.engagement("Ads"), effective_on=str(in_days(ahead)))


async def withdraw(service: Running, planned: httpx.Response) -> None:
    """Take back what a PUT announced."""
    path = f"/v1/changes/{planned.headers['Subreg-Change']}/withdrawal"
    (await service.staff.post(path, json={"reason": "not after all"})).raise_for_status()


async def days(service: Running) -> dict[str, icalendar.Event]:
    """The events of the calendar, by id."""
    return calendar_events(await service.reader.get("/lists/fresh/calendar.ics"))


@pytest.mark.parametrize("between", [3, 200])
async def test_a_withdrawal_cancels_events_however_old(service: Running, between: int) -> None:
    """A notice that the feed has lost to the archive has its events in the calendar, and then has them cancelled."""
    planned = await announce(service, 60)
    (told,) = await ids_told(service)
    before = (await days(service))[told]
    await publish(service, between)
    assert before == (await days(service))[told]
    await withdraw(service, planned)
    after = await days(service)
    assert {told, f"{told}:objection"} == {uid for uid, event in after.items() if event["STATUS"] == "CANCELLED"}
    assert (before.start, before["SUMMARY"]) == (after[told].start, after[told]["SUMMARY"])
    assert (0, 1) == (before["SEQUENCE"], after[told]["SEQUENCE"])


async def test_an_addition_that_does_not_happen_cancels_all_its_days(service: Running) -> None:
    """What was planned for it later has a notice of its own; with the end both leave no day that is still to come."""
    await service.put("subprocessors/cloud", factories.subprocessor("Cloud"))
    path = "controllers/fresh/subprocessors/cloud"
    await service.put(path, factories.engagement())
    await service.put(path, factories.engagement("Ads"), effective_on=str(in_days(60)))
    assert {"CONFIRMED"} == {str(event["STATUS"]) for event in (await days(service)).values()}
    (await service.staff.delete(f"/v1/{path}")).raise_for_status()
    assert ["CANCELLED"] * 4 == [str(event["STATUS"]) for event in (await days(service)).values()]


async def test_a_calendar_holds_the_later_days_of_a_notice_however_old(service: Running) -> None:
    """A name that holds at once and a country in thirty days, told in one notice, are two days and outlast the feed."""
    await service.put("subprocessors/cloud", factories.subprocessor("Cloud"))
    await service.put("controllers/fresh/subprocessors/cloud", factories.engagement(), notice="baseline")
    document = factories.subprocessor("Cirrus", locations=[factories.location("IN")])
    await service.put("subprocessors/cloud", document)
    (told,) = await ids_told(service)
    then = in_days(30)
    before = await days(service)
    assert {told, f"{told}:{then}", f"{told}:objection"} == before.keys()
    assert (then, in_days(29)) == (before[f"{told}:{then}"].start, before[f"{told}:objection"].start)
    assert str(before[f"{told}:{then}"]["SUMMARY"]).startswith("Cirrus: legal entity and locations change on")
    await publish(service, 200)
    assert before == await days(service)


async def test_a_day_after_the_time_to_object_keeps_a_notice_in_the_calendar(service: Running) -> None:
    """However early its first day and its last one to object are, what comes a year later is there."""
    head = FeedWords(title="Sub-processors of Fresh", author="Registrar AS", language="en")
    later = (LaterDay(on=LONG_AGO + 400 * DAY, title="Later"),)
    async with service.pool.acquire() as conn, conn.transaction():
        told = [draft(effective_on=LONG_AGO, later_days=later)]
        await notices.publish(conn, told, {"fresh": head}, recorded_at=datetime.now(UTC), day=LONG_AGO)
    await publish(service, 201, day=LONG_AGO + 390 * DAY)
    assert [LONG_AGO, LONG_AGO + 400 * DAY] == [event.start for event in (await days(service)).values()]


async def test_a_calendar_holds_what_lies_ahead_however_old(service: Running) -> None:
    """What was announced a year ahead stays in the calendar when the feed has lost it; what is over leaves with it."""
    await announce(service, 365)
    (far,) = await ids_told(service)
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    await service.put("controllers/fresh/subprocessors/fastly", factories.engagement(), notice="waived", reason="now")
    over, _ = await ids_told(service)
    before = await days(service)
    assert {far, f"{far}:objection", over} == before.keys()
    await publish(service, 200)
    assert far not in [entry.id for entry in feedparser.parse((await service.reader.get(FEED)).content).entries]
    after = await days(service)
    assert {far: before[far], f"{far}:objection": before[f"{far}:objection"]} | _over(over, before) == after
    assert in_days(365) == after[far].start


def _over(told: str, before: dict[str, icalendar.Event]) -> dict[str, icalendar.Event]:
    """A day that is today's lies ahead as long as nothing is published on a later one."""
    return {told: before[told]} if before[told].start >= in_days(0) else {}


async def test_what_is_cancelled_stays_so_when_both_notices_are_old(service: Running) -> None:
    """Where the feed has lost a withdrawal too, the day that it takes back is not told again."""
    planned = await announce(service, 365)
    (far,) = await ids_told(service)
    await withdraw(service, planned)
    before = await days(service)
    await publish(service, 200)
    assert before == await days(service)
    assert {"CANCELLED"} == {str(event["STATUS"]) for event in before.values()}
    assert far in before


async def test_a_calendar_does_not_follow_the_day(service: Running) -> None:
    """A day that passes changes no byte: what is old leaves with a notice that is published on a later day."""
    head = FeedWords(title="Sub-processors of Fresh", author="Registrar AS", language="en")
    async with service.pool.acquire() as conn, conn.transaction():
        told = [draft(effective_on=LONG_AGO + 400 * DAY)]
        await notices.publish(conn, told, {"fresh": head}, recorded_at=datetime.now(UTC), day=LONG_AGO)
    await publish(service, 150, day=LONG_AGO + DAY, apart=2 * DAY)
    before = await days(service)
    assert [LONG_AGO + 400 * DAY] == [event.start for event in before.values()]
    await publish(service, 1, day=LONG_AGO + 400 * DAY)
    assert before == await days(service)
    await publish(service, 1, day=LONG_AGO + 401 * DAY)
    assert {} == await days(service)


def calendar_events(answer: httpx.Response) -> dict[str, icalendar.Event]:
    """The events of a calendar by id."""
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(answer.content).events}


def other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the program says now, in any language, and whatever it calls a country or a day, is something else."""
    for said in ("gettext", "ngettext", "gettext_html", "day", "listed"):
        monkeypatch.setattr(Language, said, lambda *_, **__: "said by another catalogue")
    monkeypatch.setattr(Locale, "territories", dict.fromkeys(("BR", "IE", "IN", "TR", "US"), "Elsewhere"))
    country.cache_clear()


@pytest.mark.parametrize("tag", SHIPPED)
async def test_what_was_published_is_no_matter_of_the_program(
    service: Running, database_url: str, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    """Under other catalogues and names of countries every entry, page, calendar and tag is the same, byte for byte."""
    await service.put("controllers/closed", factories.controller("Closed", visibility="private", language=tag))
    token = await service.token()
    await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[{"country": "TR"}]))
    await service.put("controllers/closed/subprocessors/cloudflare", factories.engagement())
    await publish(service, 99, controller="closed")
    await service.put("controllers/closed/subprocessors/cloudflare", factories.engagement("Ads"))
    async with service.pool.acquire() as conn:
        await tokens.rotate(conn, token.id, days=30)
    paths = [f"/s/{token.secret}/{form}" for form in ("archive/1.atom", "feed.atom", "feed.json", "calendar.ics")]
    before = [await read(database_url, path) for path in paths]
    other_program(monkeypatch)
    try:
        assert before == [await read(database_url, path) for path in paths]
    finally:
        country.cache_clear()
    assert all("another catalogue" not in answer and "Elsewhere" not in answer for answer, _ in before)


async def read(database_url: str, path: str) -> tuple[str, str]:
    """What a process that remembers nothing answers: the document and its tag."""
    async with running(database_url) as other:
        answer = await other.reader.get(path)
        assert 200 == answer.status_code, answer.text
        return answer.text, answer.headers["ETag"]


async def test_a_page_says_what_it_is(service: Running) -> None:
    """A page is marked as an archive, has the id of the feed, names itself, the feed, and the page before it."""
    await publish(service, 250, day=LONG_AGO)
    page = await service.reader.get("/lists/fresh/archive/2.atom")
    assert etree.fromstring(page.content).find(FH) is not None
    feed = await service.reader.get(FEED)
    assert feedparser.parse(feed.content).feed.id == feedparser.parse(page.content).feed.id
    found = links(page)
    assert f"{BASE}/lists/fresh/archive/2.atom" == found["self"]
    assert (f"{BASE}{FEED}", f"{BASE}/lists/fresh/archive/1.atom") == (
        urljoin(found["self"], found["current"]),
        urljoin(found["self"], found["prev-archive"]),
    )
    assert "prev-archive" not in links(await service.reader.get("/lists/fresh/archive/1.atom"))
    assert etree.fromstring(feed.content).find(FH) is None


async def test_a_page_may_be_kept_for_ever(service: Running) -> None:
    """Caches keep a page as long as they like, shared ones that of a public list only; conditions are honoured."""
    await publish(service, 100, day=LONG_AGO)
    await publish(service, 100, controller="closed", day=LONG_AGO)
    page = await service.reader.get("/lists/fresh/archive/1.atom")
    assert "public, max-age=31536000, immutable" == page.headers["Cache-Control"]
    again = await service.reader.get("/lists/fresh/archive/1.atom", headers={"If-None-Match": page.headers["ETag"]})
    assert (304, b"") == (again.status_code, again.content)
    token = (await service.token()).secret
    closed = await service.reader.get(f"/s/{token}/archive/1.atom")
    assert "private, max-age=31536000, immutable" == closed.headers["Cache-Control"]


async def test_the_holder_of_a_capability_follows_the_archive(service: Running) -> None:
    """Under the capability address all pages are reached, and no page holds the token."""
    await publish(service, 260, controller="closed", day=LONG_AGO, apart=DAY * 10)
    token = (await service.token()).secret
    pages = [(where, answer) async for where, answer in chain(service.reader, f"/s/{token}/feed.atom")]
    assert 3 == len(pages)
    assert all(where.startswith(f"{BASE}/s/{token}/") and token not in answer.text for where, answer in pages)
    assert await ids_told(service, "closed") == await told_over(service.reader, f"/s/{token}/feed.atom")


@pytest.mark.parametrize(
    "page", ["0.atom", "2.atom", "01.atom", "-1.atom", "1", "1.json", "٣.atom", "9" * 30 + ".atom"]
)
async def test_other_pages_are_not_there(service: Running, page: str) -> None:
    """What is not a page, or not full yet, is not found; a private list asks strangers for a token first."""
    await publish(service, 150, day=LONG_AGO)
    assert 404 == (await service.reader.get(f"/lists/fresh/archive/{page}")).status_code
    assert 401 == (await service.reader.get(f"/lists/closed/archive/{page}")).status_code


async def test_a_revoked_token_opens_no_page(service: Running) -> None:
    """A page is as private as its list."""
    await publish(service, 100, controller="closed", day=LONG_AGO)
    token = await service.token()
    assert 200 == (await service.reader.get(f"/s/{token.secret}/archive/1.atom")).status_code
    await service.pool.execute("UPDATE subscriber_token SET revoked_at = now()")
    context: Context = service.app.state.context
    context.fresh.start_anew()  # no look tells of what was written like that
    assert 410 == (await service.reader.get(f"/s/{token.secret}/archive/1.atom")).status_code


async def test_half_a_year_is_counted_from_the_newest_notice(service: Running) -> None:
    """The window is cut when something is published; time alone changes no byte."""
    await publish(service, 120, day=LONG_AGO)
    await publish(service, 60, day=LONG_AGO + 179 * DAY)
    assert "prev-archive" not in links(await service.reader.get(FEED))
    await publish(service, 1, day=LONG_AGO + 181 * DAY)
    assert "archive/1.atom" == links(await service.reader.get(FEED))["prev-archive"]
