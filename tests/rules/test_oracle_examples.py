"""The examples of the rules, and the combined cases T1 to T12, against the oracle alone."""

from pathlib import Path

import pytest

from tests.rules import examples_of_adequacy, examples_of_cases, examples_of_tools, perfect
from tests.rules.example_parts import R23, Plain, case, good_clauses
from tests.rules.oracle import Expected, expected
from tests.rules.oracle.gate import Hop

EXAMPLES = [*examples_of_adequacy.EXAMPLES, *examples_of_tools.EXAMPLES, *examples_of_cases.COMBINED]
OTHER_REGIMES = examples_of_cases.OTHER_REGIMES


def hop(answer: Expected, country: str | None, regime: str = "eu", *chain: str) -> Hop:
    """The hop of an answer to a place."""
    return answer.hops[chain or ("acme",), country, None, regime]


def said(found: Hop) -> set[str]:
    """The findings of a hop, as the examples write them."""
    return {f"{rule} {severity}" for rule, severity in found.findings if severity != "info"}


@pytest.mark.parametrize(
    ("given", "place", "result", "findings"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES]
)
def test_an_example_of_the_rules(given: Plain, place: str | None, result: str, findings: set[str]) -> None:
    """An example of the rules for an exporter under the GDPR has its result and its findings."""
    found = hop(expected(given), place)

    assert (result, findings) == (found.result, said(found))


@pytest.mark.parametrize(
    ("given", "regime", "place", "result", "findings"),
    [row[1:] for row in OTHER_REGIMES],
    ids=[row[0] for row in OTHER_REGIMES],
)
def test_an_example_of_section_g(given: Plain, regime: str, place: str, result: str, findings: set[str]) -> None:
    """An example for a UK or a Swiss exporter has its result and its findings."""
    found = hop(expected(given), place, regime)

    assert (result, findings) == (found.result, said(found))


def test_t1_a_parent_without_access() -> None:
    """T1: a processor that works in IE alone and has a parent in the US stays inside the EEA, with R09."""
    parent = {"legal_name": "Acme Corp.", "country": "US", "access": "none"}

    found = expected(case("IE", subprocessor={"country": "IE", "parent": parent}))

    assert ["inside_eea"] == [one.result for one in found.hops.values()]
    assert {(("acme",), "eu"): frozenset({("R09", "low")})} == found.members


def test_r06_support_from_outside() -> None:
    """R06: a separate company in PH that supports what lies in DE makes a transfer to PH."""
    operator = {"legal_name": "Manila Support", "country": "PH", "relation": "external"}
    place = {"country": "DE", "activity": "support", "operator": operator}

    found = expected(case(subprocessor={"locations": [place]}))

    assert "inside_eea" == hop(found, "DE").result
    assert ("unsafeguarded", {R23}) == (hop(found, "PH").result, said(hop(found, "PH")))


def test_r07_own_staff_abroad() -> None:
    """R07: an own employee who logs in from IN is no transfer, a contractor there is."""
    place = {"country": "IN", "activity": "remote_access", "travelling_staff": True}
    contractor = place | {"operator": {"country": "IN", "relation": "external"}}

    assert "no_transfer" == hop(expected(case(subprocessor={"locations": [place]})), "IN").result
    assert "unsafeguarded" == hop(expected(case(subprocessor={"locations": [contractor]})), "IN").result


def test_r08_a_parent_with_access() -> None:
    """R08: a parent in the US that administers the systems is a recipient like any other."""
    parent = {"legal_name": "Acme Corp.", "country": "US", "access": "admin"}

    found = expected(case("IE", subprocessor={"parent": parent}))

    assert ("unsafeguarded", {}) == (hop(found, "US").result, found.members)


def test_r10_data_that_goes_back() -> None:
    """R10: what returns to a controller in IN needs module 4, and no assessment where nothing was combined."""
    without = expected(case("IE", controller={"name": "Globex", "country": "IN", "safeguards": []}))
    module_4 = perfect.clauses("2023-02-01", 4, clause_9=None, courts=None)
    with_it = expected(case("IE", controller={"name": "Globex", "country": "IN", "safeguards": [module_4]}))

    assert ("unsafeguarded", {R23}) == (
        without.hops[(), "IN", None, "eu"].result,
        said(without.hops[(), "IN", None, "eu"]),
    )
    assert ("safeguarded", set()) == (
        with_it.hops[(), "IN", None, "eu"].result,
        said(with_it.hops[(), "IN", None, "eu"]),
    )


def test_r11_an_importer_under_the_gdpr() -> None:
    """R11: the clauses hold for an importer that is itself under the GDPR, with a word of care."""
    found = hop(expected(case("IN", tools=[good_clauses()], subprocessor={"subject_to_gdpr": True})), "IN")

    assert ("safeguarded", {"R11 medium"}) == (found.result, said(found))


def test_r48_onward_to_the_next() -> None:
    """R48: DE to GB is adequate, and the hop from there to IN needs a tool of its own."""
    following = {"name": "Beta", "locations": [{"country": "IN"}], "safeguards": []}
    given = case("GB", subprocessor={"engages": [{"subprocessor": "beta"}]}, chain={"beta": following})

    assert "adequate" == hop(expected(given), "GB").result
    assert "unsafeguarded" == hop(expected(given), "IN", "eu", "acme", "beta").result


def test_a_member_that_is_missing() -> None:
    """A member of the chain whose document is missing is one undeclared hop."""
    given = case("IE", subprocessor={"engages": [{"subprocessor": "beta"}]})

    assert ("undetermined", {"R04 high"}) == (
        hop(expected(given), None, "eu", "acme", "beta").result,
        said(hop(expected(given), None, "eu", "acme", "beta")),
    )


def test_the_oracle_shares_nothing_with_the_program() -> None:
    """The oracle imports nothing of the program: it reads the data files, and the rules in its own words."""
    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__).parent / "oracle").glob("*.py")]

    assert 10 < len(sources)
    assert [] == [source for source in sources if "from service" in source or "import service" in source]
