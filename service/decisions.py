"""Decisions and facts: which field differences wait for the notice period, and which hold from their own day.

Art. 28(2) GDPR binds what the processor decides: adding or replacing a sub-processor, moving or adding a location or a
hop of the chain, another contracting entity, more data, another purpose or role (DESIGN section 7). Everything else is
a fact and never waits.
"""

from collections.abc import Callable
from typing import Any

from service.changes import Plain


def _another(before: Any, after: Any) -> bool:  # noqa: ANN401 — field values of any type
    return bool(before != after)


def _more(before: Any, after: Any) -> bool:  # noqa: ANN401 — lists or null
    return any(item not in (before or ()) for item in after or ())


def _newly(before: Any, after: Any) -> bool:  # noqa: ANN401 — true, false or null
    return after is True and before is not True


def _new_place(before: Any, after: Any) -> bool:  # noqa: ANN401 — lists of locations or null
    if after is None:
        # An override that is dropped brings the places of the catalogue; elsewhere it is nobody knows where.
        return before is not None
    known = [_place(location) for location in before or ()]
    return any(_place(location) not in known for location in after or ())


def _place(location: Plain) -> tuple[Any, ...]:
    operator = location.get("operator") or {}
    return (
        location.get("country"),
        location.get("region"),
        location.get("activity"),
        location.get("stated"),
        operator.get("legal_name"),
        operator.get("country"),
    )


def _new_hop(before: Any, after: Any) -> bool:  # noqa: ANN401 — lists of engages items or null
    known = {hop["subprocessor"]: hop for hop in before or ()}
    for hop in after or ():
        old = known.get(hop["subprocessor"])
        if old is None or _new_place(old.get("locations"), hop.get("locations")):
            return True
    return False


_DECIDES: dict[str, Callable[[Any, Any], bool]] = {
    "legal_name": _another,
    "registration_number": _another,
    "country": _another,
    "international_organisation": _another,
    "locations": _new_place,
    "engages": _new_hop,
    "purpose": _another,
    "nature": _another,
    "services": _more,
    "role": _another,
    "own_purposes": _newly,
    "replaces": _another,
    "data_categories": _more,
    "data_subjects": _more,
    "special_categories": _newly,
    "criminal_data": _newly,
    "children": _newly,
    "vulnerable_people": _newly,
    "hr_data": _newly,
    "large_scale": _newly,
}
# Filling in what was not recorded names the entity that is already engaged; it engages no other.
_NAMES = frozenset({"legal_name", "registration_number", "country"})


def is_decision(field: str, before: Any, after: Any) -> bool:  # noqa: ANN401 — field values of any type
    """Return whether this difference of a sub-processor or an engagement waits for the notice period."""
    if field in _NAMES and before is None:
        return False
    decides = _DECIDES.get(field)
    return decides is not None and decides(before, after)


def split(before: Plain, differing: Plain) -> tuple[Plain, Plain]:
    """Split the differing fields of an existing document into (decisions, facts)."""
    decisions = {name: value for name, value in differing.items() if is_decision(name, before.get(name), value)}
    return decisions, {name: value for name, value in differing.items() if name not in decisions}
