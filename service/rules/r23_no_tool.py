"""R23: nothing carries the transfer.

Duty: data may go to a third country only on an adequacy decision, a safeguard of Art. 46 or a derogation of Art. 49.
Source: GDPR Art. 44, 46(1), 83(5)(c), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.hops import Hop
from service.rules.outcomes import Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed, usual_tool

RULE = Rule(
    id="R23",
    title="No transfer tool",
    about="hop",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 44", "GDPR Art. 46(1)", "GDPR Art. 83(5)(c)"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", "UK GDPR Art. 46(1A)", "UK GDPR Art. 83(5)(c)"),
    legal_basis_ch=("FADP Art. 16(1), (2)", "FADP Art. 61(a)"),
)


def check(outcome: Outcome) -> Iterator[Note]:
    """Flag every unsafeguarded hop once, and every undetermined one that no claimed tool explains."""
    if outcome.result == "unsafeguarded":
        yield _unsafeguarded(outcome)
    elif outcome.result == "undetermined" and outcome.hop.country is not None and not _explained(outcome):
        yield _not_known(outcome)


def _explained(outcome: Outcome) -> bool:
    return any(weighed.tool.claimed for weighed in outcome.open)


def _unsafeguarded(outcome: Outcome) -> Note:
    hop = outcome.hop
    defeated = {
        w.tool.name: sorted({rule.id for rule, note in w.said if note.severity})
        for w in outcome.weighed
        if w.tool.claimed
    }
    tried = listed(f"{name} ({', '.join(rules)})" for name, rules in defeated.items()) if defeated else ""
    why = f"of what is recorded nothing carries it: {tried}" if tried else "no transfer tool is recorded for it"
    return Note(
        severity="critical",
        message=f"Data goes to {hop.importer} in {hop.where}{hop.doing}, {_kind(hop)}; {why}.",
        remedy=_remedy(hop),
        since=_since(outcome),
        confidence="verified" if hop.standing is None else hop.standing.confidence,
    )


def _not_known(outcome: Outcome) -> Note:
    hop = outcome.hop
    recorded = hop.subprocessor is not None and hop.subprocessor.safeguards is not None
    unknown = () if recorded else ("safeguards",)
    told = "no transfer tool is recorded for it" if recorded else "whether a transfer tool carries it is not recorded"
    for weighed in outcome.open:
        if weighed.tool.decision is not None:
            scope = hop.law.scope(weighed.tool.decision)
            told += f", nor whether {weighed.tool.decision.decision} covers it ({scope.test})"
            unknown = (*unknown, "safeguards.in_scope")
    return Note(
        severity="high",
        message=f"Data goes to {hop.importer} in {hop.where}{hop.doing}, {_kind(hop)}; {told}.",
        remedy=f"Record the tool that the transfer rests on. If there is none, {_remedy(hop)}",
        unknown=unknown,
        confidence="verified" if hop.standing is None else hop.standing.confidence,
    )


def _kind(hop: Hop) -> str:
    return "to an international organisation" if hop.organisation is not None else "a third country"


def _remedy(hop: Hop) -> str:
    choice = hop.law.module_for(hop.member.sender.role, hop.member.role)
    return (
        f"sign {usual_tool(hop.regime)}, module {choice.module}, with {hop.importer} and assess the transfer, or "
        f"keep the data out of {hop.where}; until then stop the transfer."
    )


def _since(outcome: Outcome) -> date | None:
    days = (note.since for weighed in outcome.weighed for _, note in weighed.said if note.since is not None)
    return max(days, default=None)
