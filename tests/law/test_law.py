"""The dated questions that the law answers, on both sides of each boundary."""

from datetime import date, timedelta

import pytest

from service.errors import Invalid
from service.law import Law, load_law
from service.safeguards import Regime

LAW = load_law()
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "first", "before", "since"),
    [
        ("HR", date(2013, 7, 1), "third_country", "eu"),
        ("HU", date(2004, 5, 1), "third_country", "eu"),
        ("NO", date(1994, 1, 1), "third_country", "eea_efta"),
        ("YT", date(2014, 1, 1), "third_country", "eu_outermost"),
        ("BL", date(2012, 1, 1), "eu_outermost", "third_country"),
        ("GL", date(1985, 2, 1), "eu", "third_country"),
        ("GB", date(2020, 2, 1), "eu", "third_country_treated_as_eu"),
        ("GB", date(2021, 6, 28), "third_country_treated_as_eu", "third_country"),
        ("GI", date(2021, 1, 1), "third_country_treated_as_eu", "third_country"),
    ],
)
def test_the_status_of_a_territory_changes_on_its_day(code: str, first: date, before: str, since: str) -> None:
    """A territory has its old status until the day before a change, and its new one from that day."""
    assert [before, since] == [LAW.standing(code, day).status for day in (first - DAY, first)]


def test_the_bridge_says_why() -> None:
    """The two periods of grace of the United Kingdom follow each other, each with its own reason."""
    reasons = [LAW.standing("GB", day).why for day in (date(2020, 12, 31), date(2021, 1, 1))]
    assert ["Withdrawal Agreement transition", "TCA Art. 782 bridge"] == reasons


def test_an_alias_stands_for_its_territory() -> None:
    """Codes that the EU institutions use stand for the ISO code."""
    codes = [LAW.standing(alias, TODAY).code for alias in ("UK", "EL", "IC", "EA", "XI")]
    assert ["GB", "GR", "ES", "ES", "GB"] == codes


def test_a_code_outside_the_table_is_a_third_country() -> None:
    """The default rule makes every other ISO code a third country, without asking anybody."""
    standing = LAW.standing("IN", TODAY)
    assert ("third_country", None, "verified") == (standing.status, standing.territory, standing.confidence)


def test_svalbard_is_not_decided_without_a_lawyer() -> None:
    """Svalbard and Jan Mayen asks for manual review and is undetermined where nothing carries it."""
    territory = LAW.territories["SJ"]
    assert (True, "undetermined") == (territory.manual_review, territory.default_result)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("US-SH-2000-520", date(2000, 7, 26), date(2015, 10, 5)),
        ("US-PS-2016-1250", date(2016, 7, 12), date(2020, 7, 15)),
        ("US-DPF-2023-1795", date(2023, 7, 10), None),
        ("GB-2021-1772", date(2021, 6, 28), date(2025, 12, 18)),
        ("GB-2025-2574", date(2025, 12, 19), date(2031, 12, 27)),
        ("FO-2010-146", date(2010, 6, 15), None),
        ("BR-2026-179", date(2026, 1, 26), None),
        ("EPO-2025-1382", date(2025, 7, 15), None),
        ("US-PNR-2004-535", date(2004, 5, 14), date(2006, 9, 30)),
        ("HU-2000-519", date(2000, 7, 26), date(2004, 4, 30)),
    ],
)
def test_a_decision_is_in_force_in_its_window(name: str, first: date, last: date | None) -> None:
    """A decision may be relied on from its first day to its last, whether the file counts that day in or out."""
    (decision,) = (d for d in LAW.decisions if d.id == name)
    assert [False, True] == [LAW.in_force(decision, day) for day in (first - DAY, first)]
    assert last == decision.last_day
    if last is not None:
        assert [True, False] == [LAW.in_force(decision, day) for day in (last, last + DAY)]


def test_the_decisions_of_today_are_those_of_the_list() -> None:
    """On the day of the facts seventeen decisions are in force, one of them on an organisation."""
    in_force = {d.id for d in LAW.decisions if LAW.in_force(d, LAW.as_of)}
    assert (17, True) == (len(in_force), "EPO-2025-1382" in in_force)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("US-DPF-2023-1795", ["US-DPF-2023-1795"]),
        ("data privacy  framework", ["US-DPF-2023-1795"]),
        ("(EU) 2023/1795", ["US-DPF-2023-1795"]),
        ("2023/1795", ["US-DPF-2023-1795"]),
        ("32023D1795", ["US-DPF-2023-1795"]),
        ("2000/518/EC", ["CH-2000-518"]),
        ("Safe Harbor", ["US-SH-2000-520"]),
        ("GB-2021-1772", ["GB-2021-1772", "GB-2025-2574"]),
        ("(EU) 2021/1772", ["GB-2021-1772", "GB-2025-2574"]),
        ("(EU) 2025/2574", ["GB-2025-2574"]),
        ("privacy policy", []),
    ],
)
def test_a_decision_is_found_by_every_name(words: str, ids: list[str]) -> None:
    """A claim names a decision by id, number, CELEX number or usual name; one that was replaced brings its heir."""
    assert ids == [d.id for d in LAW.decisions_named(words)]


def test_a_decision_on_a_territory_is_none_on_an_organisation() -> None:
    """Decisions on the place where an organisation sits are not among those on the organisation."""
    about = [LAW.decisions_about("CH", "WHO"), LAW.decisions_about("DE", "EPO")]
    assert [[], ["EPO-2025-1382"]] == [[d.id for d in decisions] for decisions in about]


def test_scope_codes_say_what_missing_facts_mean() -> None:
    """Missing facts leave Canada, Japan and Korea open, are assumed for Brazil and Israel, and end the framework."""
    results = {}
    for name in ("CA-2002-2", "JP-2019-419", "KR-2022-254", "BR-2026-179", "IL-2011-61", "US-DPF-2023-1795"):
        (decision,) = LAW.decisions_named(name)
        results[name[:2]] = LAW.scope(decision).unknown_result
    open_, assumed = dict.fromkeys(("CA", "JP", "KR"), "undetermined"), dict.fromkeys(("BR", "IL"), "in_scope")
    assert {**open_, **assumed, "US": "out_of_scope"} == results


def test_the_watch_list_names_what_may_end_a_decision() -> None:
    """The framework is contested in court, and the decision on the United Kingdom has a sunset."""
    kinds = [
        [event.kind for event in LAW.watched(d)] for d in LAW.decisions if d.id in ("US-DPF-2023-1795", "GB-2025-2574")
    ]
    assert [["sunset"], ["contested", "contested"]] == sorted(kinds, key=len)


def test_the_module_follows_the_roles() -> None:
    """The four modules stand for their four pairs of roles, and a processor that sends to a controller is looked at."""
    pairs = [
        ("controller", "controller"),
        ("controller", "processor"),
        ("processor", "processor"),
        ("processor", "controller"),
    ]
    choices = [LAW.module_matrix[pair] for pair in LAW.module_matrix if pair in pairs]
    assert {1: False, 2: False, 3: False, 4: True} == {choice.module: bool(choice.note) for choice in choices}


@pytest.mark.parametrize(
    ("mechanism", "module", "need"),
    [
        ("scc", 1, "required"),
        ("scc", 3, "required"),
        ("scc", 4, "required_if_data_combined_in_eu"),
        ("bcr", None, "required"),
        ("public_instrument", None, "required"),
        ("adequacy", None, "not_required"),
        ("idta", None, "not_required"),
    ],
)
def test_which_tools_need_an_assessment(mechanism: str, module: int | None, need: str) -> None:
    """Every tool of Art. 46 needs an assessment, module 4 only where data is combined; adequacy needs none."""
    assert need == LAW.tia_need(mechanism, module=module)


@pytest.mark.parametrize("regime", ["eu", "uk", "ch"])
@pytest.mark.parametrize("mechanism", ["adequacy", "other"])
def test_what_is_outside_art_46_needs_no_assessment(mechanism: str, regime: Regime) -> None:
    """Under no regime is an assessment asked for with adequacy or with what is no tool: the rules need not look."""
    assert "not_required" == LAW.tia_need(mechanism, regime=regime)


def test_a_derogation_needs_no_assessment_but_the_last_resort_its_own() -> None:
    """Compelling interests ask for an assessment of their own kind, the other grounds for none."""
    needs = [LAW.tia_need("derogation", ground="consent"), LAW.tia_need("derogation", ground="compelling_interests")]
    assert ["not_required", "own_assessment_required"] == needs


def test_the_days_of_the_clause_sets() -> None:
    """The sets before 2021 were repealed on one day; all but that of 2002 with fifteen months of grace."""
    days = {name: (LAW.clause_set(name).repealed, LAW.clause_set(name).reliance_until) for name in LAW.clause_sets}
    graced = (date(2021, 9, 27), date(2022, 12, 27))
    assert {"2010/87": graced, "2001/497": graced, "2004/915": graced} == {
        name: dates for name, dates in days.items() if dates[1] is not None
    }
    assert [(date(2010, 5, 15), None), (None, None), (None, None)] == [
        days[n] for n in ("2002/16", "2021/914", "2021/915")
    ]


def test_without_takes_things_as_fallen_and_leaves_the_law_as_it_was() -> None:
    """A scenario ends decisions, list entries and clause sets on every day, in a law of its own."""
    scenario = LAW.without(["US-DPF-2023-1795", "UK-US", "CH-US", "2021/914", "(EU) 2021/914"])
    (framework,) = LAW.decisions_named("DPF")
    assert {"US-DPF-2023-1795", "UK-US", "CH-US", "(EU) 2021/914"} == scenario.fallen
    assert [False, True] == [law.in_force(framework, TODAY) for law in (scenario, LAW)]
    assert [True, False] == [law.set_has_fallen(LAW.clause_set("2021/914")) for law in (scenario, LAW)]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("us-dpf-2023-1795", ["US-DPF-2023-1795"]),
        ("DPF", ["US-DPF-2023-1795"]),
        ("data privacy  FRAMEWORK", ["US-DPF-2023-1795"]),
        ("32023D1795", ["US-DPF-2023-1795"]),
        ("2021/914", ["(EU) 2021/914"]),
        ("(eu) 2021/914", ["(EU) 2021/914"]),
        ("data bridge", ["UK-US"]),
        ("GB-2021-1772", ["GB-2021-1772"]),
        ("(EU) 2021/1772", ["GB-2021-1772", "GB-2025-2574"]),
        ("Norway", ["CH-NO"]),
        ("IDTA", ["idta"]),
        ("uk_addendum", ["uk_addendum"]),
        ("eu_scc_swiss", ["eu_scc_swiss"]),
    ],
)
def test_what_falls_is_meant_by_every_name(name: str, ids: list[str]) -> None:
    """What may fall is named as `law show` takes it; an id means itself, a name that several share all of them."""
    assert ids == list(LAW.meant([name]))
    assert set(ids) == LAW.without([name]).fallen


def test_what_is_meant_twice_is_named_once() -> None:
    """Two names of one thing are one id, in the order of the names."""
    assert ("(EU) 2021/914", "US-DPF-2023-1795") == LAW.meant(["2021/914", "DPF", "(EU) 2021/914", "2023/1795"])


@pytest.mark.parametrize(
    "name", ["", " ", "NO", "uk_bcr", "legacy_eu_scc", "eu_scc_alone", "a49_1_a", "Europrivacy 82"]
)
def test_what_cannot_fall_is_not_meant(name: str) -> None:
    """A territory, a ground, a scheme and rules of the UK that are no clauses are nothing that a scenario can end."""
    with pytest.raises(Invalid):
        LAW.meant([name])


def test_fallen_clauses_cannot_be_signed() -> None:
    """A set can be signed until the day before its repeal, and in a scenario in which it fell on no day."""
    old, new = LAW.clause_set("2010/87"), LAW.clause_set("2021/914")
    assert [True, False] == [LAW.may_be_signed(old, day) for day in (date(2021, 9, 26), date(2021, 9, 27))]
    assert [True, False] == [law.may_be_signed(new, TODAY) for law in (LAW, LAW.without(["2021/914"]))]


def test_without_adds_to_what_has_fallen() -> None:
    """One scenario laid over another keeps both."""
    scenario: Law = LAW.without(["2021/914"]).without(["GB-2025-2574"])
    assert {"(EU) 2021/914", "GB-2025-2574"} == scenario.fallen


def test_without_refuses_what_does_not_exist_and_names_it() -> None:
    """An id that names nothing is an error with the id and its place."""
    with pytest.raises(Invalid) as caught:
        LAW.without(["2021/914", "US-DPF"])
    assert "'US-DPF'" in caught.value.detail
    assert ["/scenario/revoke/1"] == [place.pointer for place in caught.value.errors]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("IN", "India"),
        ("UK", "United Kingdom"),
        ("KR", "South Korea"),
        ("CD", "Democratic Republic of the Congo"),
        ("FM", "Federated States of Micronesia"),
        ("BQ", "Bonaire, Sint Eustatius and Saba"),
        ("ZZ", "ZZ"),
    ],
)
def test_countries_have_english_names(code: str, name: str) -> None:
    """A country code has the name of the table, else that of ISO 3166-1 as it is said, else itself."""
    assert name == LAW.country_name(code)
