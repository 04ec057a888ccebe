"""A subscriber token in the place of another: both open the list for a while, and the feed of the old one says so."""

import feedparser
import httpx
import icalendar
import pytest

from service import urls
from service.access import tokens
from service.access.secrets import Minted
from service.errors import NotFound
from tests import factories
from tests.web.running import Running
from tests.web.test_freshness import looked
from tests.web.test_lists import BROWSER, password


@pytest.fixture
async def old(service: Running) -> Minted:
    """A token of the private list."""
    return await service.token()


async def rotate(service: Running, old: Minted, days: int = 30) -> Minted:
    """Give it a successor, as the command line does beside the process, and wait until the process has looked."""
    async with service.pool.acquire() as conn:
        minted = await tokens.rotate(conn, old.id, days=days)
    await looked(service)
    return minted


@pytest.mark.parametrize("form", ["feed.atom", "feed.json"])
async def test_the_old_feed_ends_with_an_entry_that_names_the_new_address(
    service: Running, old: Minted, form: str
) -> None:
    """Under the capability address and under the name; the new one's feed is as before, and neither has a secret."""
    before = await service.reader.get(f"/s/{old.secret}/{form}")
    new = await rotate(service, old)
    for path, headers in ((f"/s/{old.secret}/{form}", {}), (f"/lists/closed/{form}", password(old.secret))):
        answer = await service.reader.get(path, headers={**headers, "If-None-Match": before.headers["ETag"]})
        assert 200 == answer.status_code
        assert "This address closes on " in answer.text
        assert "/lists/closed/feed.atom" in answer.text
        assert not any(secret in answer.text for secret in (old.secret, new.secret))
        again = await service.reader.get(path, headers={**headers, "If-None-Match": answer.headers["ETag"]})
        assert 304 == again.status_code
    assert before.content == (await service.reader.get(f"/s/{new.secret}/{form}")).content


async def test_the_old_calendar_has_the_day_on_which_it_closes(service: Running, old: Minted) -> None:
    """Bytes, tag and Last-Modified move together; the calendar under the new address is as before."""
    before = await service.reader.get(f"/s/{old.secret}/calendar.ics")
    new = await rotate(service, old)
    after = await service.reader.get(f"/s/{old.secret}/calendar.ics")
    titles = [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(after.content).events]
    assert 1 == sum(title.startswith("This address closes on ") for title in titles)
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.content == (await service.reader.get(f"/s/{new.secret}/calendar.ics")).content


async def test_the_old_feed_tells_of_news_until_it_closes(service: Running, old: Minted) -> None:
    """Nobody misses a notice for not having read the last entry yet; the entry is there once, under one id."""
    await rotate(service, old)
    first = feedparser.parse((await service.reader.get(f"/s/{old.secret}/feed.atom")).content).entries
    await service.put("controllers/closed/subprocessors/cloudflare", factories.engagement("Another"))
    then = feedparser.parse((await service.reader.get(f"/s/{old.secret}/feed.atom")).content).entries
    assert ["Cloudflare: purpose changes", "This address closes"] == [" ".join(e.title.split()[:3]) for e in then[:2]]
    assert first[0].id == then[1].id


async def test_after_its_days_the_old_address_is_gone(service: Running, old: Minted) -> None:
    """Also where it was answered from memory a moment before."""
    await rotate(service, old)
    await looked(service)
    for _ in range(2):
        assert 200 == (await service.reader.get(f"/s/{old.secret}/feed.atom")).status_code
    await service.pool.execute(
        "UPDATE subscriber_token SET rotated_at = rotated_at - interval '40 days', "
        "closes_at = closes_at - interval '40 days' WHERE id = $1",
        old.id,
    )
    await service.pool.execute("INSERT INTO touch (controllers) VALUES ('{closed}')")
    await looked(service)
    for path in ("", "/feed.atom", "/feed.json", "/calendar.ics", "/archive/1.atom"):
        assert 410 == (await service.reader.get(f"/s/{old.secret}{path}")).status_code


async def test_without_days_it_closes_at_once(service: Running, old: Minted) -> None:
    """As a revoked one does, and its successor is open."""
    new = await rotate(service, old, days=0)
    assert 410 == (await service.reader.get(f"/s/{old.secret}/feed.atom")).status_code
    assert 200 == (await service.reader.get(f"/s/{new.secret}/feed.atom")).status_code


async def test_the_page_says_that_its_address_closes(service: Running, old: Minted) -> None:
    """A person who has the old page open reads it too."""
    await rotate(service, old)
    assert "This address closes on" in (await service.reader.get(f"/s/{old.secret}", headers=BROWSER)).text


async def test_what_is_closed_or_rotated_is_not_rotated(service: Running, old: Minted) -> None:
    """Neither twice, nor once it was revoked, nor what is no token; nothing is made then."""
    await rotate(service, old)
    before = await service.everything()
    for wanted in (old.id, "list_unknown"):
        async with service.pool.acquire() as conn:
            with pytest.raises(NotFound):
                await tokens.rotate(conn, wanted, days=30)
    assert before == await service.everything()


@pytest.mark.parametrize("form", ["feed.atom", "feed.json", "calendar.ics"])
async def test_the_last_entry_keeps_its_language(service: Running, form: str) -> None:
    """Of a list of which nothing was told before the rotation too, and whatever language it takes after that."""
    await service.put("controllers/quiet", factories.controller("Quiet", visibility="private", language="en"))
    old = await service.token("quiet")
    await rotate(service, old)
    before = last_entry(await service.reader.get(f"/s/{old.secret}/{form}"))
    await service.put("controllers/quiet", factories.controller("Quiet", visibility="private", language="fr"))
    await service.put("controllers/quiet/subprocessors/cloudflare", factories.engagement())
    await looked(service)
    assert before == last_entry(await service.reader.get(f"/s/{old.secret}/{form}"))
    assert "This address closes on" in before[0]


def last_entry(answer: httpx.Response) -> tuple[str, str]:
    """The title and the content of the last entry of an address, in whatever form."""
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind == urls.CALENDAR:
        events = icalendar.Calendar.from_ical(answer.content).events
        return next((str(e["SUMMARY"]), str(e["SUMMARY"].params)) for e in events if "closing" in e.categories)
    if kind == urls.JSON_FEED:
        items = answer.json()["items"]
        return next((item["title"], item["content_html"]) for item in items if item["tags"] == ["closing"])
    entries = feedparser.parse(answer.content).entries
    return next((e.title, e.content[0].value) for e in entries if e.tags[0].term == "closing")
