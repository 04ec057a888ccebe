"""R02: a territory outside the EU is looked up by its own code, never by that of the state it is linked to.

Duty: EU law applies to the territories that the Treaty names, not to all that a member state is sovereign of.
Source: TFEU Art. 355(2), https://eur-lex.europa.eu/eli/treaty/tfeu_2016/oj; CNIL table of 2018 for French territories.
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import in_sentence

RULE = Rule(
    id="R02",
    title="Territory with a code of its own",
    about="place",
    severities=("info",),
    legal_basis=("TFEU Art. 355(2)", "GDPR Art. 44"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", "UK GDPR Art. 45A"),
    legal_basis_ch=("FADP Art. 16(1)",),
)


def check(hop: Hop) -> Iterator[Note]:
    """Say that a linked territory counts as a third country of its own, and whether a person should look at it."""
    if not hop.recipients:
        return  # Nobody receives anything there: R07.
    standing = hop.standing
    territory = None if standing is None or standing.inside else standing.territory
    if territory is None or territory.linked_to is None:
        return
    sovereign = f"{in_sentence(hop.law.country_name(territory.linked_to))} ({territory.linked_to})"
    # The open questions of the table are about EU law; that of Svalbard is one for every list that names Norway.
    asks = territory.manual_review and (hop.regime == "eu" or territory.default_result is not None)
    told = f" What the table of territories says: {territory.note}" if asks else ""
    yield Note(
        severity="info",
        message=(
            f"Data goes to {hop.where}, linked to {sovereign} and judged by its own code, as a third country.{told}"
        ),
        remedy=(
            "Have a lawyer confirm how Chapter V applies there."
            if asks
            else f"Rely on no status or decision of {sovereign} for it."
        ),
        confidence=territory.confidence,
        manual_review=asks,
    )
