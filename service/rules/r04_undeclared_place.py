"""R04: every place where the data is worked on must be known.

Duty: who sends data on must be able to say where it goes; the controller instructs transfers and records them.
Source: GDPR Art. 5(2), 28(3)(a), 30(2)(c), 44, https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Opinion 22/2024
paras 31-32,
https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-222024-certain-obligations-following_en
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import OPINION_22_2024
from service.rules.wording import listed

RULE = Rule(
    id="R04",
    title="Place not declared",
    about="place",
    severities=("high", "medium"),
    legal_basis=(
        "GDPR Art. 5(2)",
        "GDPR Art. 28(3)(a)",
        "GDPR Art. 30(2)(c)",
        "GDPR Art. 44",
        f"{OPINION_22_2024}, paras 31-32",
    ),
    modifier_m=True,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 5(2)", "UK GDPR Art. 28(3)(a)", "UK GDPR Art. 30(2)(c)", "UK GDPR Chapter V"),
    legal_basis_ch=("FADP Art. 9", "FADP Art. 12", "FADP Art. 16"),
)
_OPEN = "Where the data goes cannot be told."


def check(hop: Hop) -> Iterator[Note]:
    """Flag a place without a country; a region inside the EEA is a result, and still asks for the countries."""
    if hop.country is not None or (hop.locations and not hop.recipients):
        return
    if hop.region is not None:
        yield _region(hop)
    else:
        yield _nowhere(hop)


def _region(hop: Hop) -> Note:
    settled = hop.regime == "eu" and hop.organisation is None
    return Note(
        result="inside_eea" if settled else "undetermined",
        severity="medium" if settled else "high",
        modified=not settled,
        message=(
            f"For {hop.member.name}{hop.doing} only a region is recorded, {hop.where}{_stated(hop)}."
            f"{'' if settled else f' {_OPEN}'}"
        ),
        remedy=f"Ask {hop.member.name} for the countries, and record each of them.",
        unknown=("locations.country",),
    )


def _nowhere(hop: Hop) -> Note:
    what, unknown, remedy = _missing(hop)
    return Note(
        result="undetermined",
        severity="high",
        message=f"{what} {_OPEN}",
        remedy=remedy,
        unknown=(unknown,),
    )


def _missing(hop: Hop) -> tuple[str, str, str]:
    """Return what is not recorded in a sentence, the field, and what to do."""
    name, document = hop.member.name, hop.subprocessor
    if document is None:
        above = hop.member.sender.name or "the member above"
        what = f"{above} engages {name}, of which no document is recorded: neither places nor tools are known."
        return what, "chain", f"Ask {above} who {name} is, and record its document with its places and tools."
    ask = f"Ask {name} for the country of every place, those of support and remote access included."
    if not document.locations:
        return f"No place is recorded for {name}.", "locations", ask
    if any(location in document.locations for location in hop.locations):
        return f"No country is recorded for a place of {name}{hop.doing}{_stated(hop)}.", "locations.country", ask
    what = f"The parent company of {name} can reach the data, and its country is not recorded."
    return what, "parent.country", f"Ask {name} where its parent company sits, and record the country."


def _stated(hop: Hop) -> str:
    said = dict.fromkeys(f'"{location.stated}"' for location in hop.recipients if location.stated)
    return f"; the source says {listed(said)}" if said else ""
