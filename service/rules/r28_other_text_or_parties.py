"""R28: the clauses were changed, or bind other parties.

Duty: the clauses carry a transfer only in the Commission's own words and between this exporter and this importer;
changed clauses need an authorisation (Art. 46(3)(a)).
Source: (EU) 2021/914 Clause 2, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; GDPR Art. 46(3)(a).
"""

from collections.abc import Iterator

from service.rules.clauses import CURRENT, clauses_stand, usual_tool
from service.rules.hops import Hop
from service.rules.old_clauses import old_set
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded
from service.safeguards import Scc

RULE = Rule(
    id="R28",
    title="Clauses changed or between other parties",
    about="tool",
    severities=("high",),
    legal_basis=("GDPR Art. 46(2)(c)", "GDPR Art. 46(3)(a)", f"{CLAUSES_2021_914}, Clause 2"),
    effect="defeats",
    mechanisms=("scc",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(d)", f"{CLAUSES_2021_914}, Clause 2", "UK Addendum B1.0"),
    legal_basis_ch=("FADP Art. 16(2)(d)", f"{CLAUSES_2021_914}, Clause 2", FDPIC_2021),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat changed clauses and clauses of other parties; what is not recorded leaves clauses open that may carry."""
    scc, hop = tool.safeguard, tool.hop
    if not isinstance(scc, Scc):
        return
    wrong = []
    if scc.text_changed is True:
        wrong.append("their text was changed")
    if scc.parties_match is False:
        wrong.append(f"they are not between {hop.member.sender.name or 'the exporter'} and {hop.importer}")
    if wrong:
        yield Note(
            severity="high",
            message=f"Of the clauses recorded for {hop.where}: {listed(wrong)}.",
            remedy=_remedy(hop, scc),
        )
        return
    facts = {"text_changed": scc.text_changed, "parties_match": scc.parties_match}
    unknown = tuple(name for name, fact in facts.items() if fact is None)
    if unknown and _may_carry(tool, scc):
        yield Note(
            effect="open",
            severity="high",
            message=f"Of the clauses with {hop.importer} for {hop.where} {not_recorded(unknown)}.",
            remedy="Compare the contract with the published text and its parties with this transfer, and record both.",
            unknown=tuple(f"safeguards.{name}" for name in unknown),
        )


def _remedy(hop: Hop, scc: Scc) -> str:
    """Advise the same clauses where they can still be signed."""
    if scc.set in (None, CURRENT) and clauses_stand(hop):
        return f"Sign the clauses as published, with {hop.importer} itself; it may accede by the docking clause."
    return f"Sign {usual_tool(hop)} with {hop.importer} itself; until then stop the transfer."


def _may_carry(tool: Tool, scc: Scc) -> bool:
    """Tell whether clauses of their set may be relied on; where not, R24, R25 or R58 says so and that is enough."""
    if scc.set is None or not tool.hop.law.clause_set(scc.set).transfer_tool:
        return False
    old = old_set(tool)
    return old is None or not old.carries_nothing(tool.hop.on)
