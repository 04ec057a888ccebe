"""What every document of the register shares: text that is safe to publish, countries, reading and writing.

A document is a frozen msgspec Struct. Unknown fields are refused, every list has a limit, and null means "not recorded"
(except for windows and limits, where it means open or all).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import msgspec
import pycountry

from service.errors import Invalid, Malformed, Place

# Characters that no reader should get: what XML 1.0 cannot carry (section 2.2), C1 controls, and the explicit
# bidirectional overrides and isolates with which a name can be made to read as another (UAX 9); line and paragraph
# separators, with which one line becomes two; and what nobody sees: the byte order mark and the tags. The tags stand
# there as themselves: no escape for them is one in Python and in the expressions of JSON Schema alike.
BARRED = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufeff\\ufffe\\uffff"
    "\U000e0000-\U000e007f"
)
# What is left of white space without those. A text is blanks, one character that is none, and anything: said without
# looking ahead, because no generator of texts can do anything with a lookahead but try, and read without backtracking.
_BLANK = r" \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE = rf"^[{_BLANK}]*[^{BARRED}\s][^{BARRED}\t\n\r]*\Z"
_TEXT = rf"^[{_BLANK}\t\n\r]*[^{BARRED}\s][^{BARRED}]*\Z"
_URL = rf"^https?://[^\s<>\"\\^`{{|}}{BARRED}]+\Z"
_EMAIL = rf"^[^@\s{BARRED}]+@[^@\s{BARRED}]+\Z"
_SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z"
_SEEN = "without control, text-direction or invisible characters"
_PLAIN = {
    _LINE: f"write one line of text {_SEEN}; null where it is not recorded",
    _TEXT: f"write text {_SEEN}; null where it is not recorded",
    _URL: f"write an address that begins with https:// or http://, {_SEEN}",
    _EMAIL: f"write an e-mail address {_SEEN}",
    _SLUG: "a slug is 1 to 63 of a-z, 0-9 and '-', and neither begins nor ends with '-'",
}

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=_LINE)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=_LINE)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000, pattern=_TEXT)]
Slug = Annotated[str, msgspec.Meta(pattern=_SLUG)]
Url = Annotated[str, msgspec.Meta(max_length=2000, pattern=_URL)]
Lines = Annotated[tuple[Line, ...], msgspec.Meta(max_length=200)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)]

T = TypeVar("T")

# The days that documents, queries and files may name. Days are counted from them (a year later, a notice period later),
# and no such count leaves the calendar.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2200, 12, 31)

# ISO 3166-1 reserves or leaves these to users; they stand for places that have, or share, a code (law/territories).
ALIASES: Mapping[str, str] = {"UK": "GB", "EL": "GR", "IC": "ES", "EA": "ES", "XI": "GB"}
_OUTSIDE_ISO = frozenset({"XK"})  # Kosovo: not an ISO 3166-1 code, in use by the EU institutions


class Country(str):
    """An ISO 3166-1 alpha-2 code in upper case."""

    __slots__ = ()


class CountryOrEea(str):
    """A country code, or "EEA" for the whole European Economic Area."""

    __slots__ = ()


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of all documents: immutable, and an unknown field is an error."""


class Contact(Document, frozen=True, kw_only=True):
    """A person or office to write to. Personal data: it is kept apart from the log."""

    name: Line | None = None
    position: Line | None = None
    email: Annotated[str, msgspec.Meta(max_length=254, pattern=_EMAIL)] | None = None
    address: Text | None = None


Countries = Annotated[tuple[Country, ...], msgspec.Meta(max_length=300)]


def is_slug(text: str) -> bool:
    """Return whether a text identifies a controller or a sub-processor."""
    return re.fullmatch(_SLUG, text) is not None


@lru_cache(maxsize=4096)
def canonical_country(code: str) -> str:
    """Return the ISO 3166-1 alpha-2 code that `code` stands for ("UK" is "GB"); ValueError for a code that is none."""
    code = ALIASES.get(code, code)
    if code in _OUTSIDE_ISO or (len(code) == 2 and code.isupper() and pycountry.countries.get(alpha_2=code)):  # noqa: PLR2004 — alpha-2
        return code
    msg = f"{code!r} is no ISO 3166-1 alpha-2 country code; use two upper-case letters such as IE"
    raise ValueError(msg)


def _from_plain(wanted: type, value: Any) -> Any:  # noqa: ANN401 — msgspec's hook takes what stands in the input
    if wanted in (Country, CountryOrEea) and isinstance(value, str):
        if wanted is CountryOrEea and value == "EEA":
            return CountryOrEea(value)
        return wanted(canonical_country(value))
    msg = f"Expected `str`, got `{type(value).__name__}`"
    raise ValueError(msg)


def from_json(body: bytes, wanted: type[T]) -> T:
    """Read a document from JSON (RFC 8259).

    Raises Malformed where it is no JSON, Invalid with the JSON pointer of the place where it is no such document, or of
    every day that is out of range.
    """
    document = _decoded(body, wanted)
    places = tuple(days_outside(document))
    if places:
        where = ", ".join(place.pointer for place in places)
        detail = f"At {where}: give a day between {FIRST_DAY} and {LAST_DAY}; null where there is no end."
        raise Invalid(detail, places)
    return document


def _decoded(body: bytes, wanted: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=wanted, dec_hook=_from_plain)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        place = _unreadable(body, error)
        detail = f"The body is not JSON: {place}. Send one JSON document in UTF-8."
        raise Malformed(detail, (Place("", place),)) from None


def _unreadable(body: bytes, error: Exception) -> str:
    """Say where a body is no JSON. The decoder names the byte of every mistake but these three."""
    try:
        text = body.decode()
    except UnicodeDecodeError as wrong:
        return f"it is no UTF-8 at byte {wrong.start}"
    if "truncated" not in str(error):
        return str(error)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return f"it ends too early, after byte {len(body)}"
    # Python's json takes half of a surrogate pair (RFC 8259 section 8.2); nothing else differs here.
    return "a text in it holds half of a surrogate pair"


def from_plain(value: Any, wanted: type[T]) -> T:  # noqa: ANN401 — built-in types, as JSON has them
    """Read a document from dicts, lists and strings; raises Invalid as `from_json` does."""
    try:
        return msgspec.convert(value, wanted, dec_hook=_from_plain)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def days_outside(document: Any) -> Iterator[Place]:  # noqa: ANN401 — a struct or a collection of them
    """Yield the place of every day of a document that is not between FIRST_DAY and LAST_DAY."""
    return _outside(msgspec.to_builtins(document, builtin_types=(date,), enc_hook=str), "")


def _outside(value: Any, pointer: str) -> Iterator[Place]:  # noqa: ANN401 — built-in types and days
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _outside(inner, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _outside(inner, f"{pointer}/{index}")
    elif isinstance(value, date) and not FIRST_DAY <= value <= LAST_DAY:
        yield Place(pointer, f"{value} is not between {FIRST_DAY} and {LAST_DAY}")


def to_plain(document: Any) -> Any:  # noqa: ANN401 — a struct or a collection of them
    """Turn a document into dicts, lists and strings, dates as YYYY-MM-DD, every field present."""
    return msgspec.json.decode(to_json(document))


def to_json(document: Any) -> bytes:  # noqa: ANN401 — a struct or a collection of them
    """Write a document as JSON in the order of its fields."""
    return msgspec.json.encode(document, enc_hook=str)


def etag(document: Any) -> str:  # noqa: ANN401 — a struct or its plain form
    """Return the strong entity tag (RFC 9110 section 8.8.3) of a document: quoted, from its bytes alone."""
    return etag_of(msgspec.json.encode(to_plain(document), order="sorted"))


def etag_of(body: bytes) -> str:
    """Return the strong entity tag of these bytes, quoted."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def iso_day(value: str, name: str) -> date:
    """Read a day written YYYY-MM-DD, FIRST_DAY to LAST_DAY; raises Malformed that names the parameter `name`."""
    try:
        day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        detail = f"{name}={value!r} is no day; write YYYY-MM-DD, between {FIRST_DAY} and {LAST_DAY}."
        raise Malformed(detail, (Place(f"?{name}", f"not a day between {FIRST_DAY} and {LAST_DAY}"),))
    return day


def _invalid(error: msgspec.ValidationError) -> Invalid:
    sentence, _, where = str(error).partition(" - at ")
    for pattern, plain in _PLAIN.items():
        sentence = sentence.replace(f"Expected `str` matching regex {pattern!r}", plain)
    sentence = sentence.replace("Invalid RFC3339 encoded date", "no such day; write one as YYYY-MM-DD")
    unknown = re.search(r"unknown field `(.*)`", sentence)
    place = Place(_pointer(where) + (f"/{escaped(unknown[1])}" if unknown else ""), sentence)
    return Invalid(f"At {place.pointer or 'the document'}: {sentence}.", (place,))


def escaped(name: str) -> str:
    """Escape a member's name for a JSON pointer (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _pointer(path: str) -> str:
    """Turn msgspec's path (`$.locations[0].country`) into a JSON pointer (`/locations/0/country`)."""
    names = re.findall(r"\.([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]", path)
    return "".join(f"/{name or index}" for name, index in names)
