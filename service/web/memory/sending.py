"""A document of a feed on its way to a reader: status, fields and body, made once for all who ask alike."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from service import feed
from service.web.encodings import best_encoding
from service.web.memory.shelf import Rendition, Validators
from service.web.security_headers import SECURITY_HEADERS
from service.web.shown import Shown

_MOST_WAYS = 100
_LONGEST = 300  # characters of conditions that a reader sends; an entity tag of ours has 39 at most
Fields = list[tuple[str, str]]


class Conditions(msgspec.Struct, frozen=True, gc=False):
    """What a request says of what it has and takes: the values of three fields as they came, null where absent."""

    accept_encoding: str | None
    if_none_match: str | None
    if_modified_since: str | None

    @property
    def length(self) -> int:
        """How many characters it has."""
        return sum(len(value or "") for value in (self.accept_encoding, self.if_none_match, self.if_modified_since))


class Sent(NamedTuple):
    """An answer as a server sends it."""

    status: int
    fields: Fields
    body: bytes


def sent(kept: Rendition, shown: Shown, asked: Conditions, now: float) -> Sent:
    """Return the document, or 304 to a reader who has it already (RFC 9110 section 15.4.5); `now` in POSIX seconds."""
    way = (asked, shown.private, kept.modified <= now)
    answer: Sent | None = kept.answers.get(way)
    if answer is None:
        answer = unchanged(kept, shown, asked, now) or _full(kept, shown, asked, now)
        if len(kept.answers) >= _MOST_WAYS:
            kept.answers.clear()
        # Whoever reads decides how long a condition is; memory is ours.
        if asked.length <= _LONGEST:
            kept.answers[way] = answer
    return answer


def sent_of(kept: Validators, shown: Shown, asked: Conditions, now: float) -> Sent | None:
    """Return what can be sent of what is kept of a document; null where its bytes are asked for, and gave way."""
    return sent(kept, shown, asked, now) if isinstance(kept, Rendition) else unchanged(kept, shown, asked, now)


def unchanged(kept: Validators, shown: Shown, asked: Conditions, now: float) -> Sent | None:
    """Return 304 to a reader who has the document already, and null to whoever has not; `now` in POSIX seconds."""
    encoding = best_encoding(asked.accept_encoding)
    modified = datetime.fromtimestamp(kept.modified, UTC)
    if not feed.not_modified(asked.if_none_match, asked.if_modified_since, kept.tag(encoding), modified):
        return None
    return Sent(304, _lowered(_common(kept, shown, encoding, now)), b"")


def _full(kept: Rendition, shown: Shown, asked: Conditions, now: float) -> Sent:
    encoding = best_encoding(asked.accept_encoding)
    body = kept.sent(encoding)
    content = {"Content-Type": kept.media_type, "Content-Length": str(len(body))}
    if encoding != "identity":
        content["Content-Encoding"] = encoding
    return Sent(200, _lowered(_common(kept, shown, encoding, now) | content), body)


def _common(kept: Validators, shown: Shown, encoding: str, now: float) -> dict[str, str]:
    """Return the fields of a 304: all that a 200 has but what describes the content."""
    common = {
        "ETag": kept.tag(encoding),
        "Cache-Control": shown.cached(kept.freshness),
        "Vary": "Accept-Encoding",
        **SECURITY_HEADERS,
        **shown.headers,
    }
    # Never a Last-Modified ahead of Date (RFC 9110 section 8.8.2.1): it is left out until its second has come.
    if kept.modified <= now:
        common["Last-Modified"] = kept.last_modified
    return common


def _lowered(fields: Mapping[str, str]) -> Fields:
    # HTTP/2 has names in lower case only (RFC 9113 section 8.2.1).
    return [(name.lower(), value) for name, value in fields.items()]
