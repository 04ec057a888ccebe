"""Section D of the rules: Art. 49."""

from tests.rules.oracle.flows import CRITICAL, DEFEATS, HIGH, OPEN, Flow, Outcome, Plain, day_of
from tests.rules.oracle.tables import GROUNDS


def derogation_rules(flow: Flow, safeguard: Plain, *, another_holds: bool) -> list[Outcome | None]:
    """Return what R38 to R41 say of a derogation."""
    return [
        _r38(flow, safeguard, another_holds=another_holds),
        _r39(flow, safeguard),
        _r40(flow, safeguard),
        _r41(flow, safeguard),
    ]


def _is_standing(flow: Flow) -> bool | None:
    frequency = flow.engagement.get("frequency")
    if frequency in ("continuous", "recurring"):
        return True
    if flow.role == "processor":
        return frequency != "one_off"
    return None if frequency is None else False


def _r38(flow: Flow, safeguard: Plain, *, another_holds: bool) -> Outcome | None:
    """R38: a standing transfer whose only mechanism is Art. 49 (R39 says it of consent)."""
    standing = _is_standing(flow)
    if standing is False or safeguard.get("ground") == "consent":
        return None
    rule = "silent" if another_holds else "R38"
    if standing is None:
        return Outcome(rule, HIGH, OPEN)
    return Outcome(rule, CRITICAL, DEFEATS)


def _r39(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R39: consent for a standing transfer, or consent that is not explicit, not specific or not informed."""
    if safeguard.get("ground") != "consent":
        return None
    standing = _is_standing(flow)
    if standing is True:
        return Outcome("R39", CRITICAL, DEFEATS)  # however it was given
    consent = safeguard.get("consent") or {}
    facts = [consent.get("explicit"), consent.get("specific"), consent.get("risks_told")]
    if False in facts:
        return Outcome("R39", HIGH, DEFEATS)
    if None in facts or standing is None:
        return Outcome("R39", HIGH, OPEN)
    return None


def _r40(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R40: necessity or limits ignored; critical where Art. 49(3) bars the ground to a public authority."""
    ground = safeguard.get("ground")
    standing = _is_standing(flow)
    if ground is None:
        return None if standing else Outcome("R40", HIGH, OPEN)
    entry = GROUNDS[ground]
    facts: list[bool | None] = []
    if not entry["public_authority_may_use"]:
        halves = (flow.sender["public_authority"], safeguard.get("public_powers"))
        if halves == (True, True):
            return Outcome("R40", CRITICAL, DEFEATS)
        facts.append(None if None in halves and False not in halves else True)
    if entry["necessity_test"]:
        facts.append(safeguard.get("necessity"))
    if ground == "public_register":
        whole = safeguard.get("whole_register")
        facts.append(None if whole is None else not whole)
    if ground == "public_interest":
        facts.append(None if safeguard.get("interest_recognised_in") is None else True)
    if False in facts:
        return Outcome("R40", HIGH, DEFEATS)
    if standing:
        return None  # no ground carries it, so nothing more is asked of this one
    return Outcome("R40", HIGH, OPEN) if None in facts else None


def _r41(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R41: compelling interests that concern many, or lack notice, safeguards or the record; R38 says how often.

    The FADP does not name the ground: under `ch` it is open.
    """
    if safeguard.get("ground") != "compelling_interests" or _is_standing(flow):
        return None
    if flow.regime == "ch":
        return Outcome("R41", HIGH, OPEN)
    facts: list[bool | None] = [safeguard.get("safeguards_provided")]
    for field in ("authority_informed_on", "subjects_informed_on"):
        informed = day_of(safeguard, field)
        facts += [None if informed is None else informed <= flow.day]
    for field in ("record_reference", "people_count"):
        facts += [None if safeguard.get(field) is None else True]
    many = flow.engagement.get("large_scale")  # no law says how many people are many
    facts.append(True if flow.returns else None if many is None else not many)
    if False in facts:
        return Outcome("R41", HIGH, DEFEATS)
    return Outcome("R41", HIGH, OPEN) if None in facts else None
