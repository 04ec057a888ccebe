"""What a request says beside its body: query parameters, preconditions, pages."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec

from service.changes import Manner
from service.documents import BARRED, canonical_country, is_slug, iso_day
from service.errors import Invalid, Malformed, NotFound, Place
from service.register.acts import Terms
from service.register.reading import Moment, today
from service.web.context import Asked

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
MOST = 500
HIGHEST = 10**15 - 1  # of what is counted; a bigint of PostgreSQL holds it, and so does a number of JSON
_NUMBER = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
_NAME = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")]
MANNERS: Mapping[str, Manner] = {"waived": "waived", "baseline": "baseline", "correction": "correction"}
MANNERS_OF_IMPORTS: Mapping[str, Manner] = {"announce": "notice", **MANNERS}
TIME = ("on", "known_at")
PAGE = ("limit", "cursor")
WRITE = ("effective_on", "notice", "reason")


def query(
    request: Asked, allowed: Sequence[str], *, repeatable: Sequence[str] = (), strict: bool = True
) -> dict[str, str]:
    """Return the query parameters by name. Under /v1 an unknown or repeated one is refused (Malformed).

    The values of a `repeatable` one are joined by commas.
    """
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in allowed and strict:
            detail = f"There is no parameter {name!r} here; these are known: {', '.join(allowed) or 'none'}."
            raise Malformed(detail, (Place(f"?{name}", "unknown parameter"),))
        if name in found and strict and name not in repeatable:
            detail = f"The parameter {name!r} is given twice; give it once."
            raise Malformed(detail, (Place(f"?{name}", "given twice"),))
        if "\x00" in value:
            detail = f"The parameter {name!r} contains a NUL character; leave it out."
            raise Malformed(detail, (Place(f"?{name}", "NUL character"),))
        found[name] = f"{found[name]},{value}" if name in repeatable and name in found else found.get(name, value)
    return found


def moment(parameters: Mapping[str, str]) -> Moment:
    """Return the day and the moment that a read asks for; raises Malformed."""
    day = today()
    on = iso_day(parameters["on"], "on") if "on" in parameters else day
    known_at = _instant(parameters["known_at"]) if "known_at" in parameters else None
    return Moment(on=on, today=day, known_at=known_at)


def terms(parameters: Mapping[str, str], actor: str, *, imports: bool = False) -> Terms:
    """Return how a write is to be done; raises Malformed. `waived` and `correction` need a reason.

    What is not said is news with due notice; of an import it is what already holds, and published as one notice.
    """
    manners: Mapping[str, Manner] = MANNERS_OF_IMPORTS if imports else MANNERS
    notice = parameters.get("notice")
    if notice is not None and notice not in manners:
        detail = f"notice={notice!r} is unknown; it is one of {', '.join(manners)}, or left out."
        raise Malformed(detail, (Place("?notice", f"one of {', '.join(manners)}"),))
    reason = parameters.get("reason", "").strip() or None
    if reason is not None and (len(reason) > MOST or re.search(rf"[\t\n\r{BARRED}]", reason)):
        detail = f"The reason is one line of at most {MOST} characters without control or invisible characters."
        raise Malformed(detail, (Place("?reason", "too long, or with control or invisible characters"),))
    if notice in ("waived", "correction") and reason is None:
        detail = f"notice={notice} needs a reason: it stands in the log for whoever asks later."
        raise Invalid(detail, (Place("?reason", "required"),))
    manner = manners[notice] if notice else "baseline" if imports else "notice"
    publishes = imports or manner != "baseline"
    return Terms(actor=actor, today=today(), manner=manner, reason=reason, publishes=publishes)


def effective_on(parameters: Mapping[str, str]) -> date | None:
    """Return the day that a write names; raises Malformed."""
    return iso_day(parameters["effective_on"], "effective_on") if "effective_on" in parameters else None


def preconditions(request: Asked) -> tuple[tuple[str, ...] | None, bool]:
    """Return (the entity tags of If-Match, whether If-None-Match: * is asked); RFC 9110 section 13.1."""
    match = field(request, "If-Match")
    tags = None if match is None else tuple(re.findall(r'(?:W/)?"[^"]*"|\*', match))
    return tags, (field(request, "If-None-Match") or "").strip() == "*"


def field(request: Asked, name: str) -> str | None:
    """Return a header, several fields of one name joined by commas (RFC 9110 section 5.3); null where it is absent."""
    values = request.headers.getall(name, [])
    return ", ".join(values) if values else None


def slug(value: str, name: str) -> str:
    """Check a slug of the path, or of the query where `name` begins with a question mark; raises Invalid."""
    if not is_slug(value):
        detail = "a slug is 1 to 63 of a-z, 0-9 and '-', and neither begins nor ends with '-'"
        raise Invalid(f"{value!r} is no slug: {detail}.", (Place(name if name[0] == "?" else f"/path/{name}", detail),))
    return value


def uuid(text: str, what: str) -> UUID:
    """Read an id of the path; raises NotFound where it is none: there is no such thing."""
    try:
        return UUID(text)
    except ValueError:
        detail = f"There is no {what} {text!r}."
        raise NotFound(detail) from None


def country(parameters: Mapping[str, str]) -> str | None:
    """Return the code of the country that a read is narrowed to, "UK" as GB; raises Invalid for what is no country."""
    try:
        return canonical_country(parameters["country"]) if "country" in parameters else None
    except ValueError as error:
        raise Invalid(f"{error}.", (Place("?country", str(error)),)) from None


def one_of(parameters: Mapping[str, str], name: str, known: Sequence[Word]) -> Word | None:
    """Return a parameter that has one of the known values, or null where it is not given; raises Malformed."""
    value = parameters.get(name)
    found = next((word for word in known if word == value), None)
    if found is None and value is not None:
        detail = f"{name}={value!r} is unknown; it is one of {', '.join(known)}, or left out."
        raise Malformed(detail, (Place(f"?{name}", f"one of {', '.join(known)}"),))
    return found


def limit(parameters: Mapping[str, str]) -> int:
    """Return how many items a page has, 1 to 500, 50 where not said; raises Malformed."""
    text = parameters.get("limit", "50")
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= MOST:
        detail = f"limit={text!r} is not a whole number from 1 to {MOST}."
        raise Malformed(detail, (Place("?limit", f"1 to {MOST}"),))
    return int(text)


def number(parameters: Mapping[str, str], name: str) -> int | None:
    """Return a parameter that counts from 1 to HIGHEST, or null where it is not given; raises Malformed."""
    text = parameters.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]*", text) or len(text) > len(str(HIGHEST)):
        detail = f"{name}={text!r} is not a whole number from 1 to {HIGHEST}; leave it out for the newest."
        raise Malformed(detail, (Place(f"?{name}", f"a whole number from 1 to {HIGHEST}"),))
    return int(text)


def cursor(parameters: Mapping[str, str], start: T) -> T:
    """Return the place after which a page begins, of the form of `start`; raises Malformed for one that is not ours."""
    form = _NUMBER if isinstance(start, int) else tuple[_NAME, _NAME]
    place: T = _place(parameters["cursor"], form) if "cursor" in parameters else start
    return place


def after(parameters: Mapping[str, str], form: type[T]) -> T | None:
    """Return the place of the last item of the page before, of a form; null on the first. Raises Malformed."""
    place: T | None = _place(parameters["cursor"], form) if "cursor" in parameters else None
    return place


def before(parameters: Mapping[str, str]) -> UUID | None:
    """Return the id of the last item of the page before, of a collection that comes newest first; null on the first.

    An id and no place in the log of all lists: two places would count what others did in between. Raises Malformed.
    """
    place: UUID | None = _place(parameters["cursor"], UUID) if "cursor" in parameters else None
    return place


def next_cursor(place: Any) -> str:  # noqa: ANN401 — what `cursor` reads back
    """Return the opaque text of a place in a collection."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def _place(text: str, form: Any) -> Any:  # noqa: ANN401 — a place of the form that is given
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        return msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=form)
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        detail = "The cursor is not one that this service gave; begin again without it."
        raise Malformed(detail, (Place("?cursor", "not a cursor of this collection"),)) from None


def page(items: Sequence[T], parameters: Mapping[str, str]) -> tuple[Sequence[T], str | None]:
    """Return one page of a collection that was worked out whole, and the cursor of the next."""
    start, size = cursor(parameters, 0), limit(parameters)
    rest = start + size < len(items)
    return items[start : start + size], next_cursor(start + size) if rest else None


def _instant(text: str) -> datetime:
    # A "+" that was not percent-encoded arrives as a space; there is no other space in RFC 3339.
    form = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
    plain = text.replace(" ", "+")
    try:
        return datetime.fromisoformat(plain.upper() if re.fullmatch(form, plain, re.ASCII) else "").astimezone(UTC)
    except (ValueError, OverflowError):
        detail = (
            f"known_at={text!r} is no moment; write it after RFC 3339 with its offset, such as 2026-03-03T12:00:00Z."
        )
        raise Malformed(detail, (Place("?known_at", "not an RFC 3339 date-time with an offset"),)) from None
