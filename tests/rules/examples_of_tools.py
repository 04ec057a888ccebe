"""The examples of sections C and D of the rules."""

from tests.rules import perfect
from tests.rules.example_parts import (
    OLD,
    ONE_OFF,
    R23,
    Row,
    assessed,
    case,
    good_clauses,
)

EXAMPLES: list[Row] = [
    ("R23", case("IN"), "IN", "unsafeguarded", {R23}),
    (
        "R24",
        case("IN", tools=[perfect.old_clauses(OLD, "2019-01-01")]),
        "IN",
        "unsafeguarded",
        {"R24 critical", R23},
    ),
    (
        "R24 grace",
        case("IN", on="2022-06-01", tools=[perfect.old_clauses(OLD, "2019-01-01")]),
        "IN",
        "safeguarded",
        {"R24 medium"},
    ),
    (
        "R24 late",
        case("IN", on="2022-06-01", tools=[perfect.old_clauses(OLD, "2021-10-01")]),
        "IN",
        "unsafeguarded",
        {"R24 critical", R23},
    ),
    (
        "R25",
        case("BR", on="2025-12-01", tools=[{"mechanism": "scc", "set": "2021/915"}]),
        "BR",
        "unsafeguarded",
        {"R25 critical", R23},
    ),
    ("R26", case("IN", tools=[good_clauses(2)]), "IN", "unsafeguarded", {"R26 high", R23}),
    ("R26 several", case("IN", tools=[good_clauses(modules=[2, 3])]), "IN", "safeguarded", set()),
    ("R27", case("IN", tools=[good_clauses(annexes_missing=["II"])]), "IN", "undetermined", {"R27 high"}),
    ("R28", case("IN", tools=[good_clauses(parties_match=False)]), "IN", "unsafeguarded", {"R28 high", R23}),
    ("R29", case("IN", tools=[good_clauses(tias=[])]), "IN", "undetermined", {"R29 high"}),
    (
        "R29 M",
        case("IN", tools=[good_clauses(tias=[])], engagement={"special_categories": True}),
        "IN",
        "undetermined",
        {"R29 critical"},
    ),
    (
        "R30",
        case("IN", tools=[assessed(completed_on="2025-01-10", review_on=None)]),
        "IN",
        "safeguarded",
        {"R30 medium"},
    ),
    ("R31", case("IN", tools=[assessed(countries=["US"])]), "IN", "undetermined", {"R31 high"}),
    ("R32", case("IN", tools=[assessed(outcome="not_equivalent")]), "IN", "unsafeguarded", {"R32 critical", R23}),
    (
        "R33",
        case("CN", tools=[assessed(outcome="not_equivalent", measures=[{"kind": "technical", "use_case": 7}])]),
        "CN",
        "unsafeguarded",
        {"R33 critical", R23},
    ),
    (
        "R33 keys in DE",
        case(
            "CN",
            tools=[
                assessed(
                    outcome="not_equivalent", measures=[{"kind": "technical", "use_case": 1, "keys_held_in": "DE"}]
                )
            ],
        ),
        "CN",
        "safeguarded",
        set(),
    ),
    (
        "R34",
        case(
            "IN",
            tools=[perfect.binding_rules("2020-01-01", "processor", status="pending", tias=good_clauses()["tias"])],
        ),
        "IN",
        "unsafeguarded",
        {"R34 critical", R23},
    ),
    (
        "R35",
        case("IN", tools=[perfect.binding_rules("2020-01-01", "controller", tias=good_clauses()["tias"])]),
        "IN",
        "unsafeguarded",
        {"R35 critical", R23},
    ),
    (
        "R36",
        case(
            "IN",
            tools=[perfect.certificate("2026-05-01", scheme_version="2024", tias=good_clauses()["tias"])],
        ),
        "IN",
        "unsafeguarded",
        {"R36 critical", R23},
    ),
    (
        "R37",
        case(
            "IN",
            tools=[{"mechanism": "ad_hoc_clauses", "authorisation_status": "none", "tias": good_clauses()["tias"]}],
        ),
        "IN",
        "unsafeguarded",
        {"R37 critical", R23},
    ),
    (
        "R38",
        case("IN", tools=[perfect.derogation("contract", "2026-01-01")]),
        "IN",
        "unsafeguarded",
        {"R38 critical", R23},
    ),
    (
        "R39 one-off",
        case("IN", tools=[perfect.derogation("consent", "2026-01-01", consent={"explicit": False})], **ONE_OFF),
        "IN",
        "unsafeguarded",
        {"R39 high", R23},
    ),
    (
        "R40 municipality",
        case(
            "IN",
            tools=[perfect.derogation("consent", "2026-01-01", public_powers=True)],
            engagement={"frequency": "one_off"},
            exporter={"public_authority": True},
        ),
        "IN",
        "unsafeguarded",
        {"R40 critical", R23},
    ),
    (
        "R41",
        case(
            "IN",
            tools=[perfect.derogation("compelling_interests", "2026-01-01", authority_informed_on=None)],
            **ONE_OFF,
        ),
        "IN",
        "undetermined",
        {"R41 high"},
    ),
    (
        "R41 all met",
        case("IN", tools=[perfect.derogation("contract", "2026-01-01")], **ONE_OFF),
        "IN",
        "derogation",
        set(),
    ),
    ("not recorded", case("IN", subprocessor={"safeguards": None}), "IN", "undetermined", {"R23 high"}),
]
