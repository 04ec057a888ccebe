"""The title of a notice: one plain sentence that says what happens to whom, and when."""

from datetime import date
from itertools import chain, repeat
from typing import NamedTuple

from service.changes import Manner
from service.languages import Language, gettext_noop, ngettext_noop
from service.notices import Item, ItemKind, LaterDay, NoticeKind, Step, kind_of, later_days
from service.objections import Objected
from service.wording_objections import is_open, titled
from service.wording_values import LABELS

_LONGEST = 160


class _Room(NamedTuple):
    """How long a name may be, how long each of two may be, and whether several fields or acts are told one by one."""

    name: int
    one_of_two: int
    apart: bool


# Languages need more room or less for the same: the first with which a title is short enough counts.
_ROOMS = _Room(55, 40, apart=True), _Room(40, 40, apart=True), _Room(40, 40, apart=False)
# Of what had been announced: by what it was, and whether it waits for an objection to be decided.
_WITHDRAWN: dict[tuple[bool | None, bool], str] = {
    (None, False): gettext_noop("The change of %(name)s announced for %(day)s will not happen"),
    (True, False): gettext_noop("The addition of %(name)s announced for %(day)s will not happen"),
    (False, False): gettext_noop("The removal of %(name)s announced for %(day)s will not happen"),
    (None, True): gettext_noop("The change of %(name)s announced for %(day)s waits"),
    (True, True): gettext_noop("The addition of %(name)s announced for %(day)s waits"),
    (False, True): gettext_noop("The removal of %(name)s announced for %(day)s waits"),
}

# Of one field, and of one whose name is a plural in English.
_CHANGES = gettext_noop("%(name)s: %(field)s changes on %(day)s")
_CHANGE = gettext_noop("%(name)s: %(field)s change on %(day)s")
# Of several entries, by what happens to them: those told first, and those after them. One, and more.
_FIRST: dict[ItemKind, tuple[str, str]] = {
    "added": ngettext_noop("%(number)s sub-processor is added", "%(number)s sub-processors are added"),
    "removed": ngettext_noop("%(number)s sub-processor is removed", "%(number)s sub-processors are removed"),
    "replaced": ngettext_noop("%(number)s sub-processor is replaced", "%(number)s sub-processors are replaced"),
    "changed": ngettext_noop("%(number)s sub-processor changes", "%(number)s sub-processors change"),
    "withdrawn": ngettext_noop("%(number)s sub-processor stays as it is", "%(number)s sub-processors stay as they are"),
}
_NEXT: dict[ItemKind, tuple[str, str]] = {
    "added": ngettext_noop("%(number)s is added", "%(number)s are added"),
    "removed": ngettext_noop("%(number)s is removed", "%(number)s are removed"),
    "replaced": ngettext_noop("%(number)s is replaced", "%(number)s are replaced"),
    "changed": ngettext_noop("%(number)s changes", "%(number)s change"),
    "withdrawn": ngettext_noop("%(number)s stays as it is", "%(number)s stay as they are"),
}


def title_of(
    language: Language,
    kind: NoticeKind,
    items: tuple[Item, ...],
    *,
    reason_kind: Manner = "notice",
    objected: Objected | None = None,
) -> str:
    """Return the title of a notice: one sentence of plain text, at most 160 characters.

    `items` has at least one item, but for a list that is published empty. `objected` is given where the notice tells
    what became of an objection.
    """
    if is_first_load(kind, items):
        return _first_load(language, len(items))
    for room in _ROOMS:
        sentence = _sentence(language, items, room, waits=is_open(objected))
        title = _introduced(language, sentence, kind, reason_kind, objected)
        if len(title) <= _LONGEST:
            break
    return title


def objection_title_of(language: Language, title: str) -> str:
    """Return what a calendar calls the last day to object to a notice of this title."""
    return language.gettext("Last day to object: %(title)s", title=title)


def titled_days(
    language: Language,
    items: tuple[Item, ...],
    today: date,
    *,
    reason_kind: Manner = "notice",
    objected: Objected | None = None,
) -> tuple[LaterDay, ...]:
    """Return the later days of a notice as a calendar has them, each under the title of a notice of that day alone."""
    return tuple(
        LaterDay(
            on=day,
            title=title_of(language, kind_of(told, published=False), told, reason_kind=reason_kind, objected=objected),
        )
        for day, told in later_days(items, today).items()
    )


def is_first_load(kind: NoticeKind, items: tuple[Item, ...]) -> bool:
    """Return whether a notice publishes a list as it stands, and nothing in it changes."""
    return kind == "published" and all(item.kind == "added" and not item.dropped for item in items)


def replaced_name(item: Item) -> str:
    """Return the name of the entry that an item of kind `replaced` takes the place of."""
    return item.replaces_name or item.replaces or ""


def _first_load(language: Language, number: int) -> str:
    if number == 0:
        return language.gettext("List published with no sub-processors")
    return language.ngettext(
        "List published with %(number)s sub-processor", "List published with %(number)s sub-processors", number
    )


def _introduced(
    language: Language, title: str, kind: NoticeKind, reason_kind: Manner, objected: Objected | None
) -> str:
    """Return a title after the words that say why there is a notice, where it is not just news."""
    if objected is not None:
        return titled(language, objected, title)
    if kind == "published":
        return language.gettext("List published anew: %(title)s", title=title)
    return language.gettext("Corrected: %(title)s", title=title) if reason_kind == "correction" else title


def _sentence(language: Language, items: tuple[Item, ...], room: _Room, *, waits: bool) -> str:
    if len(items) > 1:
        return _of_many(language, items, room, waits=waits)
    (item,) = items
    if item.kind == "withdrawn":
        message = _WITHDRAWN[item.dropped[0].present, waits]
        return language.gettext(message, name=_short(item.name, room.name), day=language.day(item.effective_on))
    title = _of_what_happens(language, item, room)
    return language.gettext("%(title)s, more follows later", title=title) if len(item.steps) > 1 else title


def _of_what_happens(language: Language, item: Item, room: _Room) -> str:
    name, day = _short(item.name, room.name), language.day(item.effective_on)
    match item.kind:
        case "added":
            return language.gettext("%(name)s is added on %(day)s", name=name, day=day)
        case "removed":
            return language.gettext("%(name)s is removed on %(day)s", name=name, day=day)
        case "replaced":
            old, new = (_short(one, room.one_of_two) for one in (replaced_name(item), item.name))
            return language.gettext("%(old)s is replaced by %(new)s on %(day)s", old=old, new=new, day=day)
        case _:
            return _of_changed(language, item.steps[0], name, day, room)


def _of_changed(language: Language, step: Step, name: str, day: str, room: _Room) -> str:
    names = [one.field for one in step.diff]
    if "locations" in names:
        # Another place is another transfer: the title names the cause.
        names = [name for name in names if name != "transfers"]
    match [LABELS[name] for name in names if name in LABELS]:
        case [one]:
            said = _CHANGE if one.plural else _CHANGES
            return language.gettext(said, name=name, field=language.gettext(one.short), day=day)
        case [one, other] if room.apart:
            return language.gettext(
                "%(name)s: %(field)s and %(other)s change on %(day)s",
                name=name,
                field=language.gettext(one.short),
                other=language.gettext(other.short),
                day=day,
            )
        case _:
            return language.ngettext(
                "%(name)s: %(number)s detail changes on %(day)s",
                "%(name)s: %(number)s details change on %(day)s",
                len(names),
                name=name,
                day=day,
            )


def _of_many(language: Language, items: tuple[Item, ...], room: _Room, *, waits: bool) -> str:
    kinds = [item.kind for item in items]
    if set(kinds) == {"withdrawn"}:
        return _many_withdrawn(language, len(items), waits=waits)
    first, last = (bound(item.effective_on for item in items) for bound in (min, max))
    if not room.apart:
        kinds = ["changed"] * len(items)
    forms = zip(dict.fromkeys(kinds), chain([_FIRST], repeat(_NEXT)), strict=False)
    what = language.listed(language.ngettext(*form[kind], kinds.count(kind)) for kind, form in forms)
    if first == last:
        return language.gettext("%(what)s on %(day)s", what=what, day=language.day(first))
    return language.gettext("%(what)s, from %(day)s", what=what, day=language.day(first))


def _many_withdrawn(language: Language, number: int, *, waits: bool) -> str:
    if waits:
        return language.ngettext(
            "Announced changes of %(number)s sub-processor wait",
            "Announced changes of %(number)s sub-processors wait",
            number,
        )
    return language.ngettext(
        "Announced changes of %(number)s sub-processor will not happen",
        "Announced changes of %(number)s sub-processors will not happen",
        number,
    )


def _short(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
