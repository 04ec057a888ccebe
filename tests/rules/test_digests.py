"""The digest of the facts under a finding: what changes it, and what leaves it as it is."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from service.law import load_law
from service.rules import Facts, assess
from service.rules.digests import digest
from service.transfers import Finding
from tests.rules.reading import GIVEN, Case, all_cases, facts_of

LAW = load_law()
CASES = [pytest.param(case, id=f"{file}: {case['name']}") for file, case in all_cases()]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
RULES: Case = {"like": "processor rules", "tias": []}
# Binding rules without an assessment, for India and the United States, and a contract that is not signed.
SUBJECT: Case = {
    "subprocessor": {"locations": ["IN", "US support"], "safeguards": [RULES], "dpa": {"status": "draft"}},
}


def digests(facts: Facts, law: Any = LAW) -> dict[str, bytes]:  # noqa: ANN401 — the legal facts
    """The digest of each finding about the facts, by fingerprint."""
    return {finding.fingerprint: digest(finding, facts, law) for finding in assess(facts, law).findings}


def of_rule(case: Case, rule: str, country: str | None) -> bytes:
    """The digest of the one finding of a rule about a country."""
    facts = facts_of(case)
    found = [f for f in assess(facts, LAW).findings if (f.rule, f.country) == (rule, country)]
    assert 1 == len(found), [(f.rule, f.country) for f in assess(facts, LAW).findings]
    return digest(found[0], facts, LAW)


def with_(part: str = "subprocessor", **fields: Any) -> Case:  # noqa: ANN401 — fields of any type
    """The subject with some fields of one of its documents changed."""
    return SUBJECT | {part: SUBJECT.get(part, {}) | fields}


@pytest.mark.parametrize("case", CASES)
def test_digest_does_not_know_the_day(case: Case) -> None:
    """On two days that follow each other a finding that says the same rests on the same facts."""
    law = LAW.without(case.get("revoke", ()))
    facts = facts_of(case)
    following = msgspec.structs.replace(facts, on=facts.on + timedelta(days=1))
    said = {f.fingerprint: f for f in assess(facts, law).findings}
    later = {f.fingerprint: f for f in assess(following, law).findings}
    before, after = digests(facts, law), digests(following, law)
    same = [
        name
        for name in said.keys() & later.keys()
        if said[name].severity == later[name].severity
        and _DAY.sub("", said[name].message) == _DAY.sub("", later[name].message)
    ]
    assert {name: before[name] for name in same} == {name: after[name] for name in same}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(with_(locations=["IN backup", "US support"]), id="another activity there"),
        pytest.param(with_(locations=["IN", "IN backup", "US support"]), id="another location there"),
        pytest.param(with_(safeguards=[RULES | {"approved_on": "2024-02-02"}]), id="rules approved again"),
        pytest.param(with_(legal_name="Another Ltd"), id="another legal entity"),
        pytest.param(with_(subject_to_gdpr=True), id="another fact about the entity"),
        pytest.param(with_("engagement", special_categories=True), id="other data"),
        pytest.param(with_(safeguards=[RULES | {"tias": [{"completed_on": "2030-01-01"}]}]), id="assessment to come"),
        pytest.param(with_(safeguards=[RULES | {"suspended_on": "2030-01-01"}]), id="suspension to come"),
    ],
)
def test_digest_changes_with_the_facts(changed: Case) -> None:
    """A finding about a hop rests on its places, its tools, its legal entity and the data."""
    assert of_rule(SUBJECT, "R29", "IN") != of_rule(changed, "R29", "IN")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(with_(website="https://example.org"), id="website"),
        pytest.param(with_(name="Acme Cloud"), id="name"),
        pytest.param(with_(contact={"name": "Somebody"}), id="contact"),
        pytest.param(with_(locations=["US support", "IN"]), id="order of the locations"),
        pytest.param(with_(locations=["IN", "US support", "BR"]), id="another country"),
        pytest.param(with_(locations=["IN"]), id="without the other country"),
        pytest.param(with_(safeguards=[RULES | {"countries": ["IN", "US"]}]), id="reach of the rules"),
        pytest.param(with_(safeguards=[RULES, {"mechanism": "idta", "countries": ["US"]}]), id="tool of the other"),
        pytest.param(with_(dpa={"status": "ended"}), id="contract"),
        pytest.param(with_("engagement", authorisation={"type": "general"}), id="authorisation"),
        pytest.param(with_("engagement", deletion={"kind": "deleted"}), id="deletion"),
        pytest.param(SUBJECT | {"chain": {"other": {"locations": ["CN"]}}}, id="another sub-processor"),
    ],
)
def test_digest_stays_when_something_else_changes(changed: Case) -> None:
    """Other countries, other sub-processors and editorial fields are no facts of a finding about a hop."""
    assert of_rule(SUBJECT, "R29", "IN") == of_rule(changed, "R29", "IN")


def test_assessments_of_other_countries_are_not_counted() -> None:
    """Of the assessments of a tool only those of the hop's own country are facts of a finding about it."""
    old = {"completed_on": "2020-01-01", "countries": ["IN"], "outcome": "equivalent"}
    new = {"completed_on": "2026-11-01", "countries": ["US"], "outcome": "equivalent"}
    changed = old | {"measures": [{"kind": "technical"}]}
    found = [
        of_rule(with_(safeguards=[RULES | {"tias": tias}]), "R30", "IN") for tias in ([old], [old, new], [changed, new])
    ]
    assert found[0] == found[1]
    assert found[1] != found[2]


def test_finding_about_a_member_rests_on_its_whole_document() -> None:
    """A finding about a legal entity changes with any field of its document but name, website and contact."""
    before = of_rule(SUBJECT, "R42", None)
    for editorial in ({"website": "https://example.org"}, {"name": "Acme Cloud"}, {"contact": {"name": "Somebody"}}):
        assert before == of_rule(with_(**editorial), "R42", None)
    assert before != of_rule(with_(locations=["IN"]), "R42", None)
    assert before != of_rule(with_(dpa={"status": "draft", "reference": "A-1"}), "R42", None)
    assert before != of_rule(with_("engagement", purpose="Something else"), "R42", None)


def test_override_that_says_the_same_changes_nothing() -> None:
    """Whether a fact stands in the catalogue or in the engagement makes no difference to what rests on it."""
    own = {"locations": ["IN", "US support"]}
    assert of_rule(SUBJECT, "R29", "IN") == of_rule(with_("engagement", **own), "R29", "IN")


def test_name_in_the_message_is_not_a_fact() -> None:
    """The digest leaves out what the member is called, however its name is written in the sentence."""
    nameless = GIVEN["subprocessor"] | {"legal_name": None}
    one, other = (with_(**nameless | {"name": name, **SUBJECT["subprocessor"]}) for name in ("acme", "Acme (Cloud)"))
    assert of_rule(one, "R29", "IN") == of_rule(other, "R29", "IN")


# An entry with something in every field that a digest covers, and null in others.
ASSESSED = {"completed_on": "2025-06-01", "recipient": "Acme Ltd", "countries": ["IN", "US"], "outcome": "equivalent",
            "measures": [{"kind": "technical", "use_case": 1}]}  # fmt: skip
FULL: Case = {
    "subprocessor": {
        "locations": ["IN", "IN backup", "US support"],
        "country": "IN",
        "international_organisation": "EPO",
        "public_authority": False,
        "foreign_orders_policy": True,
        "safeguards": [RULES | {"tias": [ASSESSED]}, {"mechanism": "other", "name": "ISO 27001"}],
        "dpa": {"status": "draft", "reference": "A-1", "terms": ["a", "b"]},
        "engages": [{"subprocessor": "deep", "purpose": "Backup"}, {"subprocessor": "unknown", "purpose": "Support"}],
        "has_subprocessors": True,
    },
    "chain": {"deep": {"locations": ["IN"], "safeguards": [], "dpa": None, "has_subprocessors": False}},
    "engagement": {
        "data_categories": ["Names"],
        "special_categories": True,
        "authorisation": {"type": "general", "status": "pending", "decided_on": "2026-12-24"},
        "deletion": {"done_on": "2026-12-31"},
    },
    "controller": {
        "legal_name": "Customer AG",
        "country": "IN",
        "locations": [{"country": "IN"}],
        "safeguards": [{"mechanism": "idta", "signed_on": "2026-01-01"}],
        "allowed_countries": ["DE"],
        "processing_categories": ["Hosting"],
        "record": {"countries": ["DE"], "updated_on": "2026-01-01"},
        "privacy_notice": {"dated": "2026-01-01", "countries": ["DE"]},
    },
    "notice": {"kind": "notice", "published_on": "2026-11-20", "objection_until": "2026-11-29"},
}
# A finding about a hop, a member without a document, an engagement, the way back to the controller, and a list.
HOP = ("R25", "acme", "IN")
MEMBER = ("R42", "acme", None)
FURTHER = ("R42", "deep", None)
UNKNOWN = ("R42", "unknown", None)
UNDECLARED = ("R04", "unknown", None)
INSTRUCTED = ("R47", "acme", "IN")
AUTHORISED = ("R45", "acme", None)
NOTICED = ("R46", "acme", None)
RECORDED = ("R54", "acme", "IN")
MENTIONED = ("R55", "acme", None)
BACK = ("R10", None, "IN")
LIST = ("R54", None, None)
About = tuple[str, str | None, str | None]


def finding(about: About, message: str = "Of Acme Ltd is said what a rule says.") -> Finding:
    """A finding of a rule, in words that no release changes."""
    rule, slug, country = about
    return Finding(
        rule=rule,
        severity="high",
        subprocessor=slug,
        country=country,
        regime=None if country is None else "eu",
        title="A title",
        message=message,
        legal_basis=("GDPR Art. 28(3)",),
        remedy="Mend it.",
        unknown=("dpa",),
        confidence="verified",
        fingerprint="0",
        since=None,
        controller=None,
        accepted=None,
    )


def of(about: About, case: Case = FULL) -> str:
    """The digest of the finding under the facts of a case, as it is stored, in hexadecimal digits."""
    return digest(finding(about), facts_of(case), LAW).hex()


PINNED: list[tuple[About, str]] = [
    (HOP, "d85be9bb097a54b26f91e83576c61c913c056505345f9769d6974026f245bb8a"),
    (UNDECLARED, "e202c7b6531bb88e8d04a5f7df4be21a523a3dfba42a3eadf0c89bf1a5a08c9a"),
    (MEMBER, "4783a46d07cb8fdcc1f639728d5ba63bb0825032c52d08b8e3c307144483ebd8"),
    (FURTHER, "de225b4d950bae07f1b5f025a2100f9a05d546491e913706bd308cf11e9630bb"),
    (UNKNOWN, "6cfe7db8c12fe3480a95c879de0502cb7cf9cc7850b5433107dc8e3257ae6fc5"),
    (AUTHORISED, "2b92c163b06c4b46970de97640e757b0638b177cde5a6cd190ee6616fafea654"),
    (INSTRUCTED, "9f47f04c8b5424b250a546d217df09f6a2110cbd3fb462c226963da51cdb593e"),
    (NOTICED, "525e8b573cf6b6c86c7ef52d344954a7137cdfd5146213bf7b1c74d52cc59f14"),
    (RECORDED, "7da109fed38ce7170f0f84899ec1eb574ffeea71785e501bdf9b5c4e4bef3fa2"),
    (MENTIONED, "96b3f9fec535f0cbd47ea72ab956909571b2f7acd0318fdf1c46d8de76866c02"),
    (BACK, "0460147bd655fbd4a33dbb36d281f963ab04d8a6a704c31d6c4d8972ef8f3171"),
    (LIST, "4aaccd56cf3ecbae8799e032e6b3ae04052a261019e98fd85c77227eb1c2539f"),
]


@pytest.mark.parametrize(("about", "pinned"), PINNED, ids=[" ".join(map(str, about)) for about, _ in PINNED])
def test_the_digest_of_an_accepted_finding_outlives_an_upgrade(about: About, pinned: str) -> None:
    """The same facts have the digest that was stored: where it changes, acceptances lapse with the release."""
    assert pinned == of(about)


def with_full(part: str, **fields: Any) -> Case:  # noqa: ANN401 — fields of any type
    """The full entry with some fields of one of its documents changed."""
    return FULL | {part: FULL[part] | fields}


OTHER_LIST = {
    "country": "DE",
    "locations": [{"country": "CH"}],
    "safeguards": [],
    "allowed_countries": ["FR"],
    "processing_categories": ["Support"],
}

ALL = [HOP, UNDECLARED, MEMBER, FURTHER, UNKNOWN, AUTHORISED, INSTRUCTED, NOTICED, RECORDED, MENTIONED, BACK, LIST]


def lapsing(case: Case) -> list[About]:
    """The findings whose digest under the facts of a case is not that under the full ones."""
    return [about for about in ALL if of(about) != of(about, case)]


@pytest.mark.parametrize("field", OTHER_LIST)
def test_what_a_list_says_is_a_fact_of_what_is_said_of_the_list(field: str) -> None:
    """The places and tools of a controller, and what it allows, are facts of the rules that ask for it alone."""
    changed = with_full("controller", **{field: OTHER_LIST[field]})
    assert [AUTHORISED, INSTRUCTED, NOTICED, BACK, LIST] == lapsing(changed)


@pytest.mark.parametrize(
    ("changed", "lapse"),
    [
        pytest.param(with_full("controller", record={"countries": ["FR"]}), [RECORDED, LIST], id="record"),
        pytest.param(with_full("controller", privacy_notice={"countries": ["FR"]}), [MENTIONED], id="privacy notice"),
        pytest.param(with_full("notice", published_on="2026-11-21"), [NOTICED], id="notice"),
        pytest.param({key: part for key, part in FULL.items() if key != "notice"}, [NOTICED], id="no notice"),
        pytest.param(with_full("controller", name="Client", legal_name="Client AG", language="de"), [], id="its name"),
    ],
)
def test_what_a_rule_needs_beside_the_entry_is_a_fact_of_it_alone(changed: Case, lapse: list[About]) -> None:
    """The notice, the record and the privacy notice are facts of the rules that ask for them, and of no other."""
    assert lapse == lapsing(changed)


OF_THE_ENTRY = [AUTHORISED, INSTRUCTED, NOTICED, RECORDED, MENTIONED]
WITH_ENGAGEMENT = [MEMBER, FURTHER, UNKNOWN, *OF_THE_ENTRY, LIST]


@pytest.mark.parametrize(
    ("changed", "lapse"),
    [
        pytest.param(with_full("engagement", data_categories=["Payroll"]), ALL, id="data"),
        pytest.param(with_full("engagement", authorisation={"type": "specific"}), WITH_ENGAGEMENT, id="authorisation"),
        pytest.param(with_full("engagement", deletion=None), WITH_ENGAGEMENT, id="deletion"),
        pytest.param(with_full("subprocessor", dpa=None), [MEMBER, *OF_THE_ENTRY], id="its contract"),
        pytest.param(
            with_full("subprocessor", has_subprocessors=None), [MEMBER, *OF_THE_ENTRY], id="a null for a fact"
        ),
        pytest.param(FULL | {"chain": {"deep": FULL["chain"]["deep"] | {"safeguards": None}}}, [FURTHER], id="no list"),
        pytest.param(FULL | {"exporter": {"legal_name": "Other GmbH"}}, [], id="what the exporter is called"),
    ],
)
def test_what_makes_an_acceptance_lapse(changed: Case, lapse: list[About]) -> None:
    """What a finding rests on, no more: an empty list is recorded and null is not, and a sender is not its name."""
    assert lapse == lapsing(changed)


ENTITY = {
    "legal_name": "Acme GmbH",
    "country": "US",
    "international_organisation": "ESA",
    "public_authority": True,
    "subject_to_gdpr": True,
    "foreign_orders_policy": False,
}


@pytest.mark.parametrize("field", ENTITY)
def test_what_a_legal_entity_is_is_a_fact_of_its_hops(field: str) -> None:
    """A finding about a hop lapses with each fact about the entity, though it is not its whole document."""
    assert of(HOP) != of(HOP, with_full("subprocessor", **{field: ENTITY[field]}))


@pytest.mark.parametrize(
    ("tools", "same"),
    [
        ([{"mechanism": "other", "name": "ISO 27001"}, RULES | {"tias": [ASSESSED]}], True),
        (
            [RULES | {"tias": [ASSESSED | {"countries": ["BR", "IN"]}]}, {"mechanism": "other", "name": "ISO 27001"}],
            True,
        ),
        ([RULES | {"tias": [ASSESSED | {"outcome": None}]}, {"mechanism": "other", "name": "ISO 27001"}], False),
        ([RULES | {"tias": []}, {"mechanism": "other", "name": "ISO 27001"}], False),
        ([RULES | {"tias": [ASSESSED]}, {"mechanism": "other", "name": "SOC 2"}], False),
        ([RULES | {"tias": [ASSESSED]}], False),
    ],
    ids=["in another order", "for another country too", "without its outcome", "unassessed", "another", "one less"],
)
def test_the_tools_of_a_hop_are_its_facts_as_they_hold_there(tools: list[Case], *, same: bool) -> None:
    """The order of tools and the other countries of an assessment are no facts of a hop; all else of them is."""
    assert same == (of(HOP) == of(HOP, with_full("subprocessor", safeguards=tools)))


def test_where_no_assessment_is_of_the_country_those_of_others_count() -> None:
    """A finding about a hop without an assessment of its own rests on those that there are."""
    brazil = ASSESSED | {"countries": ["BR"]}
    elsewhere, later = (
        with_full("subprocessor", safeguards=[RULES | {"tias": [tia]}])
        for tia in (brazil, brazil | {"completed_on": "2026-06-01"})
    )
    assert of(HOP, elsewhere) != of(HOP, later)


def test_a_name_is_taken_out_of_a_message_in_whatever_case() -> None:
    """A sentence begins with a capital, and a member whose name does not is taken out of it all the same."""
    facts = facts_of(with_full("subprocessor", name="the cloud", legal_name="the cloud (Acme Ltd)"))
    said = ["The Cloud (Acme Ltd) is the cloud.", "the cloud is the cloud.", " is ."]
    assert 1 == len({digest(finding(HOP, message), facts, LAW) for message in said})
    assert digest(finding(HOP, said[0]), facts, LAW) != digest(finding(HOP, "The clown is."), facts, LAW)


@pytest.mark.parametrize(
    "changed", [{"severity": "low"}, {"unknown": ()}, {"confidence": "general"}, {"legal_basis": ()}]
)
def test_what_a_finding_says_is_covered(changed: dict[str, Any]) -> None:
    """An acceptance lapses where the finding says something else: how grave it is, what is missing, how sure it is."""
    facts = facts_of(FULL)
    said = msgspec.structs.replace(finding(HOP), **changed)
    assert digest(said, facts, LAW) != digest(finding(HOP), facts, LAW)
    assert digest(msgspec.structs.replace(said, remedy="?", title="?", fingerprint="?"), facts, LAW) == digest(
        said, facts, LAW
    )
