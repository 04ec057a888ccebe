"""A document of a feed on its way to a reader: status, fields and body, made once for all who ask alike."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from service import feed
from service.web.encodings import best_encoding
from service.web.memory.shelf import Rendition
from service.web.security_headers import SECURITY_HEADERS
from service.web.shown import Shown

_MOST_WAYS = 100
Fields = list[tuple[str, str]]


class Conditions(msgspec.Struct, frozen=True, gc=False):
    """What a request says of what it has and takes: the values of three fields as they came, null where absent."""

    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None


class Sent(NamedTuple):
    """An answer as a server sends it."""

    status: int
    fields: Fields
    body: bytes


def sent(kept: Rendition, shown: Shown, asked: Conditions, now: float) -> Sent:
    """Return the document, or 304 to a reader who has it already (RFC 9110 section 15.4.5); `now` in POSIX seconds."""
    # Never a Last-Modified ahead of Date (RFC 9110 section 8.8.2.1): it is left out until its second has come.
    way = (asked, shown.private, kept.modified <= now)
    answer: Sent | None = kept.answers.get(way)
    if answer is None:
        if len(kept.answers) >= _MOST_WAYS:
            kept.answers.clear()
        answer = kept.answers[way] = _sent(kept, shown, asked, is_dated=way[2])
    return answer


def _sent(kept: Rendition, shown: Shown, asked: Conditions, *, is_dated: bool) -> Sent:
    encoding = best_encoding(asked.accept_encoding)
    unchanged, full = _fields(kept, shown, encoding, is_dated=is_dated)
    modified = datetime.fromtimestamp(kept.modified, UTC)
    if feed.not_modified(asked.if_none_match, asked.if_modified_since, kept.tag(encoding), modified):
        return Sent(304, unchanged, b"")
    return Sent(200, full, kept.sent(encoding))


def _fields(kept: Rendition, shown: Shown, encoding: str, *, is_dated: bool) -> tuple[Fields, Fields]:
    """Return the fields of a 304 and of a 200: the former has all that a 200 has but what describes the content."""
    common = {
        "ETag": kept.tag(encoding),
        "Cache-Control": shown.cached(kept.freshness),
        "Vary": "Accept-Encoding",
        **SECURITY_HEADERS,
        **shown.headers,
    }
    if is_dated:
        common["Last-Modified"] = kept.last_modified
    content = {"Content-Type": kept.media_type, "Content-Length": str(len(kept.sent(encoding)))}
    if encoding != "identity":
        content["Content-Encoding"] = encoding
    return _lowered(common), _lowered(common | content)


def _lowered(fields: Mapping[str, str]) -> Fields:
    # HTTP/2 has names in lower case only (RFC 9113 section 8.2.1).
    return [(name.lower(), value) for name, value in fields.items()]
