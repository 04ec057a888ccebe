"""Which differences wait for the notice period (Art. 28(2) GDPR) and which hold from their own day."""

from typing import Any

import pytest

from service.decisions import is_decision, split
from service.documents import Country, to_plain
from service.engagements import Engagement
from service.subprocessors import Location, Operator, Subprocessor

IE, IN = (to_plain(Location(country=Country(code), activity="hosting")) for code in ("IE", "IN"))
SUPPORT = to_plain(Location(country=Country("IE"), activity="support"))
CITY = to_plain(Location(country=Country("IE"), activity="hosting", place="Dublin"))
OPERATED = to_plain(Location(country=Country("IE"), activity="hosting", operator=Operator(legal_name="Colo Ltd")))
UNDECLARED = to_plain(Location(stated="worldwide", activity="hosting"))
HOP: dict[str, Any] = {"subprocessor": "hop", "locations": None, "purpose": None}

DECISIONS = [
    ("legal_name", "A Ltd", "B Ltd"),
    ("registration_number", "1", "2"),
    ("country", "IE", "US"),
    ("international_organisation", None, "EPO"),
    ("locations", [IE], [IN]),
    ("locations", [IE], [IE, IN]),
    ("locations", [IE], [SUPPORT]),
    ("locations", [IE], [OPERATED]),
    ("locations", [IE], [UNDECLARED]),
    ("locations", None, [IE]),
    ("locations", [IE], None),
    ("engages", None, [HOP]),
    ("engages", [HOP], [HOP, HOP | {"subprocessor": "other"}]),
    ("engages", [HOP | {"locations": [IE]}], [HOP | {"locations": [IN]}]),
    ("engages", [HOP | {"locations": [IE]}], [HOP]),
    ("purpose", "a", "b"),
    ("nature", "a", "b"),
    ("services", ["a"], ["a", "b"]),
    ("role", "processor", "joint_controller"),
    ("own_purposes", None, True),
    ("replaces", None, "other"),
    ("data_categories", ["a"], ["b"]),
    ("data_subjects", None, ["a"]),
    ("special_categories", False, True),
    ("criminal_data", None, True),
    ("children", None, True),
    ("vulnerable_people", False, True),
    ("hr_data", None, True),
    ("large_scale", False, True),
]
FACTS = [
    ("legal_name", None, "A Ltd"),
    ("registration_number", None, "1"),
    ("country", None, "IE"),
    ("locations", [IE, IN], [IE]),
    ("locations", [IE, IN], [IN, IE]),
    ("locations", [IE], [CITY]),
    ("locations", [IE], []),
    ("engages", [HOP], []),
    ("engages", [HOP], None),
    ("engages", [HOP], [HOP | {"purpose": "more precise"}]),
    ("services", ["a", "b"], ["a"]),
    ("own_purposes", True, False),
    ("data_categories", ["a", "b"], ["b"]),
    ("data_subjects", ["a"], None),
    ("special_categories", True, False),
    ("special_categories", None, False),
    ("children", True, None),
    ("name", "A", "B"),
    ("address", "a", "b"),
    ("website", None, "https://a.example"),
    ("contact", None, "00000000-0000-0000-0000-000000000000"),
    ("parent", None, {"legal_name": "Parent Inc", "country": "US", "access": "admin"}),
    ("foreign_orders_policy", None, True),
    ("subject_to_gdpr", None, False),
    ("public_authority", None, True),
    ("has_subprocessors", False, True),
    ("dpa", None, {"status": "signed"}),
    ("dpa", {"status": "signed"}, {"status": "ended"}),
    ("safeguards", [], [{"mechanism": "scc"}]),
    ("safeguards", [{"mechanism": "scc"}], []),
    ("due_diligence", None, {"checked_on": "2026-01-01"}),
    ("frequency", "one_off", "continuous"),
    ("duration", None, "One year"),
    ("authorisation", None, {"type": "general"}),
    ("arrangement", None, {"signed_on": "2026-01-01"}),
    ("disclosure_basis", None, "Art. 6(1)(b)"),
    ("deletion", None, {"kind": "deleted"}),
    ("held", None, {"nimbus": {"country": "IE"}}),
]


@pytest.mark.parametrize(("field", "before", "after"), DECISIONS)
def test_what_is_decided_waits(field: str, before: object, after: object) -> None:
    """A difference that brings another entity, place, hop, purpose, role or more data is a decision."""
    assert is_decision(field, before, after)


@pytest.mark.parametrize(("field", "before", "after"), FACTS)
def test_what_is_a_fact_does_not_wait(field: str, before: object, after: object) -> None:
    """Less of the same, what was not recorded before, and all that is no choice of who, where or what, is a fact."""
    assert not is_decision(field, before, after)


def test_every_field_is_judged_here() -> None:
    """Each field of a sub-processor and of an engagement stands in one of the tables, so a new one is thought about."""
    fields = {*Subprocessor.__struct_fields__, *Engagement.__struct_fields__}
    assert fields == {field for field, _, _ in (*DECISIONS, *FACTS)}


def test_split_parts_one_document() -> None:
    """A document that moves and signs parts into the move, which waits, and the contract, which does not."""
    before = {"locations": [IE], "dpa": None, "name": "A"}
    news = {"locations": [IN], "dpa": {"status": "signed"}}
    assert ({"locations": [IN]}, {"dpa": {"status": "signed"}}) == split(before, news)
