"""R24: the clauses are not in force on the day.

Duty: the sets before 2021 are repealed; contracts on them that were made before 2021-09-27 and did not change could be
relied on until 2022-12-27.
Source: (EU) 2021/914 Art. 4, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.law import ClauseSet
from service.rules.rule import Effect, Note, Rule
from service.rules.sources import CLAUSES_2021_914
from service.rules.tools import Tool
from service.safeguards import Scc
from service.transfers import Severity

RULE = Rule(
    id="R24",
    title="Clauses not in force",
    about="tool",
    legal_basis=("GDPR Art. 46(2)(c)", f"{CLAUSES_2021_914}, Art. 4"),
    effect="defeats",
    mechanisms=("scc",),
    undeclared=True,
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat clauses that are repealed, fallen or not yet usable; a contract in grace stands with a finding."""
    scc, law, on = tool.safeguard, tool.hop.law, tool.hop.on
    if not isinstance(scc, Scc):
        return
    if scc.set is None:
        yield _note(tool, "high", "of which set they are is not recorded", effect="open", unknown=("safeguards.set",))
        return
    found = law.clause_set(scc.set)
    if not found.transfer_tool:
        return
    if law.set_has_fallen(found):
        yield _note(tool, "critical", f"{found.id} is taken as fallen in this scenario", found=found)
    elif found.usable_from is not None and on < found.usable_from:
        yield _note(tool, "critical", f"{found.id} is usable from {found.usable_from} only", found=found)
    elif found.repealed is not None and found.repealed <= on:
        yield _repealed(tool, scc, found, found.repealed)


def _repealed(tool: Tool, scc: Scc, found: ClauseSet, repealed: date) -> Note:
    since = _first_day_without(scc, found, repealed)
    ended = f"{found.id} was repealed on {repealed}"
    if since is not None and since <= tool.hop.on:
        signed = f"these, signed on {scc.signed_on}," if scc.signed_on else "these"
        return _note(tool, "critical", f"{ended}, and {signed} carry nothing since {since}", since=since, found=found)
    grace = f"{ended}; a contract made before and unchanged carries the transfer until {found.reliance_until}"
    facts = {"safeguards.signed_on": scc.signed_on, "safeguards.processing_unchanged": scc.processing_unchanged}
    unknown = tuple(name for name, fact in facts.items() if fact is None)
    severity: Severity = "high" if scc.signed_on is None else "medium"
    effect: Effect = "open" if unknown else "stands"
    return _note(tool, severity, grace, effect=effect, unknown=unknown, since=repealed, found=found)


def _first_day_without(scc: Scc, found: ClauseSet, repealed: date) -> date | None:
    """Return the first day on which this contract carries nothing; null while that hangs on what is not recorded."""
    if found.reliance_until is None or scc.processing_unchanged is False:
        return repealed
    if scc.signed_on is not None and scc.signed_on >= repealed:
        return scc.signed_on
    return found.reliance_until + timedelta(days=1)


def _note(
    tool: Tool,
    severity: Severity,
    what: str,
    *,
    effect: Effect = "defeats",
    unknown: tuple[str, ...] = (),
    since: date | None = None,
    found: ClauseSet | None = None,
) -> Note:
    hop = tool.hop
    return Note(
        effect=effect,
        severity=severity,
        message=f"Standard contractual clauses are recorded with {hop.importer} for {hop.where}: {what}.",
        remedy="Record set and signature, or sign the clauses of (EU) 2021/914 in the module that fits the roles.",
        since=since,
        unknown=unknown,
        confidence="verified" if found is None else found.confidence,
        legal_basis=() if found is None else (found.cited,),
    )
