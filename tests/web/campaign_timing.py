"""What is not yours takes as long as what is not there: `make timing`, as many tries as SUBREG_TEST_TRIES says."""

import os

import pytest

from tests.web.running import Running
from tests.web.test_isolation import other
from tests.web.test_timing import QUESTIONS, both
from tests.web.timing import CLEAR, delayed, difference

__all__ = ["other"]  # the fixture

TRIES = int(os.environ.get("SUBREG_TEST_TRIES", "2000"))
ATTEMPTS = 3  # where others use the machine, tries say nothing: what is planted is not found, and nor would be a leak


@pytest.mark.parametrize("name", QUESTIONS)
async def test_cannot_be_told_apart(other: Running, name: str) -> None:
    """In so many tries nobody tells what is another's from what is not there, and a planted difference is found."""
    theirs, nobodys = await both(other, name)
    for _ in range(ATTEMPTS):
        apart, planted = await difference(theirs, nobodys, TRIES), await difference(delayed(theirs), nobodys, TRIES)
        print(f"{name}: {apart:+.1f} standard deviations, {planted:+.1f} with 200 µs planted")  # noqa: T201 — the figures
        assert abs(apart) < CLEAR
        if planted > CLEAR:
            return
    pytest.fail("the machine does too much else: what is planted is not found either")
