"""The engine agrees with the oracle: two readings of the rules that share nothing but the data files."""

import json
import os

import pytest

from tests.rules.comparison import Answer, by_engine, by_oracle, differences
from tests.rules.generated import cases
from tests.rules.generated_tools import Plain
from tests.rules.shrinking import smallest

FIRST = int(os.environ.get("SUBREG_TEST_ORACLE_FIRST", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("SUBREG_TEST_ORACLE_SEEDS", "4")))
CASES = 1000
EXAMPLE: Plain = {
    "on": "2026-11-23",
    "exporter": {"regimes": ["eu"], "role": "processor"},
    "chain": {},
    "subprocessor": {
        "name": "Acme",
        "locations": [{"country": "IN"}, {"country": "IE"}],
        "safeguards": [{"mechanism": "adequacy"}],
    },
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engine_agrees_with_the_oracle(seed: int) -> None:
    """Two readings of the rules, written apart, give every hop the same result, basis, fallbacks and findings."""
    for number, given in enumerate(cases(seed, CASES)):
        if any(differences(given)):
            pytest.fail(f"case {number} of seed {seed}, as small as it gets:\n{_report(given)}", pytrace=False)


def _report(given: Plain) -> str:
    case = smallest(given, lambda smaller: any(differences(smaller)))
    return "\n".join([json.dumps(case, indent=1), *differences(case)])


def test_both_answer_in_one_shape() -> None:
    """The answers tell hops by chain, place and regime, and findings by member, place and regime."""
    expected = Answer()
    expected.add((("acme",), "IE", "eu"), "inside_eea", "", ())
    expected.add((("acme",), "IN", "eu"), "unsafeguarded", "", ())
    for rule in ("R13", "R23"):
        expected.say(("acme", "IN", "eu"), rule, "critical")

    assert expected == by_engine(EXAMPLE) == by_oracle(EXAMPLE)


def test_a_difference_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one side alone says of a hop, or how it ends for one side, is a sentence that names the hop."""
    monkeypatch.setattr("tests.rules.comparison.by_oracle", lambda _given: Answer())

    assert [
        "acme in IE under eu: the engine says inside_eea; the oracle nothing",
        "acme in IN under eu: the engine says unsafeguarded; the oracle nothing",
        "acme in IN under eu: only the engine ['R13 critical', 'R23 critical']",
    ] == list(differences(EXAMPLE))


def test_a_case_shrinks_to_what_shows_the_difference() -> None:
    """Fields and items that do not matter are dropped, and what cannot be read is no smaller case."""
    country = {"name": "Acme", "locations": [{"country": "IN"}]}

    found = smallest(EXAMPLE, lambda case: "IN" in {hop[1] for hop in by_engine(case).hops})

    assert {"on": "2026-11-23", "chain": {}, "subprocessor": country} == found
