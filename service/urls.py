"""Every path and absolute address of the service, in one place, so that none changes by accident.

Absolute addresses are made of the public URL of the settings, never of the Host header of a request.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode
from uuid import UUID

LIVE = "/health/live"
READY = "/health/ready"
METRICS = "/metrics"
OPENAPI = "/schema"
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
CALENDAR = "text/calendar"

# From a page of the archive to the feed, as from /lists/{controller}/archive/{page}.atom, or from under a capability.
FEED_FROM_ARCHIVE = "../feed.atom"


def list_page(controller: str) -> str:
    """Return the path of a controller's list."""
    return f"/lists/{quote(controller, safe='')}"


def list_feed(controller: str) -> str:
    """Return the path of a controller's Atom feed."""
    return f"{list_page(controller)}/feed.atom"


def list_json_feed(controller: str) -> str:
    """Return the path of a controller's JSON feed."""
    return f"{list_page(controller)}/feed.json"


def list_calendar(controller: str) -> str:
    """Return the path of a controller's calendar."""
    return f"{list_page(controller)}/calendar.ics"


def list_archive(controller: str, page: int) -> str:
    """Return the path of a full page of the archive of a controller's feed."""
    return f"{list_page(controller)}/{archive_from_feed(page)}"


def archive_from_feed(page: int) -> str:
    """Return the address of a page of the archive, relative to that of the feed."""
    return f"archive/{archive_from_archive(page)}"


def archive_from_archive(page: int) -> str:
    """Return the address of a page of the archive, relative to that of another one."""
    return f"{page}.atom"


def objections(page: str, notice: UUID) -> str:
    """Return the path to which an objection to a notice is sent, given that of the list's page."""
    return f"{page}/notices/{notice}/objections"


def objection(page: str, objection_id: UUID) -> str:
    """Return the path of an objection, given that of the list's page."""
    return f"{page}/objections/{objection_id}"


def capability_page(token: str) -> str:
    """Return the path of a private list for the holder of a subscriber token."""
    return f"/s/{quote(token, safe='')}"


def capability_feed(token: str) -> str:
    """Return the path of a private list's feed for the holder of a subscriber token."""
    return f"{capability_page(token)}/feed.atom"


def capability_json_feed(token: str) -> str:
    """Return the path of a private list's JSON feed for the holder of a subscriber token."""
    return f"{capability_page(token)}/feed.json"


def capability_calendar(token: str) -> str:
    """Return the path of a private list's calendar for the holder of a subscriber token."""
    return f"{capability_page(token)}/calendar.ics"


def entry_anchor(subprocessor: str) -> str:
    """Return the fragment under which an entry stands on the list page."""
    return f"entry-{subprocessor}"


def notice_anchor(number: int) -> str:
    """Return the fragment under which a notice stands on the list page."""
    return f"notice-{number}"


def notice(page: str, number: int) -> str:
    """Return the address at which a notice is shown, given that of the list's page, however many came after it."""
    return f"{page}?notice={number}#{notice_anchor(number)}"


def notice_anchored(page: str, number: int) -> str:
    """Return the address of a notice, given that of the list's page, while it is among the newest ones there."""
    return f"{page}#{notice_anchor(number)}"


def notices(page: str, number: int, moment: Mapping[str, str]) -> str:
    """Return the address at which the list's page shows the notices up to a number, given that of the page.

    `moment` are the parameters that name a day and a moment, as given.
    """
    return f"{page}?{urlencode({**moment, 'notice': number})}#notices"


def absolute(public_url: str, path: str) -> str:
    """Join the public URL of the service and a path."""
    return public_url.rstrip("/") + path
