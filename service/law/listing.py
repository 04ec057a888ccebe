"""The legal facts as a list: every record in one shape, with its days, how sure it is, and where to read it."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Literal, get_args

import msgspec

from service.law.adequacy import Decision, Watched, folded
from service.law.facets import AnyFact, facets
from service.law.files import LawFiles
from service.law.law import Law
from service.law.names import called
from service.law.references import eur_lex
from service.law.safeguards import ClauseSet
from service.law.territories import Territory
from service.law.uk_swiss import Listed, NationalTool
from service.safeguards import Regime
from service.transfers import Confidence

Kind = Literal["decision", "listed", "clause_set", "territory", "instrument", "derogation", "scheme", "tool"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the data files; its id is unique within its kind and regime.

    `checked_on` is the day on which it was last checked, null where nobody recorded it; `overlaid` says that a file of
    the operator added or ended it.
    """

    id: str
    kind: Kind
    regime: Regime
    fact: AnyFact
    checked_on: date | None
    overlaid: bool


class LawItem(msgspec.Struct, frozen=True, kw_only=True):
    """A legal fact as a list shows it. `valid_until` is the last good day; `in_force` is null where no day is recorded.

    A territory is in force while it lies inside the EEA, or is deemed to; its days and its `scope` are those of its
    status on the day that was asked for.
    """

    id: str
    kind: Kind
    regime: Regime
    name: str
    country: str | None
    organisation: str | None
    valid_from: date | None
    valid_until: date | None
    in_force: bool | None
    scope: str | None
    confidence: Confidence
    unverified_fields: tuple[str, ...]
    checked_on: date | None
    celex: str | None
    links: tuple[str, ...]
    overlaid: bool


class OverlayName(msgspec.Struct, frozen=True, kw_only=True):
    """The file of the operator that lies over the shipped ones: its name without the folder, and its digest."""

    file: str
    sha256: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Legal facts as they stand on a day; `as_of` is the day of the shipped files."""

    as_of: date
    on: date
    items: tuple[LawItem, ...]
    overlay: OverlayName | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event that may end or change a decision; `overlaid` says that a file of the operator put it there."""

    event: str
    status: str
    kind: Literal["contested", "sunset", "evaluation"]
    effect: str | None
    overlaid: bool


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """A legal fact with every field of its record, and the events that may end or change it."""

    item: LawItem
    record: AnyFact
    watch_list: tuple[Event, ...]


def listed(law: Law, on: date, *, kind: Kind | None = None, name: str | None = None) -> Listing:
    """Return the legal facts on a day, in the order of `KINDS` and of the files; of one kind, of one id or name."""
    called = records(law.files) if name is None else named(law, name)
    chosen = (record for record in called if kind in (None, record.kind))
    overlay = law.files.overlay
    return Listing(
        as_of=law.as_of,
        on=on,
        items=tuple(item(record, on) for record in chosen),
        overlay=None if overlay is None else OverlayName(file=overlay.file, sha256=overlay.sha256),
    )


def whole(law: Law, record: Record, on: date) -> Whole:
    """Return a record with everything that is known of it."""
    fact = record.fact
    watched = law.watched(fact) if isinstance(fact, Decision | Listed) else ()
    own = frozenset[Watched]() if law.files.overlay is None else law.files.overlay.watched
    return Whole(item=item(record, on), record=fact, watch_list=tuple(_event(one, own) for one in watched))


def item(record: Record, on: date) -> LawItem:
    """Return a record as a list shows it on a day."""
    fact, said = record.fact, facets(record.fact, on)
    return LawItem(
        id=said.id,
        kind=record.kind,
        regime=record.regime,
        name=said.name,
        country=said.country,
        organisation=said.organisation,
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        in_force=said.in_force(on),
        scope=said.scope,
        confidence=fact.confidence,
        unverified_fields=fact.unverified_fields,
        checked_on=record.checked_on,
        celex=said.celex,
        links=(*([eur_lex(said.celex)] if said.celex else []), *fact.references),
        overlaid=record.overlaid,
    )


def named(law: Law, name: str) -> list[Record]:
    """Return the records that a person means: those of this id, else those that are called so in whatever case."""
    known = list(records(law.files))
    wanted = folded(name)
    return [record for record in known if record.id == name] or [
        record for record in known if wanted in called_by(law.files, record)
    ]


def near(law: Law, name: str) -> list[str]:
    """Return the ids that a mistyped one may have meant, nearest first."""
    known = list(records(law.files))
    ids = {called: record.id for record in known for called in called_by(law.files, record)}
    ids |= {folded(record.id): record.id for record in known}
    close = get_close_matches(folded(name), ids, n=5, cutoff=0.6)
    beginning = [one for one in ids if one.startswith(folded(name)[:3])]
    return list(dict.fromkeys(ids[one] for one in [*close, *beginning]))[:5]


def records(files: LawFiles) -> Iterator[Record]:
    """Yield every record of the files that stands for itself, in the order of `KINDS`."""
    adequacy, tools, lists, places = files.adequacy, files.safeguards, files.uk_swiss, files.territories
    yield from _each(files, "decision", "eu", adequacy.decisions, adequacy.meta.as_of)
    yield from _each(files, "listed", "uk", lists.uk.approved_transfers, lists.meta.as_of)
    yield from _each(files, "listed", "ch", lists.switzerland.annex_1, lists.meta.as_of)
    yield from _each(files, "clause_set", "eu", tools.scc_sets, tools.meta.as_of)
    yield from _each(files, "territory", "eu", places.territories, places.meta.as_of)
    yield from _each(files, "instrument", "eu", tools.instruments, tools.meta.as_of)
    yield from _each(files, "derogation", "eu", tools.derogations, tools.meta.as_of)
    yield from _each(files, "scheme", "eu", tools.approved_schemes, tools.meta.as_of)
    yield from _each(files, "tool", "uk", lists.uk.tools, lists.meta.as_of)
    yield from _each(files, "tool", "ch", lists.switzerland.tools, lists.meta.as_of)


def _each(files: LawFiles, kind: Kind, regime: Regime, facts: Iterable[AnyFact], as_of: date) -> Iterator[Record]:
    for fact in facts:
        name = facets(fact, as_of).id
        overlay = files.overlay if isinstance(fact, Decision | Listed | ClauseSet) else None
        # Nobody looked at what an operator added on the day of the shipped file.
        checked = None if overlay is not None and name in overlay.added else as_of
        yield Record(
            id=name,
            kind=kind,
            regime=regime,
            fact=fact,
            checked_on=fact.checked_on or checked,
            overlaid=overlay is not None and overlay.touches(name),
        )


def _event(watched: Watched, own: frozenset[Watched]) -> Event:
    return Event(
        event=watched.event,
        status=watched.status,
        kind=watched.kind,
        effect=watched.effect,
        overlaid=watched in own,
    )


def called_by(files: LawFiles, record: Record) -> frozenset[str]:
    """Return every name by which people call a record, folded."""
    fact = record.fact
    if isinstance(fact, Decision | Listed | ClauseSet | NationalTool):
        return called(fact)
    aliases = [alias for alias, code in files.territories.meta.aliases.items() if code == record.id]
    if isinstance(fact, Territory):
        return frozenset(folded(name) for name in (fact.code, fact.name, *aliases))
    return frozenset((folded(record.id),))
