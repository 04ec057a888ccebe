"""What a program can filter notices by: their kind, the countries that data goes to, and what carries it there."""

from collections.abc import Iterator, Sequence

from service.changes import Plain
from service.languages import Language, gettext_noop
from service.notices import Category, Item, NoticeKind
from service.wording_places import country

CLOSING, _CLOSES = "closing", gettext_noop("closing")
# What the label of a kind and of a result says.
_KINDS: dict[NoticeKind, str] = {
    "added": gettext_noop("added"),
    "removed": gettext_noop("removed"),
    "replaced": gettext_noop("replaced"),
    "changed": gettext_noop("changed"),
    "withdrawn": gettext_noop("withdrawn"),
    "published": gettext_noop("published"),
}
_RESULTS = {
    "inside_eea": gettext_noop("inside eea"),
    "adequate": gettext_noop("adequate"),
    "safeguarded": gettext_noop("safeguarded"),
    "derogation": gettext_noop("derogation"),
}


def categories_of(language: Language, kind: NoticeKind, items: Sequence[Item]) -> tuple[Category, ...]:
    """Return the categories of a notice: its kind, then countries and results of the entries it tells of, each once.

    They are those on the first day that it tells of. A transfer of which no basis is recorded has no result here.
    Labels are in the language of the notice, terms are for programs.
    """
    found = {category for item in items for category in _of_item(language, item)}
    return (Category("notice-kind", kind, language.gettext(_KINDS[kind])), *sorted(found))


def category_of_closing(language: Language) -> Category:
    """Return the category of the last entry of an address, which is no notice and of no kind of notice."""
    return Category("address", CLOSING, language.gettext(_CLOSES))


def _of_item(language: Language, item: Item) -> Iterator[Category]:
    entry = item.entry or {}
    for place in entry.get("locations") or ():
        if place["country"] is not None:
            yield Category("country", place["country"], country(language, place["country"]))
    for transfer in entry.get("transfers") or ():
        if transfer["country"] is not None:
            yield Category("country", transfer["country"], country(language, transfer["country"]))
        result = _result(transfer)
        if result is not None:
            yield Category("result", result, language.gettext(_RESULTS[result]))


def _result(transfer: Plain) -> str | None:
    if transfer["inside_eea"]:
        return "inside_eea"
    carried = {None: None, "adequacy": "adequate", "derogation": "derogation"}
    return carried.get(transfer["tool"], "safeguarded")
