"""R29 to R33, and R60's second half: the assessment behind a tool of Art. 46."""

from datetime import date, timedelta
from functools import partial

from tests.rules.oracle.adequacy import counts_as_adequate
from tests.rules.oracle.clauses import NEW_SET, required_module
from tests.rules.oracle.flows import (
    CRITICAL,
    DEFEATS,
    HIGH,
    MEDIUM,
    OPEN,
    STANDS,
    Flow,
    Outcome,
    Plain,
    day_of,
    modified,
    months_after,
)
from tests.rules.oracle.tables import HOMES, in_eea


def assessment_rules(flow: Flow, safeguard: Plain) -> list[Outcome | None]:
    """Return what R29 to R33 say of a tool; nothing where it needs no assessment."""
    if not _is_needed(flow, safeguard):
        return []
    linked = []
    for tia in safeguard.get("tias") or []:
        completed = day_of(tia, "completed_on")
        if completed is None or completed <= flow.day:
            linked.append(tia)
    if not linked:
        return [_r29(flow, safeguard)]
    about = [tia for tia in linked if not _is_of_another_transfer(flow, safeguard, tia)]
    return _judged(flow, safeguard, about)


def _judged(flow: Flow, safeguard: Plain, about: list[Plain]) -> list[Outcome | None]:
    """Each recipient at the place, and each part of the data that goes to it, has its latest assessment."""
    parts = _parts_of_the_data(flow)
    counting, whole = [], []
    for receiver in flow.receivers:
        own = [tia for tia in about if _names(flow, tia, receiver)]
        counting += [tia for part in parts if (tia := _latest(flow, own, part)) is not None]
        whole.append(_latest(flow, [tia for tia in own if all(_is_about(tia, part) for part in parts)], None))
    about = [tia for tia in about if any(_names(flow, tia, receiver) for receiver in flow.receivers)]
    all_stand = all(_verdict(flow, tia) == STANDS for tia in counting)
    undated = [tia for tia in about if day_of(tia, "completed_on") is None]
    days_asked = all_stand and _may_be_worse(flow, undated, parts, [])
    if None in whole:
        found = [_r31(flow, safeguard, about)]
    else:
        found = sorted((_r30(flow, tia, days_asked=days_asked) for tia in whole if tia is not None), key=bool)[-1:]
    if not counting:
        return found
    if all_stand and _may_be_worse(flow, about, parts, counting):
        practice = [tia for tia in counting if tia["outcome"] == "not_applied_in_practice"]
        return [*found, Outcome("R32", HIGH, OPEN), *(_r33(flow, tia) for tia in practice)]
    worst = max(counting, key=lambda tia: _how_bad(flow, tia))
    return [*found, _r32(worst), _r33(flow, worst)]


def _names(flow: Flow, tia: Plain, receiver: str | None) -> bool:
    entity, recipient = flow.importer.get("legal_name"), tia.get("recipient")
    if recipient is None or (receiver == entity and entity is None):
        return True
    return recipient in ((entity, flow.importer.get("name")) if receiver == entity else (receiver,))


_WHATEVER = object()  # data of which nobody recorded what it is


def _parts_of_the_data(flow: Flow) -> list[object]:
    data = flow.engagement.get("data_categories")
    if data is None and not flow.returns:
        return [_WHATEVER]
    return list(data or [None])  # nothing to tell apart


def _is_about(tia: Plain, part: object) -> bool:
    return tia.get("data_categories") is None or part is None or part in tia["data_categories"]


def _latest(flow: Flow, about: list[Plain], part: object) -> Plain | None:
    """The latest counts, of one day the worse; without any day none is known to be later than the best."""
    covering = [tia for tia in about if _is_about(tia, part)]
    if not covering:
        return None
    days = [day for tia in covering if (day := day_of(tia, "completed_on"))]
    if days:
        return max((tia for tia in covering if day_of(tia, "completed_on") == max(days)), key=partial(_how_bad, flow))
    best = min(_how_bad(flow, tia)[0] for tia in covering)
    return max((tia for tia in covering if _how_bad(flow, tia)[0] == best), key=partial(_how_bad, flow))


def _verdict(flow: Flow, tia: Plain) -> str:
    for outcome in (_r32(tia), _r33(flow, tia)):
        if outcome and outcome.effect != STANDS:
            return outcome.effect
    return STANDS


def _how_bad(flow: Flow, tia: Plain) -> tuple[int, bool, int]:
    """What it does to the tool, whether anything is said of it, and how early it asks to be looked at again."""
    review, triggered, completed = _review_day(tia), day_of(tia, "triggered_on"), day_of(tia, "completed_on")
    soonest = date.min if review is None else review + timedelta(days=1)
    if triggered is not None and (completed is None or triggered > completed):
        soonest = min(soonest, triggered)
    rank = (STANDS, OPEN, DEFEATS).index(_verdict(flow, tia))
    return rank, tia.get("outcome") != "equivalent", -soonest.toordinal()


def _may_be_worse(flow: Flow, about: list[Plain], parts: list[object], counting: list[Plain]) -> bool:
    """A worse one without a day may be the latest; one that names data may be about what flows, if nobody said what."""
    days = [day_of(tia, "completed_on") for tia in counting]
    for tia in about:
        if _verdict(flow, tia) == STANDS:
            continue
        covers = any(_is_about(tia, part) for part in parts)
        completed = day_of(tia, "completed_on")
        if not covers and _WHATEVER not in parts:
            continue
        if completed is None or (not covers and any(day is None or completed >= day for day in days)):
            return True
    return False


def _r31(flow: Flow, safeguard: Plain, about: list[Plain]) -> Outcome | None:
    """R31: none is about this transfer; of data that nobody named R35 asks where the rules of a group name theirs."""
    names_data = safeguard["mechanism"] == "bcr" and safeguard.get("data_categories") is not None
    if about and names_data and _WHATEVER in _parts_of_the_data(flow):
        return None
    return Outcome("R31", modified(HIGH, flow), OPEN)


def _is_needed(flow: Flow, safeguard: Plain) -> bool:
    """Tell whether the tool needs an assessment, or may need one: clauses of a set that is not recorded may."""
    if safeguard["mechanism"] != "scc":
        return True
    if safeguard.get("set") not in (NEW_SET, None):
        return False
    if flow.regime != "uk" and required_module(flow) == 4:  # the UK asks for one with every tool
        return safeguard.get("data_combined_in_eu") is not False
    return True


def _r29(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R29: the tool needs an assessment and none is linked; under `ch` R60 says it of clauses, with the adaptations."""
    if flow.regime == "ch" and safeguard["mechanism"] == "scc":
        return Outcome("R60", HIGH, OPEN) if safeguard.get("set") == NEW_SET else None
    return Outcome("R29", modified(HIGH, flow), OPEN)


def _is_of_another_transfer(flow: Flow, safeguard: Plain, tia: Plain) -> bool:
    if tia.get("countries") is not None and flow.country not in tia["countries"]:
        return True
    return tia.get("mechanism") is not None and tia["mechanism"].casefold() != safeguard["mechanism"]


def _review_day(tia: Plain) -> date | None:
    review, completed = day_of(tia, "review_on"), day_of(tia, "completed_on")
    return months_after(completed, 12) if review is None and completed is not None else review


def _r30(flow: Flow, tia: Plain, *, days_asked: bool) -> Outcome | None:
    """R30: past its review date (12 months where none is set), or triggered after it was completed.

    Without a day nobody knows its age; where R32 asks for the days of assessments, nothing more is asked.
    """
    review, completed, triggered = _review_day(tia), day_of(tia, "completed_on"), day_of(tia, "triggered_on")
    overdue = not days_asked if review is None else flow.day > review
    was_triggered = triggered is not None and triggered <= flow.day and (completed is None or triggered > completed)
    undated_trigger = triggered is None and tia.get("triggered_by") is not None
    if overdue or was_triggered or undated_trigger:
        return Outcome("R30", modified(MEDIUM, flow), STANDS)
    return None


def _r32(tia: Plain) -> Outcome | None:
    """R32: unfavourable, and no supplementary measures."""
    outcome, measures = tia.get("outcome"), tia.get("measures")
    if outcome is None or (outcome == "not_equivalent" and measures is None):
        return Outcome("R32", HIGH, OPEN)
    if outcome == "not_equivalent" and not measures:
        return Outcome("R32", CRITICAL, DEFEATS)
    return None


def _r33(flow: Flow, tia: Plain) -> Outcome | None:
    """R33: the measures cannot work; medium where a named person recorded why the law is not applied in practice."""
    outcome, measures = tia.get("outcome"), tia.get("measures")
    if outcome == "not_applied_in_practice":
        if tia.get("justified_by") is not None:
            return Outcome("R33", MEDIUM, STANDS)
        return Outcome("R33", HIGH, OPEN)
    if outcome != "not_equivalent" or not measures:
        return None
    if any(measure.get("use_case") in (6, 7) for measure in measures):
        return Outcome("R33", CRITICAL, DEFEATS)  # the importer needs the data in the clear
    working = [_works(flow, measure) for measure in measures]
    if True in working:
        return None
    return Outcome("R33", HIGH, OPEN) if None in working else Outcome("R33", CRITICAL, DEFEATS)


def _works(flow: Flow, measure: Plain) -> bool | None:
    """Tell whether a measure keeps the authorities out: contracts never do, encryption with the keys elsewhere does."""
    if measure["kind"] != "technical":
        return False
    if measure.get("use_case") in (3, 4, 5):
        return True
    keys = measure.get("keys_held_in")
    if measure.get("use_case") is None or keys is None:
        return None
    return _keys_are_safe(flow, keys)


def _keys_are_safe(flow: Flow, keys: str) -> bool:
    if keys == flow.country:
        return False  # held where the importer is
    return in_eea(keys, flow.day) or keys == HOMES.get(flow.regime) or counts_as_adequate(keys, flow.regime, flow.day)
