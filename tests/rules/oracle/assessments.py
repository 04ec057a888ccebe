"""R29 to R33, and R60's second half: the assessment behind a tool of Art. 46."""

from datetime import date

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


def assessment_rules(flow: Flow, safeguard: Plain, *, adequate: bool) -> list[Outcome | None]:
    """Return what R29 to R33 say of a tool; nothing where it needs no assessment."""
    if not _is_needed(flow, safeguard):
        return []
    linked = []
    for tia in safeguard.get("tias") or []:
        completed = day_of(tia, "completed_on")
        if completed is None or completed <= flow.day:
            linked.append(tia)
    if not linked:
        return [_r29(flow, safeguard, adequate=adequate)]
    fitting = [tia for tia in linked if not _is_for_something_else(flow, safeguard, tia)]
    if not fitting:
        return [_r31(flow, adequate=adequate)]
    tia = max(fitting, key=lambda one: day_of(one, "completed_on") or date.min)
    return [_r30(flow, tia), _r32(tia), _r33(flow, tia)]


def _is_needed(flow: Flow, safeguard: Plain) -> bool:
    if safeguard["mechanism"] != "scc":
        return True
    if safeguard.get("set") not in (NEW_SET, None):
        return False
    if required_module(flow) == 4 and flow.regime == "eu":
        return safeguard.get("data_combined_in_eu") is not False
    return True


def _r29(flow: Flow, safeguard: Plain, *, adequate: bool) -> Outcome:
    """R29: the tool needs an assessment and none is linked; R60 says it of clauses under `ch`. Silent if adequate."""
    rule, severity = "R29", modified(HIGH, flow)
    if flow.regime == "ch" and safeguard["mechanism"] == "scc":
        rule, severity = "R60", HIGH
    return Outcome("silent" if adequate else rule, severity, OPEN)


def _r31(flow: Flow, *, adequate: bool) -> Outcome:
    """R31: what is linked is for another country, importer, mechanism or category; severity (and silence) as R29."""
    return Outcome("silent" if adequate else "R31", modified(HIGH, flow), OPEN)


def _is_for_something_else(flow: Flow, safeguard: Plain, tia: Plain) -> bool:
    if tia.get("countries") is not None and flow.country not in tia["countries"]:
        return True
    entity, recipient = flow.importer.get("legal_name"), tia.get("recipient")
    if entity is not None and recipient is not None and recipient not in (entity, flow.importer.get("name")):
        return True
    if tia.get("mechanism") is not None and tia["mechanism"].casefold() != safeguard["mechanism"]:
        return True
    data, assessed = flow.engagement.get("data_categories"), tia.get("data_categories")
    return data is not None and assessed is not None and any(one not in assessed for one in data)


def _r30(flow: Flow, tia: Plain) -> Outcome | None:
    """R30: past its review date (12 months where none is set), or triggered after it was completed."""
    completed, review, triggered = day_of(tia, "completed_on"), day_of(tia, "review_on"), day_of(tia, "triggered_on")
    if review is None and completed is not None:
        review = months_after(completed, 12)
    overdue = completed is None or review is None or flow.day > review
    was_triggered = triggered is not None and triggered <= flow.day and (completed is None or triggered > completed)
    if overdue or was_triggered:
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
    outcome, measures = tia.get("outcome"), tia.get("measures") or []
    if outcome == "not_applied_in_practice":
        if tia.get("justified_by") is not None:
            return Outcome("R33", MEDIUM, STANDS)
        return Outcome("R33", HIGH, OPEN)  # who found so is not recorded
    if outcome != "not_equivalent" or not measures:
        return None
    working = _measures_work(flow, measures)
    if working is True:
        return None
    if working is None:
        return Outcome("R33", HIGH, OPEN)  # a fact about the measures is not recorded
    return Outcome("R33", CRITICAL, DEFEATS)


def _measures_work(flow: Flow, measures: list[Plain]) -> bool | None:
    """One working measure is enough, unless the importer needs the data in the clear (use cases 6 and 7)."""
    unknown = False
    working = False
    for measure in measures:
        case, keys = measure.get("use_case"), measure.get("keys_held_in")
        if case in (6, 7):
            return False
        if measure["kind"] != "technical":
            continue
        if case in (3, 4, 5) or (case in (1, 2) and keys is not None and _keys_are_safe(flow, keys)):
            working = True
        if case is None or (case in (1, 2) and keys is None):
            unknown = True
    if working:
        return True
    return None if unknown else False


def _keys_are_safe(flow: Flow, keys: str) -> bool:
    if keys == flow.country:
        return False  # held where the importer is
    return in_eea(keys, flow.day) or keys == HOMES.get(flow.regime) or counts_as_adequate(keys, flow.regime, flow.day)
