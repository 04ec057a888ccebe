"""R23: nothing carries the transfer.

Duty: data may go to a third country only on an adequacy decision, a safeguard of Art. 46 or a derogation of Art. 49.
Source: GDPR Art. 44, 46(1), 83(5)(c), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.clauses import usual_tool
from service.rules.hops import Hop
from service.rules.outcomes import Outcome, Weighed
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed
from service.safeguards import Adequacy
from service.transfers import LESS_SURE, Confidence

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
    defeated = {w.tool.name: sorted(_against(w)) for w in outcome.weighed if w.tool.claimed}
    # The agreement of the UK is defeated in silence where the list falls under UK law, too.
    named = [f"{name} ({', '.join(rules)})" if rules else name for name, rules in defeated.items()]
    tried = listed(named) if named else ""
    why = f"of what is recorded nothing carries it: {tried}" if tried else _nothing_recorded(hop)
    return Note(
        severity="critical",
        message=f"{_flow(hop)}; {why}.",
        remedy=_remedy(hop),
        since=_since(outcome),
        confidence=_confidence(hop),
    )


def _against(weighed: Weighed) -> set[str]:
    """Return the rules that speak against a tool; a finding that lets it stand is no reason why it carries nothing."""
    return {rule.id for rule, note in weighed.said if note.severity and (note.effect or rule.effect) != "stands"}


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
        message=f"{_flow(hop)}; {told}.",
        remedy=f"Record the tool that the transfer rests on. If there is none, {_remedy(hop)}",
        unknown=unknown,
        confidence=_confidence(hop),
    )


def _nothing_recorded(hop: Hop) -> str:
    """Say that no tool is recorded; a claim of adequacy for all places of the entry may name a decision on others."""
    document = hop.subprocessor
    claims = () if document is None else document.safeguards or ()
    if any(isinstance(claim, Adequacy) and claim.countries is None for claim in claims):
        return "the adequacy that is recorded is that of another place, and no transfer tool is recorded for it"
    return "no transfer tool is recorded for it"


def _confidence(hop: Hop) -> Confidence:
    """Return how sure it is that the place is a third country, and that the list of the regime does not have it."""
    absence = hop.law.absence(hop.country, hop.organisation, hop.regime)
    sure: list[Confidence] = [one.confidence for one in (hop.standing, absence) if one is not None]
    return max(sure, key=LESS_SURE.index, default="verified")


def _flow(hop: Hop) -> str:
    member, organisation = hop.member, hop.organisation is not None
    sender = f" from {member.sender.name}" if member.is_onward and member.sender.name else ""
    kind = "an international organisation" if organisation else "a third country"
    importer = f"{hop.importer}, {kind}," if organisation else hop.importer
    return f"Data goes{sender} to {importer} in {hop.where}{hop.doing}{'' if organisation else f', {kind}'}"


def _remedy(hop: Hop) -> str:
    module = hop.law.module_for(hop.member.sender.role, hop.member.role).module
    sign = f"sign {usual_tool(hop, f', module {module},')} with {hop.importer}"
    without = "send it no data" if hop.organisation is not None else f"keep the data out of {hop.where}"
    return f"{sign} and assess the transfer, or {without}; until then stop the transfer."


def _since(outcome: Outcome) -> date | None:
    days = (note.since for weighed in outcome.weighed for _, note in weighed.said if note.since is not None)
    return max(days, default=None)
