"""R47: data goes to a country that the controller's instructions do not cover.

Duty: a processor handles the data, transfers included, only on the documented instructions of the controller. That
binds it for every place in the chain and whatever the role of the recipient.
Source: GDPR Art. 28(3)(a), https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Opinion 22/2024,
https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-222024-certain-obligations-following_en
"""

from collections.abc import Collection, Iterator

from service.rules.duties import CUSTOMER
from service.rules.hops import Hop
from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import OPINION_22_2024
from service.rules.wording import in_sentence, listed

RULE = Rule(
    id="R47",
    title="Transfer not covered by the instructions",
    about="engagement",
    severities=("high",),
    legal_basis=("GDPR Art. 28(3)(a)", OPINION_22_2024),
    regimes=EVERY_REGIME,
    needs=("controller",),
    legal_basis_ch=("FADP Art. 9(1)(a)",),
)
_EEA = "EEA"
_FEW = 10


def check(engaged: Engaged) -> Iterator[Note]:
    """Compare every country that data reaches with the instructions; places without a country are left to R04."""
    case, controller = engaged.case, engaged.case.facts.controller
    allowed = None if controller is None else controller.allowed_countries
    if allowed is None or case.facts.exporter.role != "processor" or case.status == "ended":
        return
    reached = {o.hop.country: o.hop for o in engaged.outcomes if o.hop.recipients}
    for country, hop in reached.items():
        if country is not None and not _is_covered(hop, country, allowed):
            yield _note(engaged, hop, country, allowed)


def _is_covered(hop: Hop, country: str, allowed: Collection[str]) -> bool:
    """Tell whether instructions cover a hop; "EEA" does not cover an international organisation that sits there."""
    inside = hop.standing is not None and hop.standing.inside and hop.organisation is None
    return country in allowed or (inside and _EEA in allowed)


def _note(engaged: Engaged, hop: Hop, country: str, allowed: Collection[str]) -> Note:
    told = hop.organisation is not None and _EEA in allowed
    organisation = " The EEA does not cover an international organisation." if told else ""
    return Note(
        severity="high",
        message=(
            f"{hop.importer} gets the data in {hop.where}{hop.doing}; the documented instructions of {CUSTOMER} "
            f"allow {_named(hop, allowed)}.{organisation}"
        ),
        remedy=f"Have {CUSTOMER} instruct it in writing and record the country, or keep the data out of {hop.where}.",
        country=country,
    )


def _named(hop: Hop, allowed: Collection[str]) -> str:
    """Name what the instructions allow, as far as a sentence can be read."""
    if len(allowed) > _FEW:
        return f"{len(allowed)} countries, and this one is none of them"
    names = ["the EEA" if item == _EEA else in_sentence(hop.law.country_name(item)) for item in allowed]
    return listed(names or ["no country"])
