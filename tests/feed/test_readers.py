"""What the tests hold every feed against refuses what is none."""

from collections.abc import Callable

import httpx
import pytest
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service import feed, urls
from tests.feed import samples
from tests.feed.readers import READERS, Reading, accept

BASE = "https://example.org"
GOOD: dict[str, Callable[[], bytes]] = {
    urls.ATOM: lambda: feed.atom(samples.head(), samples.notices(), public_url=BASE, author="A"),
    urls.JSON_FEED: lambda: feed.json_feed(samples.head(), samples.notices(), public_url=BASE),
    urls.CALENDAR: lambda: feed.calendar(samples.head(), samples.notices(), public_url=BASE),
}
REFUSALS = (AssertionError, KeyError, ValueError, etree.LxmlError)
FAULTS = [
    (urls.ATOM, b"<updated>", b"<update>"),
    (urls.ATOM, b"</feed>", b""),
    (urls.ATOM, b"<title>GitHub", b"<title>\x0bGitHub"),
    (urls.ATOM, b"00000007</id>", b"00000006</id>"),
    (urls.JSON_FEED, b"version/1.1", b"version/9"),
    (urls.JSON_FEED, b'"home_page_url":"https:', b'"home_page_url":"'),
    (urls.JSON_FEED, b'"title":', b'"titel":'),
    (urls.JSON_FEED, b'"_subreg":{', b'"subreg":{'),
    (urls.JSON_FEED, b'00000007","url', b'00000006","url'),
    (urls.JSON_FEED, b".250Z", b".250"),
    (urls.CALENDAR, b"UID:", b"X-UID:"),
    (urls.CALENDAR, b"VERSION:2.0", b"VERSION:1.0"),
    (urls.CALENDAR, b"DTSTART;VALUE=DATE:2026", b"DTSTART;VALUE=DATE:20262"),
    (urls.CALENDAR, b"SUMMARY;", b"SUMMARY;X=" + b"x" * 80 + b";"),
    (urls.CALENDAR, b"END:VCALENDAR", b"END:VEVENT"),
]


def sent(media_type: str, body: bytes, status: int = 200) -> httpx.Response:
    """An answer."""
    return httpx.Response(status, headers={"Content-Type": f"{media_type}; charset=utf-8"}, content=body)


@pytest.mark.parametrize("media_type", READERS)
def test_what_is_a_feed_is_accepted(media_type: str) -> None:
    """A document of each form, with notices of every kind."""
    accept(sent(media_type, GOOD[media_type]()))


@pytest.mark.parametrize(("media_type", "before", "after"), FAULTS)
def test_a_fault_is_seen(media_type: str, before: bytes, after: bytes) -> None:
    """A document with one fault is refused, each time; as another type, or as no document, it is nobody's to read."""
    good = GOOD[media_type]()
    assert before in good
    bad = good.replace(before, after)
    for _ in range(2):
        with pytest.raises(REFUSALS):
            accept(sent(media_type, bad))
    accept(sent("text/plain", bad))
    accept(sent(media_type, bad, status=410))


@pytest.mark.parametrize("media_type", READERS)
async def test_whoever_fetches_a_fault_is_told(media_type: str) -> None:
    """The clients of the tests read what they fetch before the test does; what is no fault comes as it was sent."""
    bodies = [GOOD[media_type](), GOOD[media_type]()[:-20]]
    inner = httpx.MockTransport(lambda request: sent(media_type, bodies[request.url.path == "/bad"]))
    async with httpx.AsyncClient(transport=Reading(inner), base_url=BASE) as client:
        assert bodies[0] == (await client.get("/good")).content
        with pytest.raises(REFUSALS):
            await client.get("/bad")
