"""R16 to R19, R57 and R59 for an entry on the Data Privacy Framework List."""

from datetime import timedelta

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
)

_STALE_AFTER = timedelta(days=90)
_DUE_WITHIN = timedelta(days=30)


def framework_rules(flow: Flow, claim: Plain) -> list[Outcome]:
    """Return all that the rules say of a claim of the framework while its decision is in force."""
    found = []
    if claim.get("in_scope") is False:
        found.append(Outcome("R16", CRITICAL, DEFEATS))
    entry = claim.get("dpf") or {}
    inactive = _r17(entry)
    if inactive:
        return [*found, inactive]
    others = (_r18(flow, entry), _r19(flow, entry), _r57_or_r59(flow, entry))
    return found + [outcome for outcome in others if outcome]


def _r17(entry: Plain) -> Outcome | None:
    """R17: no active participant on the day; no evidence of an active entry means not covered."""
    status = entry.get("status")
    if status in ("active", "active_under_review"):
        return None
    if status is None:
        return Outcome("R17", CRITICAL, DEFEATS)  # no evidence of an active entry
    return Outcome("R17", CRITICAL, DEFEATS)


def _r18(flow: Flow, entry: Plain) -> Outcome | None:
    """R18: the entry does not cover this data, or this entity."""
    effects = (_covers_data(flow, entry), _covers_entity(flow, entry))
    if DEFEATS in effects:
        return Outcome("R18", HIGH, DEFEATS)
    if OPEN in effects:
        return Outcome("R18", HIGH, OPEN)
    return None


def _covers_data(flow: Flow, entry: Plain) -> str:
    hr_data, hr, other = flow.engagement.get("hr_data"), entry.get("covers_hr"), entry.get("covers_non_hr")
    if (hr_data is True and hr is False) or (hr_data is False and other is False):
        return DEFEATS
    if hr_data is True and hr is None:
        return OPEN  # of the entry something is not recorded
    return STANDS  # an entry covers other than human-resources data unless it says otherwise


def _covers_entity(flow: Flow, entry: Plain) -> str:
    entity, participant, affiliates = (
        flow.importer.get("legal_name"),
        entry.get("legal_name"),
        entry.get("covered_entities"),
    )
    if entity is None or entity == participant or entity in (affiliates or []):
        return STANDS  # that the legal name is missing is R50's to say
    if participant is None:
        return STANDS  # whose entry it is, is asked for, and not held against it
    if affiliates is None:
        return OPEN
    return DEFEATS


def _r19(flow: Flow, entry: Plain) -> Outcome | None:
    """R19: the evidence is over 90 days old, or the certification is due within 30 days or passed."""
    checked, due = day_of(entry, "checked_on"), day_of(entry, "next_certification_on")
    if due is not None and due < flow.day and (checked is None or checked <= due):
        return Outcome("R19", HIGH, STANDS)
    if due is None or due - flow.day <= _DUE_WITHIN:
        return Outcome("R19", MEDIUM, STANDS)
    if checked is None or flow.day - checked > _STALE_AFTER:
        return Outcome("R19", MEDIUM, STANDS)
    return None


def _r57_or_r59(flow: Flow, entry: Plain) -> Outcome | None:
    """R57, R59: the entry lacks the UK Extension, or the Swiss certification."""
    if flow.regime == "eu":
        return None
    rule, field = ("R57", "uk_extension") if flow.regime == "uk" else ("R59", "swiss")
    joined = entry.get(field)
    if joined is True:
        return None
    return Outcome(rule, HIGH, OPEN) if joined is None else Outcome(rule, CRITICAL, DEFEATS)
