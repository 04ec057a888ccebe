"""Notices as iCalendar (RFC 5545): the days on which changes take effect, and the last days on which one may object."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from icalendar import Calendar, Event

from service import urls
from service.feed.entries import address, objection_title
from service.notices import FeedHead, Notice, Step
from service.wording_categories import CLOSING

_DAY = timedelta(days=1)
# What is said of an entry: of which, the day, and the field that takes a value then, or "" where it comes or goes.
Saying = tuple[str, date, str]
# Gives the events of a notice, by its number and those of what took them back: made now, or kept from before.
Kept = Callable[[int, str, Callable[[], bytes]], bytes]
_END = b"END:VCALENDAR\r\n"


class _Day(NamedTuple):
    """A day that a notice tells of, under an id and a title, and the notice that took it back, if one did."""

    uid: str
    on: date
    title: str
    withdrawal: Notice | None


def made_now(_number: int, _taken_back_by: str, make: Callable[[], bytes]) -> bytes:
    """Give the events of a notice for which nothing is kept."""
    return make()


def calendar(head: FeedHead, notices: Sequence[Notice], *, public_url: str, kept: Kept = made_now) -> bytes:
    """Return the calendar of a list, fit to be sent as `text/calendar`: all-day events, the newest notice first.

    `notices` are those of the window of the feed, and however old those that tell of a day ahead and what withdrawals
    are about. Each day on which something takes effect is an event, and is cancelled when all that was told of it was
    taken back, as the last day to object is when nothing is left to come; nothing else ever changes. The day on which
    the address closes, if it does, is an event too. The same arguments give the same bytes, whatever is `kept` of them:
    making an event takes longer than all else.
    """
    found = Calendar()
    found.add("prodid", "-//subreg//list of sub-processors//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", head.title, parameters={"LANGUAGE": head.language})
    found.add("x-wr-calname", head.title)
    # By what is said, the first of the later notices that takes it back. It need not name this one.
    taken_back: dict[Saying, Notice] = {}
    events: list[bytes] = []
    for notice in notices:
        if days := list(_days(notice, taken_back)):
            by = ",".join("" if day.withdrawal is None else str(day.withdrawal.number) for day in days)
            events.append(kept(notice.number, by, partial(_events, notice, days, public_url)))
        taken_back |= dict.fromkeys(_told((item.subprocessor, item.dropped) for item in notice.items), notice)
    return b"".join((found.to_ical().removesuffix(_END), *events, _END))


def _withdrawal(told: set[Saying], taken_back: Mapping[Saying, Notice]) -> Notice | None:
    """Return the notice that took back the last of what was told; null where something is left, or nothing was told.

    With the beginning of an entry goes what was told of that day besides.
    """
    found = [taken_back.get(one) or taken_back.get((*one[:2], "")) for one in told]
    return None if None in found else max(filter(None, found), key=attrgetter("number"), default=None)


def _told(entries: Iterable[tuple[str, Sequence[Step]]]) -> set[Saying]:
    """Return what steps of entries say: that one comes or goes on a day, or which of its fields change then.

    The transfers follow from the other fields, and count where nothing else is said.
    """
    found: set[Saying] = set()
    for slug, steps in entries:
        for step in steps:
            fields = {one.field for one in step.diff}
            said = {""} if step.present is not None else fields - {"transfers"} or fields
            found |= {(slug, step.effective_on, field) for field in said}
    return found


def _days(notice: Notice, taken_back: Mapping[Saying, Notice]) -> Iterator[_Day]:
    """Yield what a notice puts into a calendar: its days, and the end of its objection window."""
    if notice.kind == "withdrawn" or notice.effective_on is None:
        return
    told = _told((item.subprocessor, item.steps) for item in notice.items)
    days = {day.on: day.title for day in notice.later_days or ()}
    first = {one for one in told if one[1] not in days}
    yield _Day(notice.id.urn, notice.effective_on, notice.title, _withdrawal(first, taken_back))
    for on, title in days.items():
        of_day = {one for one in told if one[1] == on}
        yield _Day(f"{notice.id.urn}:{on}", on, title, _withdrawal(of_day, taken_back))
    if notice.objection_until is not None:
        coming = {one for one in told if one[1] > notice.objection_until}
        title, withdrawal = objection_title(notice), _withdrawal(coming, taken_back)
        yield _Day(f"{notice.id.urn}:objection", notice.objection_until, title, withdrawal)


def _events(notice: Notice, days: Iterable[_Day], public_url: str) -> bytes:
    page = urls.absolute(public_url, urls.list_page(notice.controller))
    # What the last entry of an address that closes is for is the one of the calendar that stays.
    stays = urls.absolute(public_url, urls.list_calendar(notice.controller))
    url = stays if notice.kind is None else address(notice, page)
    return b"".join(bytes(_event(notice, day, url).to_ical()) for day in days)


def _event(notice: Notice, day: _Day, url: str) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", (day.withdrawal or notice).published)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + _DAY)
    event.add("summary", day.title, parameters={"LANGUAGE": notice.language})
    event.add("url", url)
    event.add("categories", [notice.kind or CLOSING])
    event.add("transp", "TRANSPARENT")
    event.add("sequence", 0 if day.withdrawal is None else 1)
    event.add("status", "CONFIRMED" if day.withdrawal is None else "CANCELLED")
    return event
