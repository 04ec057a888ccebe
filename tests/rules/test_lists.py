"""What the check says of a list as a whole, once, instead of for each of its entries."""

from typing import Any

import msgspec
import pytest

from service.controllers import Controller, Processor, exporter_of
from service.documents import from_plain
from service.law import load_law
from service.rules import ListFacts, assess_list
from service.transfers import Finding
from tests.rules.reading import facts_of

WHOLE_PROCESSOR = {"legal_name": "Muster GmbH", "country": "DE", "contact": {"position": "Privacy team"}}
WHOLE_PROCESSOR |= {"security_reference": "Annex 3"}
WHOLE_CONTROLLER = {"name": "Customer", "legal_name": "Customer AS", "contact": {"position": "Legal"}}
WHOLE_CONTROLLER |= {"processing_categories": ["Hosting"], "record": {"countries": []}}


def found(controller: dict[str, Any], processor: dict[str, Any] | None) -> tuple[Finding, ...]:
    """The findings about a list of this controller."""
    owner = from_plain(WHOLE_CONTROLLER | controller, Controller)
    runner = None if processor is None else from_plain(WHOLE_PROCESSOR | processor, Processor)
    exporter = exporter_of(owner, runner)
    day = facts_of({}).on
    facts = ListFacts(on=day, exporter=exporter, controller=owner, controller_slug="list", processor=runner)
    return assess_list(facts, load_law()).findings


GAPS: list[tuple[str, dict[str, Any], dict[str, Any] | None, tuple[str, ...]]] = [
    ("a processor without a contact", {}, {"contact": None}, ("processor.contact",)),
    ("a processor without a name and security", {}, {"legal_name": None, "security_reference": None},
     ("processor.legal_name", "processor.security_reference")),
    ("a processor outside the EEA without a representative", {}, {"country": "US"}, ("processor.representative",)),
    ("a processor whose country is not recorded", {}, {"country": None}, ("processor.country",)),
    ("nobody knows who runs the register", {}, None, ("processor",)),
    ("a controller without a contact", {"contact": None}, {}, ("controller.contact",)),
    ("no categories of processing", {"processing_categories": None}, {}, ("controller.processing_categories",)),
    ("an exporter of its own without a name", {"exporter": {}}, {}, ("exporter.legal_name",)),
    ("a controller that exports itself", {"exporter": {"role": "controller"}, "legal_name": None, "contact": None,
     "processing_categories": None}, None, ("controller.legal_name", "controller.contact")),
]  # fmt: skip


@pytest.mark.parametrize(("controller", "processor", "unknown"), [gap[1:] for gap in GAPS], ids=[g[0] for g in GAPS])
def test_gaps_of_the_record_are_one_finding(
    controller: dict[str, Any], processor: dict[str, Any] | None, unknown: tuple[str, ...]
) -> None:
    """What is not recorded for the record of processing is one medium finding that names each field."""
    (finding,) = found(controller, processor)
    assert ("R54", "medium", unknown) == (finding.rule, finding.severity, finding.unknown)
    assert (None, None, None, "list") == (finding.subprocessor, finding.country, finding.regime, finding.controller)


WHOLE: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    ("complete", {}, {}),
    ("a data protection officer is not recorded", {"dpo": None}, {"dpo": None}),
    ("a processor outside the EEA with a representative", {}, {"country": "US", "representative": {"name": "Rep"}}),
    (
        "where the processor sits is not recorded, but its representative is",
        {},
        {"country": None, "representative": {}},
    ),
    (
        "where the processor sits is not recorded, under Swiss law",
        {"exporter": {"regimes": ["ch"], "legal_name": "A"}},
        {"country": None},
    ),
    ("an exporter of its own with a name", {"exporter": {"legal_name": "Other Ltd"}}, None),
    ("a controller that exports itself", {"exporter": {"role": "controller"}, "processing_categories": None}, None),
]


@pytest.mark.parametrize(("controller", "processor"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_a_complete_record_has_no_finding(controller: dict[str, Any], processor: dict[str, Any] | None) -> None:
    """Nothing is said where all that Art. 30 asks for is there; nobody is asked for an officer they may not need."""
    assert () == found(controller, processor)


def test_without_a_record_nothing_is_said() -> None:
    """Where no record is given the rule is not evaluated, of a list as of its entries."""
    assert () == found({"record": None, "contact": None}, {})


def test_a_list_misses_only_what_is_asked_of_lists() -> None:
    """Of a list only the way back and its record can be not evaluated; rules about entries are asked with those."""
    owner = from_plain({"name": "Customer"}, Controller)
    facts = ListFacts(on=facts_of({}).on, exporter=exporter_of(owner, None), controller=owner)
    assert ("R10", "R54") == assess_list(facts, load_law()).not_evaluated


def test_a_finding_about_a_list_has_a_fingerprint_of_its_own() -> None:
    """It is stable when other gaps come, and no other list has it."""
    (one,), (other,) = found({"contact": None}, {}), found({"contact": None}, {"contact": None})
    assert one.fingerprint == other.fingerprint
    owner = from_plain(WHOLE_CONTROLLER | {"contact": None}, Controller)
    facts = ListFacts(on=facts_of({}).on, exporter=exporter_of(owner, None), controller=owner, controller_slug="list")
    prints = {
        assess_list(msgspec.structs.replace(facts, controller_slug=slug), load_law()).findings[0].fingerprint
        for slug in ("list", "other")
    }
    assert (2, True) == (len(prints), one.fingerprint in prints)


def test_only_places_outside_the_eea_are_a_way_back() -> None:
    """Of the places of a controller those in the EEA, named or not, are no transfer back to it."""
    places = [{"region": "EEA"}, {"country": "IE"}, {"country": "IN"}]
    owner = from_plain({"name": "Customer", "country": "IN", "locations": places, "safeguards": []}, Controller)
    facts = ListFacts(on=facts_of({}).on, exporter=exporter_of(owner, None), controller=owner)
    assert ["IN"] == [transfer.country for transfer in assess_list(facts, load_law()).transfers]
