"""The fields of a list entry as a customer reads them: labels, values as HTML, and values before and after.

Every value is escaped; the tags are p, ul, li, strong, em, br and the parts of a table, so that feed readers keep them.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from markupsafe import Markup, escape

from service import wording_places
from service.changes import Plain
from service.languages import Language, gettext_noop
from service.list_entries import CONCERNS


class Label(msgspec.Struct, frozen=True):
    """How a field is called at the head of a row, and how in the middle of a title."""

    row: str
    short: str
    plural: bool = False


LABELS: dict[str, Label] = {
    "name": Label(gettext_noop("Name"), gettext_noop("name")),
    "legal_name": Label(gettext_noop("Legal entity"), gettext_noop("legal entity")),
    "country": Label(gettext_noop("Country of the legal entity"), gettext_noop("country")),
    "role": Label(gettext_noop("Role"), gettext_noop("role")),
    "purpose": Label(gettext_noop("Purpose"), gettext_noop("purpose")),
    "nature": Label(gettext_noop("Nature of the processing"), gettext_noop("nature")),
    "services": Label(gettext_noop("Services"), gettext_noop("services"), plural=True),
    "data_categories": Label(gettext_noop("Categories of data"), gettext_noop("data categories"), plural=True),
    "data_subjects": Label(gettext_noop("Data subjects"), gettext_noop("data subjects"), plural=True),
    "special_categories": Label(gettext_noop("Special categories of data (Art. 9 GDPR)"), gettext_noop("special data")),
    "criminal_data": Label(
        gettext_noop("Data on criminal convictions and offences (Art. 10 GDPR)"), gettext_noop("criminal data")
    ),
    "children": Label(gettext_noop("Data of children"), gettext_noop("data of children")),
    "vulnerable_people": Label(gettext_noop("Data of vulnerable people"), gettext_noop("data subjects"), plural=True),
    "hr_data": Label(gettext_noop("Data of employees"), gettext_noop("employee data")),
    "locations": Label(gettext_noop("Locations"), gettext_noop("locations"), plural=True),
    "transfers": Label(gettext_noop("Where the data goes, and on what basis"), gettext_noop("basis of transfers")),
}
_ROLES = {
    "processor": gettext_noop("processor"),
    "independent_controller": gettext_noop("independent controller"),
    "joint_controller": gettext_noop("joint controller"),
}
_DETAILS = tuple(name for name in LABELS if name != "name")
# What one looks for in vain is said to be missing; the rest is shown where it is recorded.
_ALWAYS_TOLD = frozenset({"legal_name", "purpose", "data_categories", "data_subjects", "locations"})
_BRIEF = 4_000  # bytes of what is kept as HTML: what is longer is seldom said twice, and would fill the memory


def label(language: Language, field: str) -> str:
    """Return the label of a field at the head of a row."""
    return language.gettext(LABELS[field].row) if field in LABELS else field.replace("_", " ")


def not_recorded(language: Language) -> Markup:
    """Return what stands in the place of a value that is not recorded."""
    return tagged("em", language.gettext("not recorded"))


def shown(language: Language, field: str, value: Any) -> Markup:  # noqa: ANN401 — a field's value, of any type
    """Return the value of a field as an HTML fragment."""
    match value:
        case None:
            return not_recorded(language)
        case bool():
            return escape(language.gettext("yes") if value else language.gettext("no"))
        case [] | () if field == "transfers":
            return escape(language.gettext("no transfer"))
        case list() | tuple():
            values = msgspec.json.encode(value)
            return (_kept_together if len(values) <= _BRIEF else _shown_together)(language, field, values)
        case _:
            return text(_scalar(language, field, value))


def _shown_together(language: Language, field: str, values: bytes) -> Markup:
    """Return the values of a field, given as a JSON array, as an HTML fragment."""
    return listed(language, [escape(line) for line in _together(language, field, msgspec.json.decode(values))])


_kept_together = lru_cache(maxsize=256)(_shown_together)  # the entries of a list say the same few things


def before_and_after(language: Language, field: str, before: Any, after: Any) -> tuple[Markup, Markup]:  # noqa: ANN401
    """Return both values as HTML fragments; of two lists, what is gone and what is new is marked in words."""
    if not isinstance(before, list | tuple) or not isinstance(after, list | tuple):
        return shown(language, field, before), shown(language, field, after)
    old, new = _one_by_one(language, field, before), _one_by_one(language, field, after)
    gone, come = language.gettext("gone"), language.gettext("new")
    marked_old, marked_new = _marked(language, old, new, gone), _marked(language, new, old, come)
    return listed(language, marked_old), listed(language, marked_new)


def details(language: Language, entry: Plain) -> list[tuple[str, Markup]]:
    """Return the rows (label, HTML) that describe an entry; the last names what is not recorded, if anything is."""
    rows = [(label(language, name), shown(language, name, entry.get(name))) for name in _DETAILS if _told(name, entry)]
    missing = [LABELS[name].short for name in _DETAILS if name in _ALWAYS_TOLD and entry.get(name) is None]
    if missing:
        rows.append((language.gettext("Not recorded"), escape(", ".join(map(language.gettext, missing)))))
    return rows


def text(value: str) -> Markup:
    """Return text of one or more lines as HTML."""
    return Markup("<br>").join(value.splitlines())


def listed(language: Language, items: Sequence[Markup]) -> Markup:
    """Return an HTML list; a list of one is that one."""
    if not items:
        return escape(language.gettext("none"))
    if len(items) == 1:
        return items[0]
    return tagged("ul", joined(tagged("li", item) for item in items))


def tagged(tag: str, content: str) -> Markup:
    """Return content, escaped unless it is HTML already, inside an element of that name."""
    return Markup(f"<{tag}>{escape(content)}</{tag}>")  # nosec B704  # noqa: S704 — the program's tags


def joined(parts: Iterable[Markup]) -> Markup:
    """Join HTML fragments."""
    return Markup().join(parts)


def _told(field: str, entry: Plain) -> bool:
    if field == "role":
        return entry.get(field) not in (None, "processor")
    if field in CONCERNS:
        return entry.get(field) is True
    return entry.get(field) is not None


def _scalar(language: Language, field: str, value: Any) -> str:  # noqa: ANN401 — a field's value
    if field == "country":
        return wording_places.country(language, value)
    return language.gettext(_ROLES[value]) if field == "role" and value in _ROLES else str(value)


def _together(language: Language, field: str, values: Sequence[Any]) -> list[str]:
    if field == "locations":
        return wording_places.locations(language, values)
    if field == "transfers":
        return wording_places.transfers(language, values)
    return ["; ".join(map(str, values))] * bool(values)


def _one_by_one(language: Language, field: str, values: Sequence[Any]) -> list[str]:
    tell = {"locations": wording_places.location, "transfers": wording_places.transfer}.get(field)
    return [str(value) if tell is None else tell(language, value) for value in values]


def _marked(language: Language, lines: Sequence[str], others: Sequence[str], mark: str) -> list[Markup]:
    return [
        escape(line)
        if line in others
        else language.gettext_html("<strong>%(mark)s:</strong> %(text)s", mark=mark, text=line)
        for line in lines
    ]
