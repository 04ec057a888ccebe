"""The engine agrees with the oracle: results, bases and fallbacks of every hop of random cases."""

import os

import pytest

from tests.rules.comparison import differences
from tests.rules.generated import cases

SEEDS = range(int(os.environ.get("SUBREG_TEST_ORACLE_SEEDS", "4")))
CASES = 1000


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engine_agrees_with_the_oracle(seed: int) -> None:
    """Two readings of the rules, written apart, come to the same result, basis and fallbacks on every hop."""
    found = [(words, case) for case in cases(seed, CASES) for _, words in differences(case)]
    assert [] == found[:1], f"{len(found)} differences in {CASES} cases of seed {seed}"
