"""R24: the clauses are not in force on the day.

Duty: the sets before 2021 are repealed; contracts on them that were made before 2021-09-27 and did not change could be
relied on until 2022-12-27 under the GDPR. The UK and Switzerland set days of their own.
Source: (EU) 2021/914 Art. 4, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; DPA 2018 s. 119A; FDPIC paper of
2021-08-27.
"""

from collections.abc import Iterator
from datetime import date

from service.law import ClauseSet
from service.rules.clauses import agreement_stands, is_current, usual_tool
from service.rules.old_clauses import OldSet, contract, old_set
from service.rules.rule import EVERY_REGIME, Effect, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import not_recorded
from service.safeguards import Idta, Scc
from service.transfers import Severity

RULE = Rule(
    id="R24",
    title="Clauses not in force",
    about="tool",
    severities=("critical", "high", "medium"),
    legal_basis=("GDPR Art. 46(2)(c)", f"{CLAUSES_2021_914}, Art. 4"),
    effect="defeats",
    mechanisms=("scc", "idta"),
    regimes=EVERY_REGIME,
    undeclared=True,
    legal_basis_uk=("UK GDPR Art. 46(2)(d)", "DPA 2018 s. 119A"),
    legal_basis_ch=("FADP Art. 16(2)(d)", FDPIC_2021),
)
_MODULE = " in the module that fits the roles"
_OTHER = "Rest the transfer on a tool that is in force on the day."


def check(tool: Tool) -> Iterator[Note]:
    """Defeat clauses that are repealed, fallen or not yet usable; a contract in grace stands with a finding."""
    if isinstance(tool.safeguard, Idta) and tool.hop.regime == "uk":
        yield from _agreement(tool)
    if not isinstance(tool.safeguard, Scc):
        return
    scc, law, on = tool.safeguard, tool.hop.law, tool.hop.on
    if scc.set is None:
        what = "of which set they are is not recorded"
        remedy = f"Record the set, or sign {usual_tool(tool.hop, _MODULE)}."
        yield _note(tool, "high", (what, remedy), effect="open", unknown=("safeguards.set",))
        return
    found = law.clause_set(scc.set)
    if not found.transfer_tool:
        return
    begins = _usable_from(found, tool)
    if law.set_has_fallen(found):
        yield _note(tool, "critical", (f"{found.id} is taken as fallen in this scenario", _OTHER), found=found)
    elif tool.hop.regime == "ch" and is_current(scc) and law.set_has_fallen(law.national["ch", "eu_scc_swiss"]):
        what = f"the recognition of {found.id} in Switzerland is taken as fallen in this scenario"
        yield _note(tool, "critical", (what, _OTHER), found=found)
    elif begins is not None and on < begins:
        yield _note(tool, "critical", (f"{found.id} is usable from {begins} only", _OTHER), found=found)
    elif (old := old_set(tool)) is not None:
        yield from _repealed(tool, scc, old)


def _usable_from(found: ClauseSet, tool: Tool) -> date | None:
    """Return the first day of a set; in Switzerland the new one counts from its recognition."""
    if tool.hop.regime == "ch" and isinstance(tool.safeguard, Scc) and is_current(tool.safeguard):
        return tool.hop.law.national["ch", "eu_scc_swiss"].valid_from
    return found.usable_from


def _agreement(tool: Tool) -> Iterator[Note]:
    hop = tool.hop
    begins = hop.law.national["uk", "idta"].valid_from
    wrong = None if begins is None or begins <= hop.on else f"usable from {begins} only"
    wrong = wrong if agreement_stands(hop.law) else "taken as fallen in this scenario"
    if wrong is not None:
        yield Note(
            severity="critical",
            message=f"{tool.name} is recorded with {hop.importer} for {hop.where}; it is {wrong}.",
            remedy=_OTHER,
        )


def _repealed(tool: Tool, scc: Scc, old: OldSet) -> Iterator[Note]:
    found, hop = old.found, tool.hop
    ended = f"{found.id} was repealed on {found.repealed}"
    if old.graced and hop.regime != "eu":
        ended = f"no contract on {found.id} could be made from {old.ended} on under the rules of this exporter"
    if old.carries_nothing(hop.on):
        if hop.regime == "uk" and old.graced:
            return  # R58 says so, with the days of the UK.
        what = f"{ended}, and these{contract(scc)} carry nothing since {old.since}"
        remedy = f"Sign {usual_tool(hop, _MODULE)}; until then stop the transfer."
        yield _note(tool, "critical", (what, remedy), since=old.since, found=found)
        return
    grace = f"{ended}; a contract made before and unchanged carries the transfer until {old.reliance_until}"
    facts = {"safeguards.signed_on": scc.signed_on, "safeguards.processing_unchanged": scc.processing_unchanged}
    unknown = tuple(name for name, fact in facts.items() if fact is None)
    remedy = f"Sign {usual_tool(hop, _MODULE)} before that day is over."
    if unknown:
        grace, remedy = f"{grace}; {not_recorded(unknown)}", f"Look it up in the contract and record it. {remedy}"
    severity: Severity = "high" if scc.signed_on is None else "medium"
    effect: Effect = "open" if unknown else "stands"
    yield _note(tool, severity, (grace, remedy), effect=effect, unknown=unknown, since=old.ended, found=found)


def _note(
    tool: Tool,
    severity: Severity,
    said: tuple[str, str],
    *,
    effect: Effect = "defeats",
    unknown: tuple[str, ...] = (),
    since: date | None = None,
    found: ClauseSet | None = None,
) -> Note:
    hop, (what, remedy) = tool.hop, said
    return Note(
        effect=effect,
        severity=severity,
        message=f"Standard contractual clauses are recorded with {hop.importer} for {hop.where}: {what}.",
        remedy=remedy,
        since=since,
        unknown=unknown,
        confidence="verified" if found is None else found.confidence,
        legal_basis=() if found is None else (found.cited,),
    )
