"""Notices: a change as one controller's subscribers see it, found by comparing what was announced with what is now.

A list entry over time is a row of *steps*: the entry appears, a field takes a value, the entry goes. A write adds steps
and drops steps; both together are the notice: a list gets one exactly where its own entry changes (DESIGN section 7).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from service.changes import Plain, Span, at

NoticeKind = Literal["added", "removed", "replaced", "changed", "withdrawn", "published"]
ItemKind = Literal["added", "removed", "replaced", "changed", "withdrawn"]

# A feed's own document holds the notices of these days and no fewer than FEWEST, but no more than MOST: a reader that
# was off for half a year misses none, and a first subscription is no flood. It begins where a page of the archive ends,
# so that over both every notice stands once.
WINDOW_DAYS, FEWEST, MOST = 180, 50, 200
ARCHIVE_PAGE = 100


class NoticeDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One field, before and after; `instead_of` is what had been announced for the same field and day, if anything."""

    field: str
    before: Any
    after: Any
    instead_of: Any = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to an entry on a day. `present` true: it appears; false: it goes; null: fields change.

    Where an entry comes back on a later day than its item's first, `diff` holds all that is recorded of it then.
    """

    effective_on: date
    present: bool | None
    diff: tuple[NoticeDifference, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice says of one entry.

    `entry` is the view on the first day (null where it goes); `dropped` are the steps that had been announced and will
    not happen.
    """

    kind: ItemKind
    subprocessor: str
    name: str
    effective_on: date
    steps: tuple[Step, ...]
    dropped: tuple[Step, ...] = ()
    entry: Plain | None = None
    replaces: str | None = None
    replaces_name: str | None = None


class Category(msgspec.Struct, frozen=True, order=True):
    """A category of an entry (RFC 4287 section 4.2.2): the end of its scheme, its term, and words for it."""

    scheme: str
    term: str
    label: str


class LaterDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day after the first one of a notice on which more of it takes effect, and what a calendar calls that."""

    on: date
    title: str


class FeedHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a list's feed says of itself. Minted and stored once; only a publication changes it.

    `id` never changes. `revision` counts publications. `updated` is that of the newest notice (or when the list began),
    `author` is the exporter, `modified` a stamp for Last-Modified: whole seconds, later at every change of the bytes.
    `window_from` is the number of the oldest notice in the feed's own document. `language` is that of the newest
    words: of the title, and of the newest notice.
    """

    id: UUID
    controller: str
    title: str
    author: str
    revision: int
    updated: datetime
    modified: datetime
    window_from: int = 1
    language: str = "en"

    @property
    def older_pages(self) -> int:
        """How many pages of the archive hold what is older than the feed's own document; the oldest is page 1."""
        return (self.window_from - 1) // ARCHIVE_PAGE


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One feed entry. `number` counts the notices of a list from 1; `published` is the feed's own clock (milliseconds).

    The last entry of an address that closes is no notice: its kind is null, its number 0.

    `objection_until` is the last day on which one may object, null where there is no window. `about` are the ids of
    older notices that this one names (a withdrawal, a correction). `language` is that of its words (BCP 47).
    `objection_title` names its last day to object in a calendar, where it has one. `later_days` are those on which more
    of it takes effect, in order. These and `categories` are null of what was published before they were stored
    (`service.feed.entries` says what is shown then).
    """

    id: UUID
    controller: str
    number: int
    kind: NoticeKind | None
    published: datetime
    effective_on: date | None
    objection_until: date | None
    title: str
    content: str
    items: tuple[Item, ...]
    about: tuple[UUID, ...] = ()
    language: str = "en"
    categories: tuple[Category, ...] | None = None
    objection_title: str | None = None
    later_days: tuple[LaterDay, ...] | None = None


class ClosingWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of the last entry of an address that closes, their language (BCP 47), and the label of its category.

    `content` is HTML, with a place for the address of the feed that stays (`service.wording_closing`).
    """

    language: str
    title: str
    content: str
    label: str


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What the feed of one address says at its end: the id of its last entry, since when it is there, until when.

    `words` are null where the address was given its successor before they were stored.
    """

    entry: UUID
    since: datetime
    closes_at: datetime
    words: ClosingWords | None = None


def compare(subprocessor: str, before: Sequence[Span], after: Sequence[Span], names: Plain, today: date) -> Item | None:
    """Compare an entry over time before and after a write; null where no reader would see a difference.

    `before` and `after` are timelines of notice views; `names` maps slugs to names. What began by `today` and is gone
    has ended; what was to begin later is withdrawn.
    """
    old, new = dict(_steps(before)), dict(_steps(after))
    # Where an addition is dropped, the values it came with go too: the same value on that day is a step of its own.
    fallen = {day for (day, field), value in old.items() if field == "" and value and (day, "") not in new}
    gained = {key: value for key, value in new.items() if key[0] in fallen or key not in old or old[key] != value}
    lost = {key: value for key, value in old.items() if key not in new or new[key] != value}
    if not gained and not lost:
        return None
    # A value that another value takes the place of on the same day is told as "instead of", not as dropped.
    steps = _told(gained, lost, before, after)
    dropped = _told({key: value for key, value in lost.items() if key not in gained}, {}, before, before)
    gone = [step for step in dropped if _has_ended(step, after, today)]
    if gone:
        ends = [Step(effective_on=step.effective_on, present=False) for step in gone]
        steps = tuple(sorted([*ends, *steps], key=lambda step: step.effective_on))
        dropped = tuple(step for step in dropped if step not in gone)
    first = min(step.effective_on for step in (steps or dropped))
    return Item(
        kind=_kind(steps),
        subprocessor=subprocessor,
        name=_name(subprocessor, before, after, names),
        effective_on=first,
        steps=tuple(_described(step, after) if step.present and step.effective_on > first else step for step in steps),
        dropped=dropped,
        entry=at(after, first),
    )


def objection_deadline(published: date, effective_on: date | None, period_days: int) -> date | None:
    """Return the last day of the objection window: `period_days` after publication, and before the change holds.

    Null where the change already holds when it is published. Days are calendar days, UTC.
    """
    if effective_on is None or effective_on <= published or period_days == 0:
        return None
    return min(published + timedelta(days=period_days), effective_on - timedelta(days=1))


def kind_of(items: Sequence[Item], *, published: bool) -> NoticeKind:
    """Return the kind of a notice: that of its items where they agree, `published` for a first load."""
    if published:
        return "published"
    kinds = {item.kind for item in items}
    if len(kinds) == 1:
        return items[0].kind
    return "replaced" if "replaced" in kinds else "changed"


def later_days(items: Sequence[Item], today: date) -> dict[date, tuple[Item, ...]]:
    """Return the days to come, after the first one of a notice, on which more of it takes effect, in order.

    Each with what is told of that day alone. What an entry is added or replaced with stands in its first step; one that
    comes or goes later is an item of that kind.
    """
    first = min((item.effective_on for item in items), default=today)
    found: dict[date, list[Item]] = {}
    for item in items:
        for step in item.steps:
            if step.effective_on > max(first, today):
                kind = item.kind if step is item.steps[0] else _kind([step])
                told = msgspec.structs.replace(
                    item, kind=kind, effective_on=step.effective_on, steps=(step,), dropped=()
                )
                found.setdefault(step.effective_on, []).append(told)
    return {day: tuple(found[day]) for day in sorted(found)}


def joined(items: Sequence[Item], replaces: dict[str, str]) -> tuple[Item, ...]:
    """Join the end of an old entry to the addition that replaces it: one item of kind `replaced`.

    `replaces` maps the slug of the new entry to the slug of the old one.
    """
    gone = {item.subprocessor: item for item in items if item.kind == "removed"}
    added = {item.subprocessor for item in items if item.kind == "added"}
    swaps = {new: gone[old] for new, old in replaces.items() if old in gone and new in added}
    swallowed = {item.subprocessor for item in swaps.values()}
    result = []
    for item in items:
        if item.subprocessor in swaps:
            old = swaps[item.subprocessor]
            joint = msgspec.structs.replace(item, kind="replaced", replaces=old.subprocessor, replaces_name=old.name)
            result.append(joint)
        elif item.subprocessor not in swallowed:
            result.append(item)
    return tuple(result)


def _steps(timeline: Sequence[Span]) -> Iterator[tuple[tuple[date, str], Any]]:
    """Yield ((day, field), value) for all that happens; the field "" stands for being there at all."""
    previous: Plain | None = None
    for span in timeline:
        if (span.state is None) != (previous is None):
            yield (span.starts_on, ""), span.state is not None
        for field, value in (span.state or {}).items():
            if previous is None or previous.get(field) != value:
                yield (span.starts_on, field), value
        previous = span.state


def _told(
    gained: dict[tuple[date, str], Any],
    lost: dict[tuple[date, str], Any],
    before: Sequence[Span],
    after: Sequence[Span],
) -> tuple[Step, ...]:
    steps = []
    for day in sorted({day for day, _ in gained}):
        fields = {field: value for (on, field), value in gained.items() if on == day}
        present = fields.pop("", None)
        if present is not None:
            steps.append(Step(effective_on=day, present=present))
            continue
        earlier = at(after, day - timedelta(days=1)) or at(before, day)
        diff = tuple(
            NoticeDifference(
                field=field,
                before=(earlier or {}).get(field),
                after=value,
                instead_of=lost.get((day, field)),
            )
            for field, value in fields.items()
        )
        steps.append(Step(effective_on=day, present=None, diff=diff))
    return tuple(steps)


def _described(step: Step, after: Sequence[Span]) -> Step:
    view = at(after, step.effective_on) or {}
    recorded = {field: value for field, value in view.items() if value is not None}
    diff = (NoticeDifference(field=field, before=None, after=value) for field, value in recorded.items())
    return msgspec.structs.replace(step, diff=tuple(diff))


def _has_ended(step: Step, after: Sequence[Span], today: date) -> bool:
    """Return whether a dropped step is a beginning that had come already, and the entry is not there on its day."""
    return step.present is True and step.effective_on <= today and at(after, step.effective_on) is None


def _kind(steps: Sequence[Step]) -> ItemKind:
    if not steps:
        return "withdrawn"
    if steps[0].present is None:
        return "changed"
    return "added" if steps[0].present else "removed"


def _name(slug: str, before: Sequence[Span], after: Sequence[Span], names: Plain) -> str:
    for timeline in (after, before):
        for span in reversed(timeline):
            if span.state is not None:
                return str(span.state["name"])
    return str(names.get(slug, slug))
