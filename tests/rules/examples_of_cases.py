"""The combined cases T1 to T12, and the examples of section G, each with its regime."""

from tests.rules import perfect
from tests.rules.example_parts import (
    CH,
    EPO,
    OLD,
    R23,
    UK,
    Plain,
    Row,
    case,
    claim,
    good_clauses,
    listed,
)

COMBINED: list[Row] = [
    (
        "T2",
        case("US", tools=[listed(covers_hr=False), good_clauses()], engagement={"hr_data": True}),
        "US",
        "safeguarded",
        {"R18 high"},
    ),
    ("T3", case("US", tools=[listed(status="inactive")]), "US", "unsafeguarded", {"R17 critical", R23}),
    ("T4", case("GB"), "GB", "adequate", set()),
    ("T5", case("BR"), "BR", "adequate", set()),
    (
        "T6",
        case("IN", tools=[good_clauses(2, tias=[])], engagement={"special_categories": True}),
        "IN",
        "unsafeguarded",
        {"R26 high", "R29 critical", R23},
    ),
    ("T7", case("CA", tools=[claim(in_scope=False)]), "CA", "unsafeguarded", {"R16 critical", R23}),
    ("T8", case("PF"), "PF", "unsafeguarded", {R23}),
    ("T9", case("SJ"), "SJ", "undetermined", {"R23 high"}),
    (
        "T11",
        case("IN", tools=[perfect.derogation("consent", "2026-01-01")], exporter={"public_authority": False}),
        "IN",
        "unsafeguarded",
        {"R39 critical", R23},
    ),
    ("T12", case("DE", **EPO), "DE", "adequate", set()),
]

OTHER_REGIMES: list[tuple[str, Plain, str, str, str, set[str]]] = [
    (
        "R56",
        case("IN", tools=[good_clauses(uk_addendum=False)], **UK),
        "uk",
        "IN",
        "unsafeguarded",
        {"R56 critical", R23},
    ),
    ("R56 Addendum", case("IN", tools=[good_clauses()], **UK), "uk", "IN", "safeguarded", set()),
    (
        "R57",
        case("US", tools=[listed(uk_extension=False)], **UK),
        "uk",
        "US",
        "unsafeguarded",
        {"R57 critical", R23},
    ),
    ("R57 BR", case("BR", tools=[claim()], **UK), "uk", "BR", "unsafeguarded", {"R57 critical", R23}),
    ("R57 GI", case("GI", **UK), "uk", "GI", "adequate", set()),
    (
        "R58 last day",
        case("IN", on="2024-03-21", tools=[perfect.old_clauses(OLD, "2019-01-01")], **UK),
        "uk",
        "IN",
        "safeguarded",
        {"R24 medium"},
    ),
    (
        "R58",
        case("IN", on="2024-03-22", tools=[perfect.old_clauses(OLD, "2019-01-01")], **UK),
        "uk",
        "IN",
        "unsafeguarded",
        {"R58 critical", R23},
    ),
    ("R59 JP", case("JP", tools=[claim()], **CH), "ch", "JP", "unsafeguarded", {"R59 critical", R23}),
    ("R59 MC", case("MC", **CH), "ch", "MC", "adequate", set()),
    (
        "R59 US",
        case("US", on="2024-09-01", tools=[listed()], **CH),
        "ch",
        "US",
        "unsafeguarded",
        {"R59 critical", R23},
    ),
    ("R60", case("IN", tools=[good_clauses(swiss_addendum=False)], **CH), "ch", "IN", "undetermined", {"R60 high"}),
    ("R60 no assessment", case("IN", tools=[good_clauses(tias=[])], **CH), "ch", "IN", "undetermined", {"R60 high"}),
    ("T10", case("US", tools=[listed()], **UK), "uk", "US", "adequate", set()),
    ("home", case("GB", **UK), "uk", "GB", "no_transfer", set()),
]
