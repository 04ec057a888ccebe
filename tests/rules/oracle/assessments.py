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
    fitting = [tia for tia in linked if not _is_for_something_else(flow, safeguard, tia)]
    if not fitting:
        return [Outcome("R31", modified(HIGH, flow), OPEN)]
    tia = max(fitting, key=lambda one: day_of(one, "completed_on") or date.min)
    return [_r30(flow, tia), _r32(tia), _r33(flow, tia)]


def _is_needed(flow: Flow, safeguard: Plain) -> bool:
    """Tell whether the tool needs an assessment, or may need one: clauses of a set that is not recorded may."""
    if safeguard["mechanism"] != "scc":
        return True
    if safeguard.get("set") not in (NEW_SET, None):
        return False
    if flow.regime == "eu" and required_module(flow) == 4:  # the UK and Switzerland ask for one with every tool
        return safeguard.get("data_combined_in_eu") is not False
    return True


def _r29(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R29: the tool needs an assessment and none is linked; under `ch` R60 says it of clauses, with the adaptations."""
    if flow.regime == "ch" and safeguard["mechanism"] == "scc":
        return Outcome("R60", HIGH, OPEN) if safeguard.get("set") == NEW_SET else None
    return Outcome("R29", modified(HIGH, flow), OPEN)


def _is_for_something_else(flow: Flow, safeguard: Plain, tia: Plain) -> bool:
    if tia.get("countries") is not None and flow.country not in tia["countries"]:
        return True
    entity, recipient = flow.importer.get("legal_name"), tia.get("recipient")
    ours = (None, entity, flow.importer.get("name"), flow.recipient)
    if entity is not None and recipient not in ours:
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
    overdue = review is None or flow.day > review
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
