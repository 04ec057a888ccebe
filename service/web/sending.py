"""A document of a feed on its way to a reader: status, fields and body, made once for all who ask alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from service import feed
from service.web.encodings import best_encoding
from service.web.shelf import Rendition
from service.web.shown import Shown

_POLICY = "default-src 'none'; sandbox"
Fields = list[tuple[bytes, bytes]]


class Conditions(NamedTuple):
    """What a request says of what it has and takes: the values of three fields, null where they are absent."""

    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None


class Sent(NamedTuple):
    """An answer as a server sends it."""

    status: int
    fields: Fields
    body: bytes


def sent(kept: Rendition, shown: Shown, asked: Conditions, now: datetime) -> Sent:
    """Return the document, or 304 to a reader who has it already (RFC 9110 section 15.4.5)."""
    encoding = best_encoding(asked.accept_encoding)
    # Never a Last-Modified ahead of Date (RFC 9110 section 8.8.2.1): it is left out until its second has come.
    is_dated = kept.modified <= now
    key = (encoding, shown.private, is_dated)
    if key not in kept.fields:
        kept.fields[key] = _fields(kept, shown, encoding, is_dated=is_dated)
    unchanged, full = kept.fields[key]
    tag = kept.tag(encoding)
    if asked.if_none_match == tag or feed.not_modified(
        asked.if_none_match, asked.if_modified_since, tag, kept.modified
    ):
        return Sent(304, unchanged, b"")
    return Sent(200, full, kept.sent(encoding))


def _fields(kept: Rendition, shown: Shown, encoding: str, *, is_dated: bool) -> tuple[Fields, Fields]:
    """Return the fields of a 304 and of a 200: the former has all that a 200 has but what describes the content."""
    common = {
        "ETag": kept.tag(encoding),
        "Cache-Control": shown.cached(kept.freshness),
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": _POLICY,
        **shown.headers,
    }
    if is_dated:
        common["Last-Modified"] = kept.last_modified
    content = {"Content-Type": kept.media_type, "Content-Length": str(len(kept.sent(encoding)))}
    if encoding != "identity":
        content["Content-Encoding"] = encoding
    return _raw(common), _raw(common | content)


def _raw(fields: Mapping[str, str]) -> Fields:
    return [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in fields.items()]
