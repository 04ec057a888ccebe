"""The calendar as iCalendar's own parser reads it."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from service.feed import calendar
from service.notices import Notice
from tests.feed import samples
from tests.feed.readers import read_calendar


def read(notices: list[Notice]) -> list[Any]:
    """The events of the calendar of these notices."""
    return read_calendar(calendar(samples.head(), notices, public_url="https://example.org/"))


def taking_back(number: int, told: Notice, name: str) -> Notice:
    """A withdrawal of the addition of one entry, about the notice that told of it."""
    item = samples.item([(date(2026, 12, 23), samples.entry(name))], [])
    return msgspec.structs.replace(samples.notice(number, "withdrawn", (item,)), about=(told.id,))


def test_a_change_and_its_window_are_days() -> None:
    """A notice with a window has two all-day events: the day of the change, and the last day to object."""
    notice = samples.notice(2, "added", (samples.added("Zendesk"),), objection_until=date(2026, 12, 22))
    change, window = read([notice])
    assert (date(2026, 12, 23), date(2026, 12, 24)) == (change.start, change.end)
    assert (date(2026, 12, 22), date(2026, 12, 23)) == (window.start, window.end)
    assert notice.title == str(change["SUMMARY"])
    assert f"Last day to object: {notice.title}" == str(window["SUMMARY"])
    assert "https://example.org/lists/github?notice=2#notice-2" == change["URL"]
    assert (notice.id.urn, "CONFIRMED", 0) == (change["UID"], change["STATUS"], change["SEQUENCE"])


def test_every_event_has_an_id_of_its_own() -> None:
    """Ids of events are those of notices, and stay what they are when more is published."""
    before = {event["UID"] for event in read(samples.notices()[1:])}
    after = [event["UID"] for event in read(samples.notices())]
    assert len(set(after)) == len(after)
    assert before <= set(after)


def test_a_withdrawal_cancels_what_it_is_about() -> None:
    """The events of a notice that is taken back are cancelled, with a later sequence and stamp; they do not vanish."""
    told = samples.notice(2, "added", (samples.added("Zendesk"),), objection_until=date(2026, 12, 22))
    taken = taking_back(3, told, "Zendesk")
    events = read([taken, told])
    assert [("CANCELLED", 1)] * 2 == [(event["STATUS"], event["SEQUENCE"]) for event in events]
    assert {taken.published.replace(microsecond=0)} == {event.DTSTAMP for event in events}
    assert {event["UID"] for event in events} == {event["UID"] for event in read([told])}


def test_what_is_taken_back_in_part_stays_in_the_calendar() -> None:
    """Of two additions in one notice one is withdrawn, then the other: the day is kept until nothing comes on it."""
    told = samples.notice(2, "added", (samples.added("Zendesk"), samples.added("Fastly")))
    first, second = taking_back(3, told, "Zendesk"), taking_back(4, told, "Fastly")
    assert ["CONFIRMED"] == [event["STATUS"] for event in read([first, told])]
    (event,) = read([second, first, told])
    assert ("CANCELLED", second.published.replace(microsecond=0)) == (event["STATUS"], event.DTSTAMP)


def with_later_day(number: int = 2) -> Notice:
    """A notice of a fact that holds at once, and of a decision thirty days later, as the register would store it."""
    begun = (date(2023, 12, 27), samples.entry())
    now, then = samples.NOW.date(), samples.NOW.date() + timedelta(days=30)
    told = samples.item(
        [begun], [begun, (now, samples.entry(transfers=())), (then, samples.entry(transfers=(), purpose="Ads"))]
    )
    return samples.notice(number, "changed", (told,), objection_until=then - timedelta(days=1))


def test_every_day_of_a_notice_is_an_event() -> None:
    """A fact today and a decision in thirty days are two days, the later one under a title of its own."""
    notice = with_later_day()
    first, later, window = read([notice])
    assert [date(2026, 11, 23), date(2026, 12, 23), date(2026, 12, 22)] == [one.start for one in (first, later, window)]
    assert [notice.title, "Cloudflare: purpose changes on 23 December 2026"] == [
        str(one["SUMMARY"]) for one in (first, later)
    ]
    assert (f"{notice.id.urn}:2026-12-23", first["URL"]) == (later["UID"], later["URL"])


def test_a_day_is_cancelled_by_itself() -> None:
    """Where the decision is taken back, its day and the time to object are cancelled; the fact holds."""
    told = with_later_day()
    begun = (date(2023, 12, 27), samples.entry())
    then = (date(2026, 12, 23), samples.entry(purpose="Ads"))
    taken = msgspec.structs.replace(
        samples.notice(3, "withdrawn", (samples.item([begun, then], [begun]),)), about=(told.id,)
    )
    assert ["CONFIRMED", "CANCELLED", "CANCELLED"] == [str(one["STATUS"]) for one in read([taken, told])]


def test_a_notice_from_before_its_later_days_were_stored_has_the_first_one() -> None:
    """What was published stays as it was: one day, and the last one to object."""
    old = msgspec.structs.replace(with_later_day(), later_days=None)
    assert [date(2026, 11, 23), date(2026, 12, 22)] == [one.start for one in read([old])]


@pytest.mark.parametrize(
    "title", ["Zoë & Söhne; <b>, \\n", "x" * 200, "Ø" * 200, "עברית is added", "🙂" * 60, 'a "quoted": name']
)
def test_any_title_comes_back_as_it_was(title: str) -> None:
    """Names with the marks of the format, long ones, from right to left, or beyond ASCII are read back unharmed."""
    notice = msgspec.structs.replace(samples.notice(1, "added", (samples.added(),)), title=title)
    (event,) = read([notice])
    assert title == str(event["SUMMARY"])


def test_a_notice_without_a_day_is_no_event() -> None:
    """What takes effect on no day, such as an empty first list, is in no calendar."""
    assert [] == read([msgspec.structs.replace(samples.notice(1, "published", ()), effective_on=None)])


def test_the_same_notices_give_the_same_bytes() -> None:
    """No clock of the machine that writes the calendar is in it."""
    one, other = (calendar(samples.head(), samples.notices(), public_url="https://example.org") for _ in range(2))
    assert one == other
    assert timedelta(days=1) == read(samples.notices())[0].duration
