"""R34: the binding corporate rules are not approved on the day.

Duty: binding corporate rules carry a transfer once an authority of the EEA has approved them, and while it has.
Source: GDPR Art. 47(1), 46(5), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.clauses import usual_tool
from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import not_recorded
from service.safeguards import Bcr, Regime

RULE = Rule(
    id="R34",
    title="Binding corporate rules not approved",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 46(2)(b)", "GDPR Art. 46(5)", "GDPR Art. 47(1)"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(b)", "UK GDPR Art. 47"),
    legal_basis_ch=("FADP Art. 16(2)(e)",),
    effect="defeats",
    mechanisms=("bcr",),
    undeclared=True,
)
# Whose approval counts: Switzerland also takes that of an authority of a state on its list.
_APPROVED: dict[Regime, tuple[Regime, ...]] = {"eu": ("eu",), "uk": ("uk",), "ch": ("ch", "eu", "uk")}
_AREA = {"eu": "the EEA", "uk": "the United Kingdom", "ch": "Switzerland"}
_REGISTER = {"eu": "the register of the EDPB", "uk": "the register of the ICO", "ch": "the approval of the FDPIC"}


def check(tool: Tool) -> Iterator[Note]:
    """Defeat rules without an approval of the EEA on the day; what is not recorded leaves them open."""
    rules, hop = tool.safeguard, tool.hop
    if not isinstance(rules, Bcr):
        return
    if wrong := _wrong(rules, hop):
        yield Note(
            severity="critical",
            message=f"The binding corporate rules recorded for {hop.importer} in {hop.where} {wrong}.",
            remedy=f"Use another tool, such as {usual_tool(hop)}, until they are approved; until then stop.",
            since=rules.withdrawn_on if _withdrawn(rules, hop.on) else None,
        )
        return
    facts = {
        "status": rules.status,
        "approved_on": rules.approved_on,
        "approved_under": rules.approved_under,
    }
    unknown = tuple(name for name, fact in facts.items() if fact is None)
    if unknown:
        yield Note(
            effect="open",
            severity="high",
            message=(
                f"Whether the binding corporate rules for {hop.importer} in {hop.where} are approved in "
                f"{_AREA[hop.regime]} cannot be told; {not_recorded(unknown)}."
            ),
            remedy=f"Look them up in {_REGISTER[hop.regime]} and record status, day and authority of the approval.",
            unknown=tuple(f"safeguards.{name}" for name in unknown),
        )


def _wrong(rules: Bcr, hop: Hop) -> str | None:
    on = hop.on
    if _withdrawn(rules, on):
        return f"were withdrawn{f' on {rules.withdrawn_on}' if rules.withdrawn_on else ''}"
    if rules.status in ("none", "pending"):
        return "have no approval" if rules.status == "none" else "are waiting for their approval"
    if rules.approved_on is not None and rules.approved_on > on:
        return f"are approved from {rules.approved_on} only"
    if rules.approved_under is not None and not set(_APPROVED[hop.regime]) & set(rules.approved_under):
        return f"are not approved by an authority of {_AREA[hop.regime]}"
    return None


def _withdrawn(rules: Bcr, on: date) -> bool:
    if rules.withdrawn_on is not None:
        return rules.withdrawn_on <= on
    return rules.status == "withdrawn"
