"""What a notice says: its title, one plain sentence, and its content, an HTML fragment fit for a `<div>`.

For the customer of a list, in its language. Never a word of findings, and no person's name or address.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from service.changes import Manner, Plain
from service.languages import Language, gettext_noop
from service.notices import Item, NoticeKind, Step
from service.objections import Objected
from service.wording_objections import is_open, objection, outcome
from service.wording_titles import is_first_load, replaced_name
from service.wording_values import before_and_after, details, joined, label, shown, tagged

# Of what had been announced: by what it was, and whether it waits for an objection to be decided.
_DROPPED: dict[tuple[bool | None, bool], str] = {
    (None, False): gettext_noop("The change announced for %(day)s is dropped"),
    (True, False): gettext_noop("The addition announced for %(day)s is dropped"),
    (False, False): gettext_noop("The removal announced for %(day)s is dropped"),
    (None, True): gettext_noop("The change announced for %(day)s waits"),
    (True, True): gettext_noop("The addition announced for %(day)s waits"),
    (False, True): gettext_noop("The removal announced for %(day)s waits"),
}


def content_of(  # noqa: PLR0913 — all that a notice rests on, by name
    language: Language,
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
    said = [language.gettext_html("It is about the notice “%(title)s”.", title=title) for title in about]
    if objected is None:
        coming = _comes_after(items, published_on)
        window = objection(language, kind, objection_until, reason_kind, coming=coming)
    else:
        window = outcome(language, objected)
        if objection_until is not None:
            window += objection(language, kind, objection_until, reason_kind, coming=True)
    body = _body(language, kind, items, waits=is_open(objected))
    return str(joined((body, *(tagged("p", sentence) for sentence in said), window)))


def announced(language: Language, item: Item, *, waits: bool = False) -> Markup:
    """Return what is announced of one entry as an HTML fragment, without objection window and heading.

    `waits` says that what is dropped waits for an objection to be decided.
    """
    return joined(
        (
            tagged("p", _lead(language, item, waits=waits)),
            *_first_step(language, item),
            *_later_steps(language, item),
            *_dropped_steps(language, item, waits=waits),
        )
    )


def _comes_after(items: tuple[Item, ...], published_on: date | None) -> bool:
    return published_on is not None and any(step.effective_on > published_on for item in items for step in item.steps)


def _body(language: Language, kind: NoticeKind, items: tuple[Item, ...], *, waits: bool) -> Markup:
    if is_first_load(kind, items):
        entries = joined(_summary(language, item) for item in items)
        return tagged("p", _first_load(language, len(items))) + (tagged("ul", entries) if items else "")
    if len(items) == 1:
        return announced(language, items[0], waits=waits)
    return joined(tagged("h4", item.name) + announced(language, item, waits=waits) for item in items)


def _first_load(language: Language, number: int) -> str:
    if number == 0:
        return language.gettext("This list is published with no sub-processors.")
    return language.ngettext(
        "This list is published with %(number)s sub-processor.",
        "This list is published with %(number)s sub-processors.",
        number,
    )


def _summary(language: Language, item: Item) -> Markup:
    entry = item.entry or {}
    facts = [
        shown(language, field, entry[field]) for field in ("legal_name", "purpose") if entry.get(field) is not None
    ]
    where = [
        language.gettext_html(
            "%(label)s: %(text)s", label=label(language, field), text=shown(language, field, entry.get(field))
        )
        for field in ("locations", "transfers")
    ]
    lines = [tagged("strong", item.name), *facts, *where]
    return tagged("li", Markup("<br>").join(lines))


def _lead(language: Language, item: Item, *, waits: bool) -> Markup:
    name, day = tagged("strong", item.name), language.day(item.effective_on)
    match item.kind:
        case "added":
            return language.gettext_html("%(name)s is added on %(day)s.", name=name, day=day)
        case "removed":
            said = gettext_noop("%(name)s is removed on %(day)s: from that day on it is no longer engaged.")
            return language.gettext_html(said, name=name, day=day)
        case "replaced":
            old = tagged("strong", replaced_name(item))
            return language.gettext_html("%(old)s is replaced by %(new)s on %(day)s.", old=old, new=name, day=day)
        case "changed":
            return language.gettext_html("%(name)s changes on %(day)s.", name=name, day=day)
        case "withdrawn" if waits:
            said = gettext_noop("What was announced for %(name)s does not take effect while an objection is open.")
            return language.gettext_html(said, name=name)
        case "withdrawn":
            return language.gettext_html("What was announced for %(name)s will not happen.", name=name)


def _first_step(language: Language, item: Item) -> list[Markup]:
    if not item.steps or item.entry is None:
        return []
    if item.kind != "changed":
        return [_description(language, item.entry)]
    diff = item.steps[0].diff
    parts = [_table(language, item.steps[0])] if diff else []
    if "transfers" not in [one.field for one in diff]:
        goes = shown(language, "transfers", item.entry.get("transfers"))
        lead = language.gettext_html("Where the data goes from then on, and on what basis:")
        parts += [tagged("p", lead), _block(goes)]
    return parts


def _later_steps(language: Language, item: Item) -> list[Markup]:
    parts = []
    for step in item.steps[1:]:
        day = language.day(step.effective_on)
        if step.present is None:
            parts += [tagged("p", language.gettext_html("Later, on %(day)s:", day=day)), _table(language, step)]
        elif step.present:
            said = language.gettext_html("Later, on %(day)s, %(name)s is added again.", day=day, name=item.name)
            parts += [tagged("p", said), _description(language, {one.field: one.after for one in step.diff})]
        else:
            said = language.gettext_html("Later, on %(day)s, %(name)s is removed.", day=day, name=item.name)
            parts.append(tagged("p", said))
    return parts


def _description(language: Language, entry: Plain) -> Markup:
    return tagged("table", tagged("tbody", joined(map(_row, details(language, entry)))))


def _dropped_steps(language: Language, item: Item, *, waits: bool) -> list[Markup]:
    parts = []
    for step in item.dropped:
        dropped = language.gettext(_DROPPED[step.present, waits], day=language.day(step.effective_on))
        if step.diff:
            parts.append(tagged("p", language.gettext_html("%(sentence)s:", sentence=dropped)))
            parts.append(_table(language, step, after=language.gettext("Had been announced")))
        else:
            parts.append(tagged("p", language.gettext_html("%(sentence)s.", sentence=dropped)))
    return parts


def _table(language: Language, step: Step, *, after: str | None = None) -> Markup:
    names = language.gettext("What"), language.gettext("Before"), after or language.gettext("After")
    head = joined(Markup('<th scope="col">{}</th>').format(name) for name in names)
    rows = []
    for one in step.diff:
        old, new = before_and_after(language, one.field, one.before, one.after)
        if one.instead_of not in (None, one.before):
            instead = tagged("em", language.gettext("instead of, as announced before:"))
            new += Markup("<br>{} {}").format(instead, shown(language, one.field, one.instead_of))
        rows.append(_row((label(language, one.field), old, new)))
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, joined(rows))


def _row(cells: Sequence[str]) -> Markup:
    values = joined(tagged("td", cell) for cell in cells[1:])
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(cells[0], values)


def _block(value: Markup) -> Markup:
    return value if value.startswith("<ul>") else tagged("ul", tagged("li", value))
