"""Validators of a document, and whether a request that names some is answered 304 (RFC 9110 sections 8.8 and 13)."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from service.documents import etag_of
from service.notices import FeedHead

# RFC 9110 section 8.8.3: an entity tag is opaque text in double quotes; a comma may be part of it.
_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
# RFC 9110 section 5.6.7: a date is in GMT and says so, but for the form of asctime(), which cannot.
_HTTP_DATE = re.compile(
    r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} [12]\d{3} \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [12]\d{3}",
    re.ASCII,
)


def validators(body: bytes, head: FeedHead) -> tuple[str, str]:
    """Return the strong ETag of these bytes and the Last-Modified date of the feed (RFC 9110 sections 8.8.2, 8.8.3)."""
    modified = head.modified.astimezone(UTC).replace(microsecond=0)
    return etag_of(body), format_datetime(modified, usegmt=True)


def not_modified(if_none_match: str | None, if_modified_since: str | None, etag: str, modified: datetime) -> bool:
    """Return whether a GET or HEAD with these conditions is answered 304 (RFC 9110 sections 13.1.2, 13.1.3, 13.2.2).

    Take the header values (null where absent; several fields of one name joined by commas), and the ETag and the
    Last-Modified moment of what a 200 would send. If-None-Match wins, and compares weakly.
    """
    if if_none_match is not None:
        return is_known(if_none_match, etag)
    since = _http_date(if_modified_since or "")
    return since is not None and modified.replace(microsecond=0) <= since


def is_known(if_none_match: str, etag: str) -> bool:
    """Return whether the value of an If-None-Match names an ETag, compared weakly, or any (RFC 9110 section 13.1.2)."""
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in _entity_tags(if_none_match)


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
