"""The last entry of a feed's address that closes."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from service import feed
from service.languages import SHIPPED, language_of
from service.notices import Closing, ClosingWords
from service.wording_closing import closing_words
from tests.feed import samples
from tests.feed.readers import read_atom, read_calendar, read_json_feed

BASE = "https://example.org"
SECOND = timedelta(seconds=1)
CLOSING = Closing(
    entry=UUID("00000000-0000-4000-8000-00000000c105"),
    since=samples.head().updated + timedelta(seconds=5, milliseconds=120),
    closes_at=datetime(2027, 1, 2, 3, 4, tzinfo=UTC),
    words=closing_words(language_of("en"), datetime(2027, 1, 2, 3, 4, tzinfo=UTC)),
)


def test_the_last_entry_stands_first_and_names_the_address_that_stays() -> None:
    """It is an entry like any other, newest first, with its own id; the feed is as new as it is."""
    told = samples.notices()
    head, entries = feed.with_last_entry(samples.head(), told, CLOSING, public_url=BASE)
    parsed = read_atom(feed.atom(head, entries, public_url=BASE, author="A"))
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


def test_it_is_no_notice() -> None:
    """It has a category of its own and none of a kind of notice, and links to the page, which has no anchor for it."""
    head, entries = feed.with_last_entry(samples.head(), samples.notices(), CLOSING, public_url=BASE)
    parsed = read_atom(feed.atom(head, entries, public_url=BASE, author="A"))
    last, newest = parsed.entries[:2]
    assert [("closing", f"{BASE}/schema#address")] == [(tag.term, tag.scheme) for tag in last.tags]
    assert f"{BASE}/schema#notice-kind" in [tag.scheme for tag in newest.tags]
    assert [f"{BASE}/lists/github", f"{BASE}/lists/github?notice=7#notice-7"] == [last.link, newest.link]
    item, other = read_json_feed(feed.json_feed(head, entries, public_url=BASE))["items"][:2]
    assert (["closing"], last.link, None) == (item["tags"], item["url"], item["_subreg"]["kind"])
    assert newest.link == other["url"]


def test_a_calendar_has_the_day_on_which_its_address_closes() -> None:
    """It leads to the calendar that stays, and the days of notices are as before."""
    told = samples.notices()
    head, entries = feed.with_last_entry(samples.head(), told, CLOSING, public_url=BASE)
    last, *others = read_calendar(feed.calendar(head, entries, public_url=BASE))
    assert (CLOSING.entry.urn, date(2027, 1, 2)) == (last["UID"], last.start)
    assert ("This address closes on 2 January 2027", "closing") == (last["SUMMARY"], last.categories[0])
    assert f"{BASE}/lists/github/calendar.ics" == last["URL"]
    before = read_calendar(feed.calendar(samples.head(), told, public_url=BASE))
    assert before == others


@pytest.mark.parametrize("ahead", [0, 1, 7])
def test_last_modified_is_later_with_the_entry_and_with_what_follows(ahead: int) -> None:
    """Also where many publications in a few seconds had moved it ahead of the clock before the rotation."""
    second = CLOSING.since.replace(microsecond=0)
    head = samples.head(modified=second + timedelta(seconds=ahead))
    at_rotation, _ = feed.with_last_entry(head, [], CLOSING, public_url=BASE)
    then = msgspec.structs.replace(head, updated=CLOSING.since, modified=max(second, head.modified + SECOND))
    after, _ = feed.with_last_entry(then, [], CLOSING, public_url=BASE)
    assert head.modified < at_rotation.modified < after.modified


@pytest.mark.parametrize("tag", SHIPPED)
def test_it_never_changes(tag: str) -> None:
    """It says what was stored when the address was given its successor, whatever language the feed takes later."""
    closing = msgspec.structs.replace(CLOSING, words=closing_words(language_of(tag), CLOSING.closes_at))
    before, entries = feed.with_last_entry(samples.head(language=tag), [], closing, public_url=BASE)
    later = msgspec.structs.replace(samples.notices()[0], published=CLOSING.since + SECOND, language="nb")
    head = samples.head(language="nb", updated=later.published)
    _, (_, entry) = feed.with_last_entry(head, [later], closing, public_url=BASE)
    assert (entries, tag) == ([entry], before.language)
    assert f'<a href="{BASE}/lists/github/feed.atom">' in entry.content


def test_an_address_that_was_rotated_before_words_were_stored_goes_on() -> None:
    """It is told in the language of the newest notice from before, or else in that of the feed."""
    closing = msgspec.structs.replace(CLOSING, words=None)
    older = samples.notice(1, "removed", (samples.removed(),), language="fr")
    for told, tag in (([older], "fr"), ([], "de")):
        _, (entry, *_) = feed.with_last_entry(samples.head(language="de"), told, closing, public_url=BASE)
        words = closing_words(language_of(tag), CLOSING.closes_at)
        assert (words.title, tag) == (entry.title, entry.language)


def test_it_is_made_of_stored_words() -> None:
    """No catalogue is asked for what an address says at its end."""
    words = ClosingWords(language="fr", title="Fin", content="<p>%(address)s</p>", label="fini")
    closing = msgspec.structs.replace(CLOSING, words=words)
    _, (entry,) = feed.with_last_entry(samples.head(), [], closing, public_url=BASE)
    address = f"{BASE}/lists/github/feed.atom"
    assert ("Fin", f'<p><a href="{address}">{address}</a></p>') == (entry.title, entry.content)
    assert ["fini"] == [category.label for category in entry.categories or ()]
