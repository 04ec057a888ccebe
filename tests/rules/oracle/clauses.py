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
from tests.rules.oracle.tables import CH_CLAUSES, SETS, UK_TOOLS, asks_for_a_person, in_a_member_state, module_for

NEW_SET = "2021/914"
# The days stand in uk_swiss.json: "no new contracts from 2021-09-27, reliance until 2022-12-31".
_SWISS_SIGNED_UNTIL, _SWISS_RELIED_UNTIL = date(2021, 9, 26), date(2022, 12, 31)


def clauses_rules(flow: Flow, safeguard: Plain) -> list[Outcome | None]:
    """Return what R11, R24 to R28, R56, R58 and R60 say of standard contractual clauses."""
    kind = safeguard.get("set")
    if kind is None:
        return [Outcome("R24", HIGH, OPEN), _r28(safeguard, known_only=True)]
    if not SETS[kind]["transfer_tool"]:
        return [Outcome("R25", CRITICAL, DEFEATS), _r28(safeguard, known_only=True)]
    if kind != NEW_SET:
        old = _old_set(flow, safeguard)
        unsigned = None if old else _r27_old(flow, safeguard)
        over = old is not None and old.effect == DEFEATS
        return [_too_early(flow, safeguard), old, _r28(safeguard, known_only=over), unsigned]
    return [
        _too_early(flow, safeguard),
        _r11(flow),
        *_r26(flow, safeguard),
        _r27(flow, safeguard),
        _r28(safeguard),
        _r56(flow, safeguard),
        _r60_addendum(flow, safeguard),
    ]


def _too_early(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R24: a set before its first day, which in Switzerland is that of its recognition; the IDTA before its own."""
    if safeguard["mechanism"] == "idta":
        first = UK_TOOLS["idta"]["valid_from"]
    elif flow.regime == "ch" and safeguard["set"] == NEW_SET:
        first = CH_CLAUSES["valid_from"]
    else:
        first = SETS[safeguard["set"]]["usable_from"]
    return Outcome("R24", CRITICAL, DEFEATS) if flow.day < day(first) else None


def required_module(flow: Flow) -> int:
    """Return the module that the roles ask for."""
    return module_for(flow.sender["role"], flow.role)


def _r11(flow: Flow) -> Outcome | None:
    """R11: the importer is itself subject to the GDPR; the 2021 clauses were not made for it."""
    if flow.regime == "eu" and flow.importer.get("subject_to_gdpr") is True:
        return Outcome("R11", MEDIUM, STANDS)
    return None


def _old_set(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R24, and R58 under `uk`: a repealed set, and whether it may still be relied on."""
    entry = SETS[safeguard["set"]]
    signed_until, relied_until = day(entry["new_contracts_until"]), day_of(entry, "reliance_until")
    rule = "R24"
    if relied_until is not None and flow.regime == "uk":  # the set of 2002 had no grace anywhere
        legacy = UK_TOOLS["legacy_eu_scc"]
        signed_until, relied_until = day(legacy["new_contracts_until"]), day(legacy["valid_until"])
        rule = "R58"
    if relied_until is not None and flow.regime == "ch":
        signed_until, relied_until = _SWISS_SIGNED_UNTIL, _SWISS_RELIED_UNTIL
    return _repealed(flow, safeguard, signed_until, relied_until, rule)


def _repealed(flow: Flow, safeguard: Plain, signed_until: date, relied_until: date | None, rule: str) -> Outcome | None:
    """R24: repealed and no grace is critical; signed before, unchanged and in grace is medium."""
    signed, unchanged = day_of(safeguard, "signed_on"), safeguard.get("processing_unchanged")
    if signed is not None and signed > signed_until:
        return Outcome(rule, CRITICAL, DEFEATS)  # on any day: no contract of that day could be made
    if flow.day <= signed_until:
        return None
    if relied_until is None or flow.day > relied_until or unchanged is False:
        return Outcome(rule, CRITICAL, DEFEATS)
    if signed is None:
        return Outcome("R24", HIGH, OPEN)
    return Outcome("R24", MEDIUM, OPEN if unchanged is None else STANDS)


def _r27_old(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R27 for an old set: its annexes and options have other names, so only the signature is asked for."""
    signed = day_of(safeguard, "signed_on")
    if signed is None or signed > flow.day:
        return Outcome("R27", HIGH, OPEN)
    return None


def _r26(flow: Flow, safeguard: Plain) -> list[Outcome]:
    """R26: the module is not the one of the matrix; several with the right one are fine.

    Where the matrix itself asks for a person (a processor that sends to a controller, unless it is its own), module 1
    may be the right one.
    """
    modules, required = safeguard.get("modules"), required_module(flow)
    in_doubt = not flow.returns and asks_for_a_person(flow.sender["role"], flow.role)
    if modules is None:
        return [Outcome("R26", HIGH, OPEN)]
    if required in modules:
        return [Outcome("R26", MEDIUM, STANDS)] if in_doubt else []
    return [Outcome("R26", HIGH, OPEN if in_doubt and 1 in modules else DEFEATS)]


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
        return True  # the Addendum puts the law and the courts of England and Wales in the place of what is written
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
    return courts is not None and in_a_member_state(courts, flow.day)


def _r28(safeguard: Plain, *, known_only: bool = False) -> Outcome | None:
    """R28: the text is changed beyond additions, or the parties are others."""
    changed, match = safeguard.get("text_changed"), safeguard.get("parties_match")
    if changed is True or match is False:
        return Outcome("R28", HIGH, DEFEATS)
    if (changed is None or match is None) and not known_only:
        return Outcome("R28", HIGH, OPEN)
    return None


def _r56(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R56: under `uk` the EU clauses are no safeguard without the Addendum, which exists from 2022-03-21.

    Beside an IDTA that is no fault, though the clauses carry nothing all the same.
    """
    if flow.regime != "uk":
        return None
    addendum = safeguard.get("uk_addendum")
    if addendum is False and any(other["mechanism"] == "idta" for other in claimed_here(flow)):
        return Outcome("silent", CRITICAL, DEFEATS)
    if addendum is False or flow.day < day(UK_TOOLS["uk_addendum"]["valid_from"]):
        return Outcome("R56", CRITICAL, DEFEATS)
    return Outcome("R56", HIGH, OPEN) if addendum is None else None


def _r60_addendum(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R60: under `ch` the EU clauses need the Swiss adaptations."""
    if flow.regime != "ch" or safeguard.get("swiss_addendum") is True:
        return None
    return Outcome("R60", HIGH, OPEN)


def idta_rules(flow: Flow, safeguard: Plain) -> list[Outcome | None]:
    """R25 outside `uk`, where the IDTA is no tool (no fault where it is there for `uk`); R24 and R27 inside."""
    if flow.regime != "uk":
        return [Outcome("silent" if "uk" in flow.regimes else "R25", CRITICAL, DEFEATS)]
    signed = day_of(safeguard, "signed_on")
    unsigned = signed is None or signed > flow.day
    return [_too_early(flow, safeguard), Outcome("R27", HIGH, OPEN) if unsigned else None]
