"""R54: the record of processing is not complete.

Duty: a processor keeps a record for each controller with contacts, categories of processing, third countries, the
documents behind compelling interests, and security; a controller keeps one of its own. The exception for less than 250
people rarely helps: not for processing that is regular.
Source: GDPR Art. 30(1), (2), (5), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.duties import CUSTOMER, abroad, is_live
from service.rules.facts import ListCase, ListFacts
from service.rules.outcomes import Engaged, Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed
from service.safeguards import Derogation

RULE = Rule(
    id="R54",
    title="Record of processing incomplete",
    about="engagement",
    severities=("medium",),
    legal_basis=("GDPR Art. 30(1), (2)",),
    regimes=EVERY_REGIME,
    needs=("record",),
    legal_basis_ch=("FADP Art. 12",),
)
_WORDS = {
    "processor": "who runs the register",
    "processor.legal_name": "the legal name of the processor",
    "processor.contact": "a contact of the processor",
    "processor.country": "the country of the processor, on which it depends whether it needs a representative",
    "processor.representative": "the representative of the processor",
    "processor.security_reference": "a description of the security measures",
    "exporter.legal_name": "the legal name of the exporter",
    "controller.legal_name": "the legal name of the controller",
    "controller.contact": "a contact of the controller",
    "controller.processing_categories": "the categories of processing",
}
_REFERENCE = "safeguards.record_reference"
_DOCUMENTS = "the documents on the compelling interests behind it"


def check(engaged: Engaged) -> Iterator[Note]:
    """Compare the transfers of an entry with those in the record, one note for each country."""
    controller = engaged.case.facts.controller
    record = None if controller is None else controller.record
    if record is None or not is_live(engaged):
        return
    transfers = abroad(engaged.party)
    if transfers and record.countries is None:
        where = listed(outcomes[0].hop.where for outcomes in transfers.values())
        yield Note(
            severity="medium",
            message=f"{engaged.member.legal_name} gets data in {where}; which countries the record of processing for "
            f"{CUSTOMER} names is not recorded.",
            remedy="Look it up, and record the countries that the record names.",
            unknown=("record.countries",),
        )
    for country, outcomes in transfers.items():
        named = record.countries is None or country in record.countries
        documented = not any(map(_is_undocumented, outcomes))
        if not named or not documented:
            yield _note(engaged, outcomes[0], named=named, documented=documented)


def check_list(case: ListCase) -> Iterator[Note]:
    """Look at what the record says of the list as a whole; whether there is a data protection officer nobody knows."""
    facts = case.facts
    unknown = tuple(_exporter_gaps(case)) if facts.exporter.role == "processor" else ()
    unknown += tuple(_controller_gaps(facts))
    if unknown:
        yield Note(
            severity="medium",
            message=f"For the record of processing for {CUSTOMER} not recorded: "
            f"{listed(_WORDS[field] for field in unknown)}.",
            remedy="Record it with the processor and the controller, so that the record can be shown when asked for.",
            unknown=unknown,
        )


def _is_undocumented(outcome: Outcome) -> bool:
    """Tell whether compelling interests are all that may carry a transfer, and no document of them is named.

    Where the gate asks for the document already, once is enough.
    """
    if outcome.result in ("adequate", "safeguarded"):
        return False
    return any(
        isinstance(claim := weighed.tool.safeguard, Derogation)
        and claim.ground == "compelling_interests"
        and claim.record_reference is None
        and not any(_REFERENCE in note.unknown for _, note in weighed.said)
        for weighed in outcome.weighed
    )


def _note(engaged: Engaged, outcome: Outcome, *, named: bool, documented: bool) -> Note:
    hop = outcome.hop
    told = [] if named else [f"the record of processing for {CUSTOMER} does not name that country"]
    told += [] if documented else [f"where {_DOCUMENTS} are is not recorded"]
    return Note(
        severity="medium",
        message=f"{hop.importer} gets data in {hop.where}{hop.doing}; {'; '.join(told)}.",
        remedy="Add it to the record of processing, and record here that it is there.",
        country=hop.country,
        unknown=() if documented else (_REFERENCE,),
    )


def _exporter_gaps(case: ListCase) -> Iterator[str]:
    """Yield what is not recorded of a processor that keeps the record (Art. 30(2)(a), (d))."""
    facts = case.facts
    if facts.controller.exporter is not None:
        if facts.exporter.legal_name is None:
            yield "exporter.legal_name"
        return
    processor = facts.processor
    if processor is None:
        yield "processor"
        return
    names = ["legal_name", "contact", "security_reference"]
    country = processor.country
    if "eu" in facts.exporter.regimes and processor.representative is None:
        names += ["country"] if country is None else [] if case.law.in_eea(country, facts.on) else ["representative"]
    yield from (f"processor.{name}" for name in names if getattr(processor, name) is None)


def _controller_gaps(facts: ListFacts) -> Iterator[str]:
    """Yield what is not recorded of the controller; the categories are for the record of a processor (30(2)(b))."""
    names = ["legal_name", "contact"]
    names += ["processing_categories"] if facts.exporter.role == "processor" else []
    yield from (f"controller.{name}" for name in names if getattr(facts.controller, name) is None)
