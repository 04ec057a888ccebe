"""R16: the adequacy decision does not cover this recipient or this purpose.

Duty: a decision carries what lies within its Art. 1, such as recipients under one act or purposes it does not exclude.
Source: GDPR Art. 45(3), https://eur-lex.europa.eu/eli/reg/2016/679/oj, and Art. 1 of each decision.
"""

from collections.abc import Iterator
from datetime import timedelta

from service.law import AnyDecision, Scope
from service.law.records import ScopeResult
from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import FRAMEWORK, Tool
from service.safeguards import Adequacy

RULE = Rule(
    id="R16",
    title="Scope of the adequacy decision",
    about="tool",
    severities=("critical", "high", "info"),
    legal_basis=("GDPR Art. 45(3)",),
    effect="stands",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A",),
    legal_basis_ch=("FADP Art. 16(1)",),
)
_YEAR = timedelta(days=365)


def check(tool: Tool) -> Iterator[Note]:
    """Test the scope of a decision in force: known out defeats it, missing facts leave it open or are assumed."""
    hop, decision = tool.hop, tool.fitting
    if decision is None or not hop.law.in_force(decision, hop.on):
        return
    scope = hop.law.scope(decision)
    judged = _judged(tool, scope, decision)
    if judged == "out_of_scope":
        yield _out(tool, scope, decision)
    elif judged == "undetermined":
        yield _open(tool, scope, decision)
    elif judged == "assumed":
        yield _assumed(tool, scope, decision)
    if judged in ("in_scope", "assumed") and _is_new_for_efta(tool, decision):
        yield _incorporation(tool, decision)


def _judged(tool: Tool, scope: Scope, decision: AnyDecision) -> ScopeResult | str:
    own = _recorded(tool)
    recorded = tool.elsewhere if own is None else own
    if scope.fail_result is None or recorded is True:
        return "in_scope"
    if recorded is False:
        return scope.fail_result
    if decision.scope_code in FRAMEWORK:
        return "in_scope"
    document = tool.hop.subprocessor
    if document is not None and document.public_authority and scope.public_authority_result is not None:
        return scope.public_authority_result
    named = _is_named(tool, decision)
    result = (scope.claimed_result if named else None) or scope.unknown_result
    return "assumed" if result == "in_scope" else result


def _recorded(tool: Tool) -> bool | None:
    return tool.safeguard.in_scope if isinstance(tool.safeguard, Adequacy) else None


def _is_named(tool: Tool, decision: AnyDecision) -> bool:
    """Tell whether the words of a claim are a name of this decision; other words say nothing of its scope."""
    words = tool.safeguard.decision if isinstance(tool.safeguard, Adequacy) else None
    return words is not None and decision in tool.hop.law.decisions_named(words, tool.hop.regime)


def _out(tool: Tool, scope: Scope, decision: AnyDecision) -> Note:
    if not tool.claimed or (_recorded(tool) is None and tool.elsewhere is False):
        return Note(effect="defeats")  # Where another claim of the decision says so, it is told of that one.
    hop = tool.hop
    return Note(
        effect="defeats",
        severity="critical",
        message=f"{hop.importer} in {hop.where} is outside {decision.decision}, which asks for: {scope.test}.",
        remedy=f"Rest the transfer on another tool, such as {usual_tool(hop)}; until then stop it.",
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )


def _open(tool: Tool, scope: Scope, decision: AnyDecision) -> Note:
    if not tool.claimed:
        return Note(effect="open")
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=f"Whether {hop.importer} in {hop.where} is inside {decision.decision} is not recorded: {scope.test}.",
        remedy="Find out and record `in_scope`, or sign another tool.",
        unknown=("safeguards.in_scope",),
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )


def _assumed(tool: Tool, scope: Scope, decision: AnyDecision) -> Note:
    named = _is_named(tool, decision)
    why = (scope.claimed_reason if named else None) or scope.unknown_reason
    if why is None:
        return Note()
    hop = tool.hop
    return Note(
        severity="info",
        message=f"{hop.importer} in {hop.where} is taken to be inside {decision.decision} ({scope.test}): {why}.",
        remedy="Record `in_scope` on a claim of adequacy once somebody has looked.",
        unknown=("safeguards.in_scope",),
        confidence=decision.confidence,
        legal_basis=(decision.cited,),
    )


def _is_new_for_efta(tool: Tool, decision: AnyDecision) -> bool:
    """Tell whether an exporter in IS, LI or NO relies on a decision so new that the EEA may not have taken it over."""
    hop = tool.hop
    country = hop.member.sender.country
    if hop.regime != "eu":
        return False
    efta = country is not None and hop.law.standing(country, hop.on).status == "eea_efta"
    return efta and hop.on < decision.valid_from + _YEAR


def _incorporation(tool: Tool, decision: AnyDecision) -> Note:
    return Note(
        severity="info",
        message=(
            f"{decision.decision} is under a year old: the EEA-EFTA states apply a new decision by default while its "
            "incorporation into the EEA Agreement is pending."
        ),
        remedy="Look up whether the Joint Committee has taken the decision over.",
        confidence="general",
        legal_basis=(decision.cited,),
    )
