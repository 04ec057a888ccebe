"""What a program can filter notices by: their kind, the countries that data goes to, and what carries it there."""

from collections.abc import Iterator

import msgspec

from service.changes import Plain
from service.notices import Item, Notice
from service.wording_places import country

CLOSING = "closing"


class Category(msgspec.Struct, frozen=True, order=True):
    """A category of an entry (RFC 4287 section 4.2.2): the end of its scheme, its term, and words for it."""

    scheme: str
    term: str
    label: str


def categories(notice: Notice) -> tuple[Category, ...]:
    """Return the categories of a notice: its kind, then countries and results of the entries it tells of, each once.

    They are those on the first day that it tells of. A transfer of which no basis is recorded has no result here.
    The last entry of an address is no notice, and is of no kind of notice either.
    """
    if notice.kind is None:
        return (Category("address", CLOSING, CLOSING),)
    found = {category for item in notice.items for category in _of_item(item)}
    return (Category("notice-kind", notice.kind, notice.kind), *sorted(found))


def _of_item(item: Item) -> Iterator[Category]:
    entry = item.entry or {}
    for place in entry.get("locations") or ():
        if place["country"] is not None:
            yield Category("country", place["country"], country(place["country"]))
    for transfer in entry.get("transfers") or ():
        if transfer["country"] is not None:
            yield Category("country", transfer["country"], country(transfer["country"]))
        result = _result(transfer)
        if result is not None:
            yield Category("result", result, result.replace("_", " "))


def _result(transfer: Plain) -> str | None:
    if transfer["inside_eea"]:
        return "inside_eea"
    carried = {None: None, "adequacy": "adequate", "derogation": "derogation"}
    return carried.get(transfer["tool"], "safeguarded")
