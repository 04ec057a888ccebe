"""Changes: the append-only log of field differences, and the fold that turns it into the state on a day.

The log is the truth; versions in the database are a projection of it (DESIGN section 3).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import msgspec

Plain = dict[str, Any]
Kind = Literal["added", "changed", "removed", "withdrawn"]
Manner = Literal["notice", "waived", "baseline", "correction", "history", "objection"]
SubjectKind = Literal["processor", "controller", "subprocessor", "engagement"]
State = Literal["planned", "in_effect", "withdrawn"]

# What a customer sees of an entry, and whom it concerns (DESIGN section 7); everything else is editorial.
MATERIAL = frozenset(
    {
        "name",
        "legal_name",
        "country",
        "international_organisation",
        "locations",
        "safeguards",
        "engages",
        "purpose",
        "nature",
        "services",
        "role",
        "data_categories",
        "data_subjects",
        "special_categories",
        "criminal_data",
        "children",
        "vulnerable_people",
        "hr_data",
        "replaces",
        "held",
    }
)


class Subject(NamedTuple):
    """What the register keeps over time: the processor, a controller, a sub-processor or an engagement, by slugs."""

    kind: SubjectKind
    controller: str | None = None
    subprocessor: str | None = None


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a recorded change that the fold needs.

    `present` says whether the subject exists from the day on (null: the change does not touch that); `after` holds the
    fields that differ, with their new values; `withdraws` names a change that no longer counts. `recorded_at` is null
    for a change that is about to be recorded. One that `holds` was not decided by anybody: it keeps an engagement as it
    would be without what objections hold (`service.register.holding`).
    """

    id: UUID
    effective_on: date
    present: bool | None
    after: Plain
    withdraws: UUID | None = None
    recorded_at: datetime | None = None
    manner: Manner | None = None
    holds: bool = False


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One field, before and after."""

    field: str
    before: Any
    after: Any


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One act on the register as the API shows it."""

    id: UUID
    recorded_at: Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
    actor: str
    reason: str | None
    kind: Kind
    manner: Manner
    controller: str | None
    subprocessor: str | None
    effective_on: date
    material: bool
    before: Plain | None
    after: Plain | None
    diff: tuple[Difference, ...]
    state: State
    withdraws: UUID | None
    notices: int


class Span(msgspec.Struct, frozen=True):
    """A state and the first day on which it holds; it holds until the next span. Null: the subject does not exist."""

    starts_on: date
    state: Plain | None


def counted(log: Sequence[Logged]) -> list[Logged]:
    """Return the changes that count, by effective day and then in the order of recording: those not withdrawn."""
    withdrawn = {change.withdraws for change in log if change.withdraws is not None}
    live = (change for change in log if change.withdraws is None and change.id not in withdrawn)
    return sorted(live, key=lambda change: change.effective_on)


def state_on(log: Sequence[Logged], day: date) -> Plain | None:
    """Return the state on a day: the fold of all changes that count up to it. Null where the subject does not exist."""
    return _fold(None, (change for change in counted(log) if change.effective_on <= day))


def spans(log: Sequence[Logged]) -> list[Span]:
    """Return every state the log leads to, in order of days, neighbours differing."""
    found: list[Span] = []
    state: Plain | None = None
    for change in counted(log):
        state = _fold(state, (change,))
        if found and found[-1].starts_on == change.effective_on:
            found.pop()
        if (found[-1].state if found else None) != state:
            found.append(Span(change.effective_on, state))
    return found


def at(timeline: Sequence[Span], day: date) -> Plain | None:
    """Return the state on a day of a timeline made by `spans`."""
    state = None
    for span in timeline:
        if span.starts_on > day:
            break
        state = span.state
    return state


def differing(before: Plain | None, after: Plain) -> Plain:
    """Return the fields of `after` that differ from `before`; all of them where there was nothing before."""
    return after if before is None else {name: value for name, value in after.items() if before.get(name) != value}


def _fold(state: Plain | None, changes: Iterable[Logged]) -> Plain | None:
    for change in changes:
        if change.present is False:
            state = None
        elif change.present or state is not None:
            state = {**(state or {}), **change.after}
    return state
