"""The lines of a history file: on which day which commit added, changed or removed which row of a published list."""

from datetime import date
from typing import Literal, get_args

import msgspec

from service.documents import iso_day
from service.errors import Invalid, Malformed
from service.imports.slugs import slug_of
from service.imports.tables import BadLines, Columns, Line, bad_cell, one_line, read_table

Act = Literal["added", "removed", "changed"]

HISTORY_COLUMNS = frozenset({"date", "change", "name", "field", "old", "new", "commit"})
_WHOLE_ROW = "*"
# In the order in which the changes of one row stand in a history. A name never changes: it is removed and added.
FIELDS = (
    *("legal_entity", "purpose", "location_raw", "location_iso", "location_region", "corporate_location_raw"),
    *("mechanism_raw", "data_categories", "service_scope", "url", "dpa_url"),
)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a history; `field` is a column, or "*" for a row as a whole."""

    line: int
    day: date
    commit: str
    change: Act
    name: str
    slug: str
    field: str
    old: str
    new: str


def read_events(data: bytes, bad: BadLines) -> tuple[Event, ...]:
    """Read a history file; lines that are wrong go to `bad`. Raises Malformed and Invalid as `read_table` does."""
    events: list[Event] = []
    for line in read_table(data, "csv", Columns(known=HISTORY_COLUMNS, required=HISTORY_COLUMNS), bad):
        try:
            event = _event(line)
            if events and event.day < events[-1].day:
                raise bad_cell(line.number, "date", f"{event.day} is before {events[-1].day}; put the oldest first")
        except Invalid as error:
            bad.add(error, line.number)
        else:
            events.append(event)
    return tuple(events)


def _event(line: Line) -> Event:
    for column in ("name", "commit"):
        if not line[column]:
            raise bad_cell(line.number, column, "the cell is empty; fill it in")
    if line["change"] not in get_args(Act):
        raise bad_cell(line.number, "change", f"{line['change']!r} is none of {', '.join(get_args(Act))}")
    fields = FIELDS if line["change"] == "changed" else (_WHOLE_ROW,)
    if line["field"] not in fields:
        reason = f"{line['field']!r} is none of {', '.join(fields)}, one of which {line['change']} needs"
        raise bad_cell(line.number, "field", reason)
    name = one_line(line["name"])
    return Event(
        line=line.number,
        day=_day(line),
        commit=line["commit"],
        change=msgspec.convert(line["change"], Act),
        name=name,
        slug=slug_of(name),
        field=line["field"],
        old=line["old"],
        new=line["new"],
    )


def _day(line: Line) -> date:
    try:
        return iso_day(line["date"], "date")
    except Malformed as error:
        raise bad_cell(line.number, "date", error.detail.rstrip(".")) from None
