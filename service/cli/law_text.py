"""Legal facts as the command line prints them. Pure text."""

from collections.abc import Iterator
from io import StringIO
from typing import Any, Literal

import rich.table
from rich.console import Console

from service.documents import to_plain
from service.law import Law
from service.law.listing import Event, LawItem, Listing, Whole, records

Form = Literal["table", "json"]
_WIDTH, _ID = 140, 24
_HEAD = ("kind", "regime", "in_force", "valid_from", "valid_until", "confidence", "checked_on", "links", "overlaid")
_WORDS = {True: "yes", False: "no", None: "-"}


def table(listing: Listing) -> str:
    """Return the facts as a table, a line each; what an operator's file added or ended is marked with a star."""
    out = rich.table.Table(expand=True)
    out.add_column("id", overflow="fold", max_width=_ID)
    for column in ("kind", "regime"):
        out.add_column(column, no_wrap=True)
    out.add_column("what it is", overflow="fold", ratio=1)
    for column in ("from", "until", "in force", "confidence", "checked on"):
        out.add_column(column, no_wrap=True)
    for item in listing.items:
        out.add_row(*_cells(item))
    text = StringIO()
    Console(file=text, width=_WIDTH, markup=False, emoji=False, highlight=False).print(out)
    foot = f"{len(listing.items)} facts on {listing.on}, shipped as of {listing.as_of}"
    if listing.overlay is not None:
        foot += f"; * {listing.overlay.file}, sha256 {listing.overlay.sha256}"
    return f"{text.getvalue()}{foot}"


def shown(whole: Whole) -> str:
    """Return all that is recorded of a fact: how it stands on the day, then every field of the record."""
    item, record = to_plain(whole.item), to_plain(whole.record)
    lines = [f"{whole.item.id}: {whole.item.name}", *_lines({name: item[name] for name in _HEAD}, "  ")]
    del record["checked_on"]  # null where it is the day of the file, which stands above
    lines += ["  record", *_lines(record, "    ")]
    if whole.watch_list:
        lines += ["  what may end or change it", *map(_event, whole.watch_list)]
    return "\n".join(lines)


def verified(law: Law) -> str:
    """Return what is said of legal facts without a contradiction."""
    lines = [f"{sum(1 for _ in records(law.files))} legal facts, shipped as of {law.as_of}: no contradiction"]
    if (overlay := law.files.overlay) is not None:
        for what, ids in (("added", overlay.added), ("ended", overlay.ended)):
            lines.append(f"{overlay.file} {what}: {', '.join(sorted(ids)) or 'nothing'}")
        lines.append(f"{overlay.file} has the sha256 {overlay.sha256}")
    return "\n".join(lines)


def _cells(item: LawItem) -> tuple[str, ...]:
    begins, ends, checked = (_word(day) for day in (item.valid_from, item.valid_until, item.checked_on))
    mark = "*" if item.overlaid else ""
    return (
        f"{item.id}{mark}",
        item.kind,
        item.regime,
        item.name,
        begins,
        ends,
        _WORDS[item.in_force],
        item.confidence,
        checked,
    )


def _event(event: Event) -> str:
    return f"    {event.event}{'*' if event.overlaid else ''}: {event.status}"


def _lines(fields: dict[str, Any], indent: str) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, list) and value:
            yield f"{indent}{name}:"
            yield from (f"{indent}  - {_word(one)}" for one in value)
        else:
            yield f"{indent}{name}: {_word(value)}"


def _word(value: object) -> str:
    if value is None or value in ([], ""):
        return "-"
    if isinstance(value, list):  # the two roles of a pair
        return " to ".join(map(str, value))
    if isinstance(value, dict):  # a period of a territory
        return ", ".join(f"{name} {_word(inner)}" for name, inner in value.items())
    return _WORDS[value] if isinstance(value, bool) else str(value)
