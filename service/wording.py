"""What a notice says: its title, one plain sentence, and its content, an HTML fragment fit for a `<div>`.

English, for the customer of a list. Never a word of findings, and no person's name or address.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from service.changes import Manner, Plain
from service.notices import Item, ItemKind, NoticeKind, Step
from service.objections import Objected
from service.wording_objections import TURNS, is_open, objection, outcome
from service.wording_values import LABELS, before_and_after, day, details, joined, label, shown

_LONGEST_NAME = 55
_LONGEST_OF_TWO_NAMES = 40
_VERBS: dict[ItemKind, tuple[str, str]] = {
    "added": ("is added", "are added"),
    "removed": ("is removed", "are removed"),
    "replaced": ("is replaced", "are replaced"),
    "changed": ("changes", "change"),
    "withdrawn": ("stays as it is", "stay as they are"),
}


def title_of(
    kind: NoticeKind, items: tuple[Item, ...], *, reason_kind: Manner = "notice", objected: Objected | None = None
) -> str:
    """Return the title of a notice: one sentence of plain text, at most 160 characters.

    `items` has at least one item, but for a list that is published empty. `objected` is given where the notice tells
    what became of an objection.
    """
    if _first_load(kind, items):
        return f"List published with {_counted(len(items))}"
    waits = is_open(objected)
    sentence = _title_of_one(items[0], waits=waits) if len(items) == 1 else _title_of_many(items, waits=waits)
    if objected is not None:
        return f"{TURNS[objected.turn]}: {sentence}"
    if kind == "published":
        return f"List published anew: {sentence}"
    return f"Corrected: {sentence}" if reason_kind == "correction" else sentence


def content_of(
    kind: NoticeKind,
    items: tuple[Item, ...],
    *,
    objection_until: date | None,
    reason_kind: Manner,
    published_on: date | None = None,
    about: tuple[str, ...] = (),
    objected: Objected | None = None,
) -> str:
    """Return the content of a notice as an HTML fragment, every value escaped.

    `objection_until` is the last day on which one may object. `published_on`, where given, tells a change that already
    holds from one to come. `about` are the titles of older notices that this one corrects or takes back.
    """
    named = [Markup("<p>It is about the notice “{}”.</p>").format(title) for title in about]
    if objected is None:
        window = objection(kind, objection_until, reason_kind, coming=_comes_after(items, published_on))
    else:
        window = outcome(objected)
        if objection_until is not None:
            window += objection(kind, objection_until, reason_kind, coming=True)
    return str(joined((_body(kind, items, waits=is_open(objected)), *named, window)))


def announced(item: Item, *, waits: bool = False) -> Markup:
    """Return what is announced of one entry as an HTML fragment, without objection window and heading.

    `waits` says that what is dropped waits for an objection to be decided.
    """
    return joined(
        (_lead(item, waits=waits), *_first_step(item), *_later_steps(item), *_dropped_steps(item, waits=waits))
    )


def _first_load(kind: NoticeKind, items: tuple[Item, ...]) -> bool:
    return kind == "published" and all(item.kind == "added" and not item.dropped for item in items)


def _title_of_one(item: Item, *, waits: bool) -> str:
    name, on = _short(item.name), day(item.effective_on)
    follows = ", more follows later" if len(item.steps) > 1 else ""
    match item.kind:
        case "withdrawn":
            fate = "waits" if waits else "will not happen"
            return f"The {_what(item.dropped[0])} of {name} announced for {on} {fate}"
        case "replaced":
            old, new = (_short(one, _LONGEST_OF_TWO_NAMES) for one in (_replaced(item), item.name))
            return f"{old} is replaced by {new} on {on}{follows}"
        case "changed":
            return f"{name}: {_fields(item.steps[0])} on {on}{follows}"
        case kind:
            return f"{name} {_VERBS[kind][0]} on {on}{follows}"


def _title_of_many(items: tuple[Item, ...], *, waits: bool) -> str:
    kinds = [item.kind for item in items]
    first, last = (bound(item.effective_on for item in items) for bound in (min, max))
    when = f" on {day(first)}" if first == last else f", from {day(first)}"
    if set(kinds) == {"withdrawn"}:
        return f"Announced changes of {_counted(len(items))} {'wait' if waits else 'will not happen'}"
    parts = [
        f"{_counted(number) if not position else number} {verbs[number > 1]}"
        for position, (number, verbs) in enumerate((kinds.count(kind), _VERBS[kind]) for kind in dict.fromkeys(kinds))
    ]
    return (f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]) + when


def _fields(step: Step) -> str:
    names = [one.field for one in step.diff]
    if "locations" in names:
        # Another place is another transfer: the title names the cause.
        names = [name for name in names if name != "transfers"]
    match [LABELS[name] for name in names if name in LABELS]:
        case [one]:
            return f"{one.short} {'change' if one.plural else 'changes'}"
        case [one, other]:
            return f"{one.short} and {other.short} change"
        case _:
            return f"{len(names)} details change"


def _short(name: str, longest: int = _LONGEST_NAME) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _replaced(item: Item) -> str:
    return item.replaces_name or item.replaces or ""


def _counted(number: int) -> str:
    return f"{number or 'no'} sub-processor{'' if number == 1 else 's'}"


def _what(step: Step) -> str:
    return "change" if step.present is None else "addition" if step.present else "removal"


def _comes_after(items: tuple[Item, ...], published_on: date | None) -> bool:
    return published_on is not None and any(item.effective_on > published_on for item in items)


def _body(kind: NoticeKind, items: tuple[Item, ...], *, waits: bool) -> Markup:
    if _first_load(kind, items):
        lead = Markup("<p>This list is published with {}.</p>").format(_counted(len(items)))
        return lead + (Markup("<ul>{}</ul>").format(joined(map(_summary, items))) if items else "")
    if len(items) == 1:
        return announced(items[0], waits=waits)
    return joined(Markup("<h4>{}</h4>{}").format(item.name, announced(item, waits=waits)) for item in items)


def _summary(item: Item) -> Markup:
    entry = item.entry or {}
    facts = [shown(field, entry[field]) for field in ("legal_name", "purpose") if entry.get(field) is not None]
    where = [
        Markup("{}: {}").format(label(field), shown(field, entry.get(field))) for field in ("locations", "transfers")
    ]
    lines = [Markup("<strong>{}</strong>").format(item.name), *facts, *where]
    return Markup("<li>{}</li>").format(Markup("<br>").join(lines))


def _lead(item: Item, *, waits: bool) -> Markup:
    name, on = Markup("<strong>{}</strong>").format(item.name), day(item.effective_on)
    match item.kind:
        case "added":
            said = Markup("{} is added on {}.").format(name, on)
        case "removed":
            said = Markup("{} is removed on {}: from that day on it is no longer engaged.").format(name, on)
        case "replaced":
            old = Markup("<strong>{}</strong>").format(_replaced(item))
            said = Markup("{} is replaced by {} on {}.").format(old, name, on)
        case "changed":
            said = Markup("{} changes on {}.").format(name, on)
        case "withdrawn":
            fate = "does not take effect while an objection is open" if waits else "will not happen"
            said = Markup("What was announced for {} {}.").format(name, fate)
    return Markup("<p>{}</p>").format(said)


def _first_step(item: Item) -> list[Markup]:
    if not item.steps or item.entry is None:
        return []
    if item.kind != "changed":
        return [_description(item.entry)]
    diff = item.steps[0].diff
    parts = [_table(item.steps[0])] if diff else []
    if "transfers" not in [one.field for one in diff]:
        goes = shown("transfers", item.entry.get("transfers"))
        parts.append(Markup("<p>Where the data goes from then on, and on what basis:</p>{}").format(_block(goes)))
    return parts


def _later_steps(item: Item) -> list[Markup]:
    parts = []
    for step in item.steps[1:]:
        if step.present is None:
            parts += [Markup("<p>Later, on {}:</p>").format(day(step.effective_on)), _table(step)]
        else:
            does = "is added again" if step.present else "is removed"
            parts.append(Markup("<p>Later, on {}, {} {}.</p>").format(day(step.effective_on), item.name, does))
        if step.present:
            parts.append(_description({one.field: one.after for one in step.diff}))
    return parts


def _description(entry: Plain) -> Markup:
    return Markup("<table><tbody>{}</tbody></table>").format(joined(map(_row, details(entry))))


def _dropped_steps(item: Item, *, waits: bool) -> list[Markup]:
    parts = []
    for step in item.dropped:
        dropped = f"The {_what(step)} announced for {day(step.effective_on)} {'waits' if waits else 'is dropped'}"
        parts.append(Markup("<p>{}{}</p>").format(dropped, ":" if step.diff else "."))
        if step.diff:
            parts.append(_table(step, after="Had been announced"))
    return parts


def _table(step: Step, *, after: str = "After") -> Markup:
    head = joined(Markup('<th scope="col">{}</th>').format(name) for name in ("What", "Before", after))
    rows = []
    for one in step.diff:
        old, new = before_and_after(one.field, one.before, one.after)
        if one.instead_of not in (None, one.before):
            new += Markup("<br><em>instead of, as announced before:</em> {}").format(shown(one.field, one.instead_of))
        rows.append(_row((label(one.field), old, new)))
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, joined(rows))


def _row(cells: Sequence[str]) -> Markup:
    values = joined(Markup("<td>{}</td>").format(cell) for cell in cells[1:])
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(cells[0], values)


def _block(value: Markup) -> Markup:
    return value if value.startswith("<ul>") else Markup("<ul><li>{}</li></ul>").format(value)
