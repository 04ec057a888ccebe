"""R25: what is recorded as a transfer tool is none.

Duty: the list of Art. 46 is closed; an Art. 28 contract such as (EU) 2021/915, a certificate of information security, a
privacy policy or encryption alone is not on it.
Source: GDPR Art. 46, https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.safeguards import Idta, Other, Scc

RULE = Rule(
    id="R25",
    title="Not a transfer tool",
    about="tool",
    severities=("critical",),
    legal_basis=("GDPR Art. 46",),
    effect="defeats",
    mechanisms=("other", "scc", "idta"),
    regimes=EVERY_REGIME,
    undeclared=True,
    legal_basis_ch=("FADP Art. 16(2)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat what Art. 46 does not list."""
    match tool.safeguard:
        case Other():
            yield _note(tool, f"{tool.name} is recorded as the transfer tool")
        case Scc(set=name) if name is not None and not tool.hop.law.clause_set(name).transfer_tool:
            yield _note(
                tool, f"The clauses of (EU) {name}, a contract under Art. 28, are recorded as the transfer tool"
            )
        case Idta() if tool.hop.regime != "uk":
            yield _idta(tool)


def _note(tool: Tool, what: str) -> Note:
    hop = tool.hop
    return Note(
        severity="critical",
        message=f"{what} for {hop.importer} in {hop.where}; that is not on the closed list of the law.",
        remedy=f"Use a tool that is on it, such as {usual_tool(hop)}; until then stop the transfer.",
    )


def _idta(tool: Tool) -> Note:
    """An agreement for the UK regime is no fault in the record of an exporter that has both."""
    if "uk" in tool.hop.scene.exporter.regimes:
        return Note()
    return _note(tool, "The International Data Transfer Agreement, a tool of UK law, is recorded as the transfer tool")
