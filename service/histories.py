"""Histories of published lists: what was added, changed and removed, read as dated steps.

Pure: bytes in, values out. `service.imports` reads what a row says; here is only which rows there are, and since when.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

import msgspec

from service.documents import Document
from service.engagements import Engagement
from service.errors import Invalid
from service.imports.desired import Desired, desired
from service.imports.events import FIELDS, Event, read_events
from service.imports.remarks import Remark
from service.imports.rows import Row, read_row
from service.imports.tables import BadLines, Line, bad_line
from service.subprocessors import Subprocessor

_BETWEEN = " | "  # what parts purpose and location of a row as a whole
_MOST_ROWS = 50  # of one sub-processor at a time; published lists have a handful


class HistoryStep(Document, frozen=True, kw_only=True):
    """What one commit made of one sub-processor: the entry from that day on, None where it left the list."""

    day: date
    commit: str
    slug: str
    desired: Desired | None
    remarks: tuple[Remark, ...] = ()


class _Row(msgspec.Struct, kw_only=True):
    """A row of the list as it stands. A cell that no event has told of is missing, which is not the same as empty."""

    cells: dict[str, str]
    lines: list[int]
    _read: Row | None = None

    def tell(self, events: Sequence[Event], cells: Mapping[str, str]) -> None:
        """Put new words into cells."""
        self.cells |= cells
        self.lines += [event.line for event in events]
        self._read = None

    def read(self) -> Row:
        """Return what the row says; raises Invalid with the last line that changed it."""
        self._read = self._read or read_row(Line(number=self.lines[-1], cells=self.cells))
        return self._read

    def fits(self, events: Sequence[Event]) -> bool:
        """Whether the row may be the one that these events change."""
        return all(self.cells.get(event.field, event.old) == event.old for event in events)

    def known(self, events: Sequence[Event]) -> int:
        """How many of the cells that these events change the history has told of."""
        return sum(event.field in self.cells for event in events)

    def is_written(self, words: str) -> bool:
        """Whether an event may mean this row as a whole; an added row may have been without its location."""
        purpose, place = self.cells["purpose"], self.cells.get("location_raw")
        return words == (f"{purpose}{_BETWEEN}{place}" if place else purpose)


def read_history(data: bytes) -> tuple[HistoryStep, ...]:
    """Read a history in CSV with the columns date, change, name, field, old, new and commit, oldest first.

    A row as a whole (field `*`) is written "purpose | location", where the location may be missing. The events of one
    day, commit and sub-processor make one step, and only where something differs from the step before.
    Raises Malformed and Invalid as `read_list` does, and Invalid where the history contradicts itself: a day before the
    last one, a removal of what is not on the list, a change of what was otherwise before.
    """
    bad = BadLines()
    events = read_events(data, bad)
    bad.refuse_any()
    rows: dict[str, list[_Row]] = {}
    last: dict[str, Desired | None] = {}
    steps: list[HistoryStep] = []
    for _, group in groupby(events, key=lambda event: (event.day, event.commit)):
        together = tuple(group)
        _apply(together, rows, bad)
        for step in _steps(together, rows, bad):
            if _content(step.desired) != _content(last.get(step.slug)):
                steps.append(step)
            last[step.slug] = step.desired
    bad.refuse_any()
    return tuple(steps)


def _content(entry: Desired | None) -> tuple[Subprocessor, Engagement] | None:
    return (entry.subprocessor, entry.engagement) if entry else None


def _apply(events: Sequence[Event], rows: dict[str, list[_Row]], bad: BadLines) -> None:
    """Bring the rows to their state after one commit."""
    for run in _runs(events):
        event, listed = run[0], rows.setdefault(run[0].slug, [])
        try:
            if event.change == "added":
                listed.append(_added(event, listed))
            elif event.change == "removed":
                gone = _removed(event, listed, since=events[0].line)
                listed[:] = [row for row in listed if row is not gone]
            else:
                _change(run, listed)
        except Invalid as error:
            bad.add(error, event.line)


def _runs(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Yield the events one by one, but changes that may be of one row together: one name, columns in their order."""
    run: list[Event] = []
    for event in events:
        both_change = bool(run) and run[-1].change == event.change == "changed" and run[-1].slug == event.slug
        if run and not (both_change and FIELDS.index(run[-1].field) < FIELDS.index(event.field)):
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _added(event: Event, listed: Sequence[_Row]) -> _Row:
    if len(listed) == _MOST_ROWS:
        raise bad_line(event.line, f'"{event.name}" has {_MOST_ROWS} rows already; unite them')
    purpose, between, place = event.new.rpartition(_BETWEEN)
    cells = {"purpose": purpose, "location_raw": place} if between else {"purpose": event.new}
    return _Row(cells={"sub_processor": event.name, **cells}, lines=[event.line])


def _removed(event: Event, listed: Sequence[_Row], since: int) -> _Row:
    """Return the row that goes; of several alike one that this commit, from line `since`, has not changed."""
    alike = [row for row in listed if row.is_written(event.old)]
    if not alike:
        reason = f'it removes "{event.name}" as "{event.old}", which is not on the list on {event.day}'
        raise bad_line(event.line, reason)
    return min(alike, key=lambda row: row.lines[-1] >= since)


def _change(events: Sequence[Event], listed: Sequence[_Row]) -> None:
    """Change as many cells at once as one row allows; of several rows that of which most is known, then the first."""
    while events:
        for most in range(len(events), 0, -1):
            fitting = [row for row in listed if row.fits(events[:most])]
            if fitting:
                break
        else:
            event = events[0]
            reason = f'no row of "{event.name}" has "{event.old}" as its {event.field} on {event.day}'
            raise bad_line(event.line, reason)
        row = max(fitting, key=lambda row: row.known(events[:most]))
        told = {event.field: event.new for event in events[:most]}
        row.tell(events[:most], {"sub_processor": events[0].name, **told})
        events = events[most:]


def _steps(events: Sequence[Event], rows: dict[str, list[_Row]], bad: BadLines) -> Iterator[HistoryStep]:
    """Yield what each sub-processor of a commit has become."""
    for slug in dict.fromkeys(event.slug for event in events):
        own = [event.line for event in events if event.slug == slug]
        try:
            entry, remarks = _entry(rows[slug])
        except Invalid as error:
            bad.add(error, own[0])
            continue
        news = tuple(remark for remark in remarks if remark.line in own)
        yield HistoryStep(day=events[0].day, commit=events[0].commit, slug=slug, desired=entry, remarks=news)


def _entry(rows: Sequence[_Row]) -> tuple[Desired | None, list[Remark]]:
    if not rows:
        return None, []
    read = [row.read() for row in rows]
    entry, remarks = desired(read)
    lines = sorted(line for row in rows for line in row.lines)
    return msgspec.structs.replace(entry, lines=tuple(lines)), [
        *remarks,
        *(said for row in read for said in row.remarks),
    ]
