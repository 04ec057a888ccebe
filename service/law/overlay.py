"""An operator's own file of legal facts: what it adds to the shipped ones, and what has ended.

A file is one JSON document in UTF-8. Reading it is somebody else's work: here stand its shape and the bytes of it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from service.documents import Document, Text, days_outside, escaped, from_plain
from service.errors import Invalid, Place
from service.law.adequacy import Decision, Watched
from service.law.records import Scope
from service.law.uk_swiss import Listed


class OverlayText(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of an overlay file, and the name by which messages call it."""

    name: str
    text: bytes

    @property
    def sha256(self) -> str:
        """The digest that tells one state of the file from another."""
        return hashlib.sha256(self.text).hexdigest()


class End(Document, frozen=True, kw_only=True):
    """From when a shipped decision, list entry or set of clauses can no longer be relied on, and why.

    `valid_until` is the last good day where `valid_until_inclusive`, else the first day without. `invalidated_by` names
    judgments, `succeeded_by` the id of the record that begins on the first day without; clauses have neither.
    """

    id: str
    valid_until: date
    valid_until_inclusive: bool
    end_reason: str
    invalidated_by: tuple[str, ...] = ()
    succeeded_by: str | None = None
    checked_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which the record may be relied on."""
        return self.valid_until if self.valid_until_inclusive else self.valid_until - timedelta(days=1)

    @property
    def first_day_without(self) -> date:
        """The first day on which it may not."""
        return self.last_day + timedelta(days=1)


class ListedAdditions(Document, frozen=True, kw_only=True):
    """Entries that the national lists gained."""

    uk: tuple[Listed, ...] = ()
    ch: tuple[Listed, ...] = ()


class Overlay(Document, frozen=True, kw_only=True):
    """The whole of an overlay file. `as_of` is the day on which its records were checked, unless one says otherwise."""

    note: str | None = None
    as_of: date | None = None
    decisions: tuple[Decision, ...] = ()
    listed: ListedAdditions = ListedAdditions()
    scope_codes: dict[str, Scope] = msgspec.field(default_factory=dict)
    watch_list: tuple[Watched, ...] = ()
    end: tuple[End, ...] = ()

    @property
    def additions(self) -> tuple[Decision | Listed, ...]:
        """All records that it adds."""
        return (*self.decisions, *self.listed.uk, *self.listed.ch)


def read_overlay(given: OverlayText) -> Overlay:
    """Read an overlay; raises Invalid that names the file and the place where it is no such document."""
    plain = _json(given)
    try:
        overlay = from_plain(plain, Overlay)
    except Invalid as error:
        places = tuple(_of_scopes(plain)) or error.errors
        wrong = [f"{given.name}, {place.pointer or '/'}: {place.detail}" for place in places]
        raise refused(given.name, wrong) from None
    outside = (f"{place.pointer}: {place.detail}" for place in days_outside(overlay))
    wrong = [f"{given.name}, {said}" for said in (*_unreadable(plain, ""), *outside)]
    if wrong:
        raise refused(given.name, wrong)
    return overlay


def _of_scopes(plain: Any) -> Iterator[Place]:  # noqa: ANN401 — what stands in the file
    """Yield what is wrong in scopes with the code of each: the reader of the whole file does not tell which it was."""
    scopes = plain.get("scope_codes") if isinstance(plain, dict) else None
    for code, scope in scopes.items() if isinstance(scopes, dict) else ():
        try:
            from_plain(scope, Scope)
        except Invalid as error:
            for place in error.errors:
                yield Place(f"/scope_codes/{escaped(code)}{place.pointer}", place.detail)


def refused(name: str, sentences: Iterable[str]) -> Invalid:
    """Return the error of an overlay: each sentence (file, place, what is wrong) on a line, what to do at the end."""
    lines = [f"{name} cannot be laid over the shipped legal facts:", *(f"  {said}" for said in sentences)]
    lines.append("Mend the file and look at it with `subreg law verify FILE`; docs/law.md shows what may stand in it.")
    return Invalid("\n".join(lines))


def _json(given: OverlayText) -> Any:  # noqa: ANN401 — what stands in the file
    try:
        # A byte order mark is what some editors of Windows put in front of UTF-8.
        return json.loads(given.text.decode("utf-8-sig"), object_pairs_hook=_members)
    except json.JSONDecodeError as error:
        said = f"line {error.lineno}, column {error.colno}: it is not JSON here: {error.msg}"
    except UnicodeDecodeError as error:
        said = f"byte {error.start}: it is not UTF-8 here"
    except RecursionError:
        said = "/: it is nested too deep"
    except KeyError as error:
        said = f"/: the member {error.args[0]!r} is written twice in one object; join the two"
    raise refused(given.name, (f"{given.name}, {said}",))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members; a name that comes twice would silently lose what stands under the first."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise KeyError(name)
        found[name] = value
    return found


def _unreadable(value: Any, pointer: str) -> Iterator[str]:  # noqa: ANN401 — JSON
    """Yield every text that no page and no feed can carry: the names of decisions stand in both."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unreadable(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unreadable(inner, f"{pointer}/{index}")
    elif isinstance(value, str) and value:
        try:
            from_plain(value, Text)
        except Invalid as error:
            yield from (f"{pointer}: {place.detail}" for place in error.errors)
