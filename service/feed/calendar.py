"""Notices as iCalendar (RFC 5545): the days on which changes take effect, and the last days on which one may object."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from icalendar import Calendar, Event

from service import urls
from service.feed.categories import CLOSING
from service.languages import language_of
from service.notices import FeedHead, Notice

_DAY = timedelta(days=1)


def calendar(head: FeedHead, notices: Sequence[Notice], *, public_url: str) -> bytes:
    """Return the calendar of a list, fit to be sent as `text/calendar`: all-day events, the newest notice first.

    `notices` are those of the window of the feed and what its withdrawals are about, however old. A withdrawal cancels
    the events of these; nothing else ever changes or goes. The day on which
    the address closes, if it does, is an event too. The same arguments give the same bytes.
    """
    found = Calendar()
    found.add("prodid", "-//subreg//list of sub-processors//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", head.title, parameters={"LANGUAGE": head.language})
    found.add("x-wr-calname", head.title)
    withdrawn = {older: notice for notice in notices if notice.kind == "withdrawn" for older in notice.about}
    for notice in notices:
        for event in _events(notice, public_url, withdrawn.get(notice.id)):
            found.add_component(event)
    return bytes(found.to_ical())


def _events(notice: Notice, public_url: str, withdrawal: Notice | None) -> Iterator[Event]:
    """Yield what a notice puts into a calendar: its first day, and the end of its objection window."""
    if notice.kind == "withdrawn" or notice.effective_on is None:
        return
    # What the last entry of an address that closes is for is the one of the calendar that stays.
    path = urls.notice(urls.list_page(notice.controller), notice.number)
    path = urls.list_calendar(notice.controller) if notice.kind is None else path
    address = urls.absolute(public_url, path)
    yield _event(notice, notice.id.urn, notice.effective_on, notice.title, address, withdrawal)
    if notice.objection_until is not None:
        title = language_of(notice.language).gettext("Last day to object: %(title)s", title=notice.title)
        yield _event(notice, f"{notice.id.urn}:objection", notice.objection_until, title, address, withdrawal)


def _event(notice: Notice, uid: str, on: date, title: str, address: str, withdrawal: Notice | None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", (withdrawal or notice).published)
    event.add("dtstart", on)
    event.add("dtend", on + _DAY)
    event.add("summary", title, parameters={"LANGUAGE": notice.language})
    event.add("url", address)
    event.add("categories", [notice.kind or CLOSING])
    event.add("transp", "TRANSPARENT")
    event.add("sequence", 0 if withdrawal is None else 1)
    event.add("status", "CONFIRMED" if withdrawal is None else "CANCELLED")
    return event
