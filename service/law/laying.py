"""Laying an overlay over the shipped files: new files, of which the overlay is a part like any other."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import msgspec

from service.law.adequacy import AdequacyFile, Decision
from service.law.files import LawFiles, Overlaid
from service.law.misfits import Endable, endable, misfits
from service.law.overlay import End, Overlay, OverlayText, read_overlay, refused
from service.law.records import LegalFact
from service.law.safeguards import ClauseSet
from service.law.uk_swiss import Listed, UkSwissFile

F = TypeVar("F", bound=LegalFact)
E = TypeVar("E", Decision, Listed, ClauseSet)
Ends = Mapping[str, End]


def lay_over(shipped: LawFiles, given: OverlayText) -> LawFiles:
    """Return the files with an overlay in them; raises Invalid that names the file and every place that is wrong."""
    overlay = read_overlay(given)
    wrong = [f"{given.name}, {said}" for said in misfits(shipped, overlay)]
    if wrong:
        raise refused(given.name, wrong)
    known = endable(shipped)
    ends = {known[end.id].id: end for end in overlay.end}
    tools = shipped.safeguards
    return LawFiles(
        territories=shipped.territories,
        adequacy=_adequacy(shipped.adequacy, overlay, ends),
        safeguards=msgspec.structs.replace(tools, scc_sets=_with(tools.scc_sets, (), ends, overlay.as_of)),
        uk_swiss=_lists(shipped.uk_swiss, overlay, ends),
        overlay=Overlaid(
            file=given.name,
            sha256=given.sha256,
            added=frozenset(record.id for record in overlay.additions),
            ended=frozenset(ends),
            watched=frozenset(overlay.watch_list),
        ),
    )


def _adequacy(file: AdequacyFile, overlay: Overlay, ends: Ends) -> AdequacyFile:
    decisions = _with(file.decisions, overlay.decisions, ends, overlay.as_of)
    touched = {decision.id for decision in overlay.decisions} | set(ends)
    # The shipped list of what is in force is a check of the shipped dates; what the overlay touched follows its dates.
    in_force = [name for name in file.meta.in_force_on_as_of if name not in touched]
    in_force += [d.id for d in decisions if d.id in touched and d.holds_on(file.meta.as_of)]
    return msgspec.structs.replace(
        file,
        meta=msgspec.structs.replace(file.meta, in_force_on_as_of=tuple(in_force)),
        decisions=decisions,
        scope_codes=file.scope_codes | overlay.scope_codes,
        watch_list=(*file.watch_list, *overlay.watch_list),
    )


def _lists(file: UkSwissFile, overlay: Overlay, ends: Ends) -> UkSwissFile:
    british = _with(file.uk.approved_transfers, overlay.listed.uk, ends, overlay.as_of)
    swiss = _with(file.switzerland.annex_1, overlay.listed.ch, ends, overlay.as_of)
    return msgspec.structs.replace(
        file,
        uk=msgspec.structs.replace(file.uk, approved_transfers=british),
        switzerland=msgspec.structs.replace(file.switzerland, annex_1=swiss),
    )


def _with(shipped: tuple[E, ...], added: tuple[E, ...], ends: Ends, as_of: date | None) -> tuple[E, ...]:
    kept: list[E] = [_ended(record, ends[record.id], as_of) if record.id in ends else record for record in shipped]
    new: list[E] = [_checked(record, record.checked_on or as_of) for record in added]
    return tuple(kept + new)


def _ended(record: E, end: End, as_of: date | None) -> E:
    record = _checked(record, end.checked_on or as_of or record.checked_on)
    return msgspec.structs.replace(record, end_reason=end.end_reason, **_days(record, end))


def _days(record: Endable, end: End) -> dict[str, object]:
    if isinstance(record, ClauseSet):
        return {"repealed": end.first_day_without, "new_contracts_until": end.last_day}
    heirs: dict[str, object] = {"invalidated_by": end.invalidated_by, "succeeded_by": end.succeeded_by}
    if isinstance(record, Decision):
        return heirs | {"valid_until": end.valid_until, "valid_until_inclusive": end.valid_until_inclusive}
    return heirs | {"valid_until": end.last_day}


def _checked(record: F, on: date | None) -> F:
    return msgspec.structs.replace(record, checked_on=on)
