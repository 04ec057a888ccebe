"""The last entry of a feed's address that closes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import feedparser
import msgspec

from service import feed
from service.notices import Closing
from tests.feed import samples

BASE = "https://example.org"
CLOSING = Closing(
    entry=UUID("00000000-0000-4000-8000-00000000c105"),
    since=samples.head().updated + timedelta(seconds=5, milliseconds=120),
    closes_at=datetime(2027, 1, 2, 3, 4, tzinfo=UTC),
)


def test_the_last_entry_stands_first_and_names_the_address_that_stays() -> None:
    """It is an entry like any other, newest first, with its own id; the feed is as new as it is."""
    told = samples.notices()
    head, entries = feed.with_last_entry(samples.head(), told, CLOSING, public_url=BASE)
    parsed = feedparser.parse(feed.atom(head, entries, public_url=BASE, author="A"))
    assert not parsed.bozo
    assert [CLOSING.entry.urn, *(notice.id.urn for notice in told)] == [entry.id for entry in parsed.entries]
    assert "This address closes on 2 January 2027" == parsed.entries[0].title
    assert f"{BASE}/lists/" in parsed.entries[0].content[0].value
    assert parsed.feed.updated == parsed.entries[0].updated
    assert CLOSING.since < head.modified <= CLOSING.since + timedelta(seconds=1)


def test_later_notices_stand_above_it() -> None:
    """What is published until the end is told there too, and each time Last-Modified is later, in one second even."""
    before, _ = feed.with_last_entry(samples.head(), [], CLOSING, public_url=BASE)
    later = msgspec.structs.replace(samples.notices()[0], published=CLOSING.since + timedelta(milliseconds=1))
    second = CLOSING.since.replace(microsecond=0)
    head = msgspec.structs.replace(samples.head(), updated=later.published, modified=second)
    after, entries = feed.with_last_entry(head, [later], CLOSING, public_url=BASE)
    assert [later.id, CLOSING.entry] == [entry.id for entry in entries]
    assert head.updated == after.updated
    assert before.modified < after.modified


def test_it_is_no_event_of_a_calendar() -> None:
    """A calendar has the days of changes, and nothing changes."""
    head, entries = feed.with_last_entry(samples.head(), [], CLOSING, public_url=BASE)
    assert b"BEGIN:VEVENT" not in feed.calendar(head, entries, public_url=BASE)
