"""R22: adequacy does not replace the rest.

Duty: where a decision carries the transfer, contract, record and information are owed all the same; clauses signed
besides are no fault and are kept as a fallback.
Source: GDPR Art. 13(1)(f), 28, 30, https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.contracts import why_none_binds
from service.rules.outcomes import ART_46, Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed

RULE = Rule(
    id="R22",
    title="Adequacy does not replace the rest",
    about="hop",
    severities=("info",),
    legal_basis=("GDPR Art. 13(1)(f)", "GDPR Art. 28", "GDPR Art. 30"),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 9", "FADP Art. 12", "FADP Art. 19(4)"),
)
_SIGN = "Sign a contract, and record its days."


def check(outcome: Outcome) -> Iterator[Note]:
    """Say so where the contract is missing although the transfer is in order, or where a tool stands beside it."""
    decision, hop = outcome.adequacy, outcome.hop
    if decision is None:
        return
    besides = [w.tool.name for w in outcome.holding if w.tool.mechanism in ART_46]
    # That no contract is recorded is left to R42.
    lacks_contract = why_none_binds(hop.scene, hop.member) is not None
    if not besides and not lacks_contract:
        return
    parts = ["the contract, the record and the information of people are owed all the same"] if lacks_contract else []
    parts += [f"kept as a fallback: {listed(besides)}"] if besides else []
    yield Note(
        severity="info",
        message=f"{decision.decision} carries the transfer to {hop.importer} in {hop.where}; {'; '.join(parts)}.",
        remedy=_SIGN if lacks_contract else "Nothing to do: keep the tool, and its assessment fresh.",
        legal_basis=(decision.cited,),
    )
