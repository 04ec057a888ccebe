"""Whether supplementary measures keep the authorities of a destination from the data (EDPB Recommendations 01/2020)."""

from collections.abc import Iterable

from service.rules.hops import Hop, is_near
from service.safeguards import Measure

# Use cases of Annex 2: where the key decides, which need no key, and for which no measure was found.
KEY_DECIDES = (1, 2)
_WORKS = (3, 4, 5)
_IN_THE_CLEAR = (6, 7)


def work(measures: Iterable[Measure], hop: Hop) -> bool | None:
    """Tell whether one of them works, and none needs the data in the clear; null where what decides is not recorded."""
    found = tuple(measures)
    if any(measure.use_case in _IN_THE_CLEAR for measure in found):
        return False
    judged = {works(measure, hop) for measure in found}
    return True if True in judged else None if None in judged else False


def works(measure: Measure, hop: Hop) -> bool | None:
    """Tell whether a measure can stop access by authorities; null where what decides is not recorded."""
    if measure.kind != "technical":
        return False
    if measure.use_case is None:
        return None
    if measure.use_case in KEY_DECIDES:
        return None if measure.keys_held_in is None else _is_safe(measure.keys_held_in, hop)
    return measure.use_case in _WORKS


def _is_safe(country: str, hop: Hop) -> bool:
    """Tell whether keys in this country are out of reach: in the EEA or where a decision holds, not at the hop."""
    law, on = hop.law, hop.on
    if country == hop.country:
        return False
    if is_near(hop.scene, country, hop.regime):
        return True
    decisions = law.decisions_about(country, regime=hop.regime)
    return any(law.in_force(d, on) and law.scope(d).unknown_result == "in_scope" for d in decisions)
