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
    if entry.get("status") in ("active", "active_under_review"):
        return None
    return Outcome("R17", CRITICAL, DEFEATS)


def _r18(flow: Flow, entry: Plain) -> Outcome | None:
    """R18: the entry does not cover this data, or this entity; a fact that is not recorded is asked for."""
    answers = (_covers_data(flow, entry), _covers_entity(flow, entry))
    for outcome in (Outcome("R18", HIGH, DEFEATS), Outcome("R18", HIGH, OPEN), Outcome("R18", MEDIUM, STANDS)):
        if outcome.effect in answers:
            return outcome
    return None


def _covers_data(flow: Flow, entry: Plain) -> str | None:
    """An entry covers human-resources data, other data, or both; which of them is sent is no fact of the entry."""
    sent, hr, other = flow.engagement.get("hr_data"), entry.get("covers_hr"), entry.get("covers_non_hr")
    if (hr, other) == (False, False):
        return DEFEATS
    if hr is False and other is None:
        other = True
    if other is False and hr is None:
        hr = True
    if sent is None:
        return None if (hr, other) == (True, True) else STANDS if False in (hr, other) else OPEN
    return {True: None, False: DEFEATS, None: OPEN}[hr if sent else other]


def _covers_entity(flow: Flow, entry: Plain) -> str | None:
    """Without a name on the entry nobody can tell whom it covers; that the importer has no legal name is R50's to say.

    Everyone who receives at the place must be covered: each location counts (R05).
    """
    participant, affiliates = entry.get("legal_name"), entry.get("covered_entities")
    if flow.importer.get("legal_name") is None or {participant, *(affiliates or [])}.issuperset(flow.receivers):
        return None
    return OPEN if participant is None or affiliates is None else DEFEATS


def _r19(flow: Flow, entry: Plain) -> Outcome | None:
    """R19: the evidence is over 90 days old, or the certification is due within 30 days or passed."""
    checked, due = day_of(entry, "checked_on"), day_of(entry, "next_certification_on")
    if checked is not None and checked > flow.day:
        checked = None  # nobody has looked yet
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
    if joined is None:
        return Outcome(rule, HIGH, OPEN)
    return None if joined else Outcome(rule, CRITICAL, DEFEATS)
