"""R05: each place is judged on its own, and the worst of them is the result.

Duty: the protection of the GDPR must not be undermined at any place that the data reaches.
Source: GDPR Art. 44, https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Guidelines 05/2021,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052021-interplay-between-application-article-3_en
"""

from collections.abc import Iterator

from service.rules.outcomes import Outcome, Party
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import listed
from service.safeguards import Regime
from service.transfers import RESULTS

RULE = Rule(
    id="R05",
    title="Every location counts",
    about="member",
    severities=("info",),
    legal_basis=("GDPR Art. 44", GUIDELINES_05_2021),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V",),
    legal_basis_ch=("FADP Art. 16",),
)
_BAD = ("undetermined", "unsafeguarded")


def check(party: Party) -> Iterator[Note]:
    """Name the place that decides, where others of the same sub-processor are in order."""
    for regime in RULE.regimes:
        outcomes = [outcome for outcome in party.outcomes if outcome.hop.regime == regime]
        results = {outcome.result for outcome in outcomes}
        if len(results) > 1 and (deciding := max(results, key=RESULTS.index)) in _BAD:
            yield _note(party, regime, [o for o in outcomes if o.result == deciding], len(outcomes))


def _note(party: Party, regime: Regime, deciding: list[Outcome], places: int) -> Note:
    where = listed(outcome.hop.where for outcome in deciding)
    return Note(
        severity="info",
        message=f"Of the {places} places of {party.member.name} the worst decides: {where}, {deciding[0].result}.",
        remedy=f"Look at what is said of {where}; the other places do not make up for it.",
        regime=regime,
        country=deciding[0].hop.country if len(deciding) == 1 else None,
    )
