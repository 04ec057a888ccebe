"""Notices as an Atom feed (RFC 4287): bytes and validators, a pure function of what was published.

The only user of feedgen. What feedgen 1.0 gets wrong is kept away from it here: it prepends entries unless told to
append, it fills a missing `updated` with the clock, it writes dates with an offset and microseconds, and of an entry's
link it writes the address alone, so that an entry has one link, the alternate one.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from service import urls
from service.notices import FeedHead, Notice

LANGUAGE = "en"  # the language of service.wording

# RFC 9110 section 8.8.3: an entity tag is opaque text in double quotes; a comma may be part of it.
_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
# RFC 9110 section 5.6.7: a date is in GMT and says so, but for the form of asctime(), which cannot.
_HTTP_DATE = re.compile(
    r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} [12]\d{3} \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [12]\d{3}",
    re.ASCII,
)


class _Moment(datetime):
    """A moment that feedgen writes as Atom readers like it best: UTC, milliseconds, Z (RFC 3339)."""

    def isoformat(self, sep: str = "T", timespec: str = "milliseconds") -> str:
        return super().isoformat(sep, timespec).removesuffix("+00:00") + "Z"


def atom(head: FeedHead, notices: Sequence[Notice], *, public_url: str, author: str) -> bytes:
    """Return the feed document of a list, UTF-8, fit to be sent as `application/atom+xml`.

    `notices` come newest first and stay in that order. `author` is the organisation that publishes the list. The same
    arguments give the same bytes.
    """
    page = urls.absolute(public_url, urls.list_page(head.controller))
    feed = FeedGenerator()
    feed.id(head.id.urn)
    feed.title(head.title)
    feed.updated(_moment(head.updated))
    feed.author(name=author)
    feed.link(href=urls.absolute(public_url, urls.list_feed(head.controller)), rel="self", type=urls.ATOM)
    feed.link(href=page, rel="alternate", type="text/html")
    feed.language(LANGUAGE)
    feed.generator("subreg")  # without a version: an upgrade changes no bytes
    scheme = f"{urls.absolute(public_url, urls.OPENAPI)}#notice-kind"
    for notice in notices:
        feed.add_entry(_entry(notice, page, scheme), order="append")
    return bytes(feed.atom_str())


def validators(body: bytes, head: FeedHead) -> tuple[str, str]:
    """Return the strong ETag of these bytes and the Last-Modified date of the feed (RFC 9110 sections 8.8.2, 8.8.3)."""
    modified = head.modified.astimezone(UTC).replace(microsecond=0)
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"', format_datetime(modified, usegmt=True)


def not_modified(if_none_match: str | None, if_modified_since: str | None, etag: str, modified: datetime) -> bool:
    """Return whether a GET or HEAD with these conditions is answered 304 (RFC 9110 sections 13.1.2, 13.1.3, 13.2.2).

    Take the header values (null where absent; several fields of one name joined by commas), and the ETag and the
    Last-Modified moment of what a 200 would send. If-None-Match wins, and compares weakly.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or etag.removeprefix("W/") in _entity_tags(if_none_match)
    since = _http_date(if_modified_since or "")
    return since is not None and modified.replace(microsecond=0) <= since


def _entry(notice: Notice, page: str, scheme: str) -> FeedEntry:
    entry = FeedEntry()
    entry.id(notice.id.urn)
    entry.title(notice.title)
    entry.published(_moment(notice.published))
    entry.updated(_moment(notice.published))
    entry.link(href=f"{page}#{urls.notice_anchor(notice.number)}", rel="alternate")
    entry.category(term=notice.kind, scheme=scheme, label=notice.kind)
    entry.content(notice.content, type="html")
    return entry


def _moment(value: datetime) -> _Moment:
    utc = value.astimezone(UTC)
    return _Moment.combine(utc.date(), utc.timetz())


def _entity_tags(value: str) -> list[str]:
    """Return the tags of a list without the mark of weakness; none where something else stands in it."""
    rest = _ENTITY_TAG.sub("", value)
    return [] if rest.strip(" \t,") else _ENTITY_TAG.findall(value)


def _http_date(value: str) -> datetime | None:
    if not _HTTP_DATE.fullmatch(value.strip(" \t")):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
