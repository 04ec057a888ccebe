"""The fields of a list entry as a customer reads them: labels, values as HTML, and values before and after.

Every value is escaped; the tags are p, ul, li, strong, em, br and the parts of a table, so that feed readers keep them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from babel.dates import format_date
from markupsafe import Markup, escape

from service import wording_places
from service.changes import Plain
from service.list_entries import CONCERNS

NOT_RECORDED = Markup("<em>not recorded</em>")


class Label(msgspec.Struct, frozen=True):
    """How a field is called at the head of a row, and how in the middle of a title."""

    row: str
    short: str
    plural: bool = False


LABELS: dict[str, Label] = {
    "name": Label("Name", "name"),
    "legal_name": Label("Legal entity", "legal entity"),
    "country": Label("Country of the legal entity", "country"),
    "role": Label("Role", "role"),
    "purpose": Label("Purpose", "purpose"),
    "nature": Label("Nature of the processing", "nature"),
    "services": Label("Services", "services", plural=True),
    "data_categories": Label("Categories of data", "data categories", plural=True),
    "data_subjects": Label("Data subjects", "data subjects", plural=True),
    "special_categories": Label("Special categories of data (Art. 9 GDPR)", "special data"),
    "criminal_data": Label("Data on criminal convictions and offences (Art. 10 GDPR)", "criminal data"),
    "children": Label("Data of children", "data of children"),
    "vulnerable_people": Label("Data of vulnerable people", "data subjects", plural=True),
    "hr_data": Label("Data of employees", "employee data"),
    "locations": Label("Locations", "locations", plural=True),
    "transfers": Label("Where the data goes, and on what basis", "basis of transfers"),
}
_ROLES = {
    "processor": "processor",
    "independent_controller": "independent controller",
    "joint_controller": "joint controller",
}
_DETAILS = tuple(name for name in LABELS if name != "name")
# What one looks for in vain is said to be missing; the rest is shown where it is recorded.
_ALWAYS_TOLD = frozenset({"legal_name", "purpose", "data_categories", "data_subjects", "locations"})


def label(field: str) -> str:
    """Return the label of a field at the head of a row."""
    return LABELS[field].row if field in LABELS else field.replace("_", " ")


def day(value: date | str) -> str:
    """Return a day as "23 December 2026"; takes a date or YYYY-MM-DD."""
    return format_date(date.fromisoformat(value) if isinstance(value, str) else value, "d MMMM y", locale="en")


def moment(value: datetime) -> str:
    """Return a moment given in UTC as "23 December 2026, 09:05 UTC"."""
    return f"{day(value.date())}, {value:%H:%M} UTC"


def shown(field: str, value: Any) -> Markup:  # noqa: ANN401 — a field's value, of any type
    """Return the value of a field as an HTML fragment."""
    match value:
        case None:
            return NOT_RECORDED
        case bool():
            return escape("yes" if value else "no")
        case [] | () if field == "transfers":
            return escape("no transfer")
        case list() | tuple():
            return listed([escape(line) for line in _together(field, value)])
        case _:
            return text(_scalar(field, value))


def before_and_after(field: str, before: Any, after: Any) -> tuple[Markup, Markup]:  # noqa: ANN401 — values
    """Return both values as HTML fragments; of two lists, what is gone and what is new is marked in words."""
    if not isinstance(before, list | tuple) or not isinstance(after, list | tuple):
        return shown(field, before), shown(field, after)
    old, new = _one_by_one(field, before), _one_by_one(field, after)
    return listed(_marked(old, new, "gone")), listed(_marked(new, old, "new"))


def details(entry: Plain) -> list[tuple[str, Markup]]:
    """Return the rows (label, HTML) that describe an entry; the last names what is not recorded, if anything is."""
    rows = [(label(name), shown(name, entry.get(name))) for name in _DETAILS if _told(name, entry)]
    missing = [LABELS[name].short for name in _DETAILS if name in _ALWAYS_TOLD and entry.get(name) is None]
    if missing:
        rows.append(("Not recorded", escape(", ".join(missing))))
    return rows


def text(value: str) -> Markup:
    """Return text of one or more lines as HTML."""
    return Markup("<br>").join(value.splitlines())


def listed(items: Sequence[Markup]) -> Markup:
    """Return an HTML list; a list of one is that one."""
    if not items:
        return escape("none")
    if len(items) == 1:
        return items[0]
    return Markup("<ul>{}</ul>").format(joined(Markup("<li>{}</li>").format(item) for item in items))


def joined(parts: Iterable[Markup]) -> Markup:
    """Join HTML fragments."""
    return Markup().join(parts)


def _told(field: str, entry: Plain) -> bool:
    if field == "role":
        return entry.get(field) not in (None, "processor")
    if field in CONCERNS:
        return entry.get(field) is True
    return entry.get(field) is not None


def _scalar(field: str, value: Any) -> str:  # noqa: ANN401 — a field's value
    if field == "country":
        return wording_places.country(value)
    return _ROLES.get(value, value) if field == "role" else str(value)


def _together(field: str, values: Sequence[Any]) -> list[str]:
    if field == "locations":
        return wording_places.locations(values)
    return wording_places.transfers(values) if field == "transfers" else ["; ".join(map(str, values))] * bool(values)


def _one_by_one(field: str, values: Sequence[Any]) -> list[str]:
    tell = {"locations": wording_places.location, "transfers": wording_places.transfer}.get(field, str)
    return [tell(value) for value in values]


def _marked(lines: Sequence[str], others: Sequence[str], mark: str) -> list[Markup]:
    mine = Markup("<strong>{}:</strong> {}")
    return [escape(line) if line in others else mine.format(mark, line) for line in lines]
