"""R24 to R28, R11, R56, R58 and R60: the Commission's clauses, and the ICO's agreement."""

from datetime import date

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
    claimed_here,
    day,
    day_of,
)
from tests.rules.oracle.tables import CH_CLAUSES, SETS, UK_TOOLS, in_a_member_state, module_for

NEW_SET = "2021/914"
# The days stand in uk_swiss.json: "no new contracts from 2021-09-27, reliance until 2022-12-31".
_SWISS_SIGNED_UNTIL, _SWISS_RELIED_UNTIL = date(2021, 9, 26), date(2022, 12, 31)


def clauses_rules(flow: Flow, safeguard: Plain) -> list[Outcome | None]:
    """Return what R11, R24 to R28, R56, R58 and R60 say of standard contractual clauses."""
    kind = safeguard.get("set")
    if kind is None:
        return [Outcome("R24", HIGH, OPEN), _r28(safeguard, known_only=True)]
    if not SETS[kind]["transfer_tool"]:
        return [Outcome("R25", CRITICAL, DEFEATS)]
    if kind != NEW_SET:
        old = _old_set(flow, safeguard)
        return [old, _r28(safeguard, known_only=True), None if old else _r27_old(flow, safeguard)]
    return [
        _r11(flow),
        _r26(flow, safeguard),
        _r27(flow, safeguard),
        _r28(safeguard),
        _r56(flow, safeguard),
        _r60_addendum(flow, safeguard),
    ]


def is_left_to_the_idta(flow: Flow, safeguard: Plain) -> bool:
    """Return whether clauses without the Addendum say nothing under `uk`: an IDTA is on record beside them."""
    if flow.regime != "uk" or safeguard.get("set") != NEW_SET or safeguard.get("uk_addendum") is True:
        return False
    return any(other["mechanism"] == "idta" for other in claimed_here(flow))


def required_module(flow: Flow) -> int:
    """Return the module that the roles ask for."""
    return module_for(flow.sender["role"], flow.role)


def _r11(flow: Flow) -> Outcome | None:
    """R11: the importer is itself subject to the GDPR; the 2021 clauses were not made for it."""
    if flow.importer.get("subject_to_gdpr") is True:
        return Outcome("R11", MEDIUM, STANDS)
    return None


def _old_set(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R24, and R58 under `uk`: a repealed set, and whether it may still be relied on."""
    entry = SETS[safeguard["set"]]
    signed_until, relied_until = day(entry["new_contracts_until"]), day_of(entry, "reliance_until")
    has_grace = relied_until is not None
    if flow.regime == "uk":
        legacy = UK_TOOLS["legacy_eu_scc"]
        late = _r58(flow, safeguard, day(legacy["new_contracts_until"]), day(legacy["valid_until"]))
        if late:
            return late
        if has_grace:
            signed_until, relied_until = day(legacy["new_contracts_until"]), day(legacy["valid_until"])
    if flow.regime == "ch" and has_grace:
        signed_until, relied_until = _SWISS_SIGNED_UNTIL, _SWISS_RELIED_UNTIL
    return _r24(flow, safeguard, signed_until, relied_until)


def _r24(flow: Flow, safeguard: Plain, signed_until: date, relied_until: date | None) -> Outcome | None:
    """R24: repealed and no grace is critical; signed before, unchanged and in grace is medium."""
    signed, unchanged = day_of(safeguard, "signed_on"), safeguard.get("processing_unchanged")
    if signed is not None and signed > signed_until:
        return Outcome("R24", CRITICAL, DEFEATS)
    if flow.day <= signed_until:
        return None
    if relied_until is None or flow.day > relied_until or unchanged is False:
        return Outcome("R24", CRITICAL, DEFEATS)
    if signed is None or unchanged is None:
        return Outcome("R24", HIGH, OPEN)
    return Outcome("R24", MEDIUM, STANDS)


def _r58(flow: Flow, safeguard: Plain, signed_until: date, relied_until: date) -> Outcome | None:
    """R58: old clauses on or after 2024-03-22, or made after 2022-09-21."""
    signed = day_of(safeguard, "signed_on")
    if flow.day > relied_until or (signed is not None and signed > signed_until):
        return Outcome("R58", CRITICAL, DEFEATS)
    return None


def _r27_old(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R27 for an old set: its annexes and options have other names, so only the signature is asked for."""
    signed = day_of(safeguard, "signed_on")
    if signed is None or signed > flow.day:
        return Outcome("R27", HIGH, OPEN)
    return None


def _r26(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R26: the module is not the one of the matrix; several with the right one are fine."""
    modules = safeguard.get("modules")
    if modules is None:
        return Outcome("R26", HIGH, OPEN)
    if required_module(flow) not in modules:
        between_controllers = flow.sender["role"] == "processor" and flow.role != "processor" and 1 in modules
        return Outcome("R26", HIGH, OPEN if between_controllers else DEFEATS)
    return None


def _r27(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R27: no signature or date, an empty annex, no Clause 9 period, or law outside the member states."""
    module = required_module(flow)
    signed = day_of(safeguard, "signed_on")
    complete = (
        signed is not None
        and signed <= flow.day
        and _annexes_are_there(safeguard, module)
        and _clause_9_is_there(safeguard, module)
        and _law_is_right(flow, safeguard, module)
    )
    return None if complete else Outcome("R27", HIGH, OPEN)


def _annexes_are_there(safeguard: Plain, module: int) -> bool:
    missing = safeguard.get("annexes_missing")
    if missing is None:
        return False
    needed = ["I.A", "I.B"]
    if module in (1, 2, 3):
        needed += ["I.C", "II"]
    if module in (2, 3) and (safeguard.get("clause_9") or {}).get("option") in (1, "specific"):
        needed.append("III")
    return not any(annex in missing for annex in needed)


def _clause_9_is_there(safeguard: Plain, module: int) -> bool:
    if module not in (2, 3):
        return True
    clause = safeguard.get("clause_9") or {}
    return clause.get("option") is not None and clause.get("days") is not None


def _law_is_right(flow: Flow, safeguard: Plain, module: int) -> bool:
    if flow.regime == "uk":
        return True  # the Addendum puts the law and the courts of England and Wales in their place
    law, courts = safeguard.get("governing_law"), safeguard.get("courts")
    if law is None:
        return False
    if module == 4:
        return True
    home = {"ch": "CH"}.get(flow.regime)
    if law != home and not in_a_member_state(law, flow.day):
        return False
    if flow.regime == "ch":
        return True  # the Commissioner leaves the choice of the courts free
    return courts is not None and (courts == home or in_a_member_state(courts, flow.day))


def _r28(safeguard: Plain, *, known_only: bool = False) -> Outcome | None:
    """R28: the text is changed beyond additions, or the parties are others."""
    changed, match = safeguard.get("text_changed"), safeguard.get("parties_match")
    if changed is True or match is False:
        return Outcome("R28", HIGH, DEFEATS)
    if (changed is None or match is None) and not known_only:
        return Outcome("R28", HIGH, OPEN)
    return None


def _r56(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R56: under `uk` the EU clauses are no safeguard without the Addendum, which exists from 2022-03-21."""
    if flow.regime != "uk":
        return None
    addendum = safeguard.get("uk_addendum")
    if addendum is False or flow.day < day(UK_TOOLS["uk_addendum"]["valid_from"]):
        return Outcome("R56", CRITICAL, DEFEATS)
    return Outcome("R56", HIGH, OPEN) if addendum is None else None


def _r60_addendum(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R60: under `ch` the EU clauses need the Swiss adaptations, recognised from 2021-08-27."""
    if flow.regime != "ch":
        return None
    if flow.day < day(CH_CLAUSES["valid_from"]):
        return Outcome("R24", CRITICAL, DEFEATS)  # not recognised yet
    if safeguard.get("swiss_addendum") is True:
        return None
    return Outcome("R60", HIGH, OPEN)


def idta_rules(flow: Flow, safeguard: Plain) -> list[Outcome | None]:
    """R25 outside `uk`, where the IDTA is no tool; R27 inside, where it is not signed or not yet in being."""
    if flow.regime != "uk":
        return [Outcome("R25", CRITICAL, DEFEATS)]
    signed = day_of(safeguard, "signed_on")
    if signed is None or signed > flow.day or flow.day < day(UK_TOOLS["idta"]["valid_from"]):
        return [Outcome("R27", HIGH, OPEN)]
    return [None]
