"""The random cases: documents that pass validation, drawn evenly enough that every rule has something to say."""

from collections import Counter
from itertools import islice

from service.documents import from_plain
from service.transfers import RESULTS, Assessment
from tests.rules.generated import cases, documents
from tests.rules.oracle import expected

GATE = {
    f"R{number:02}" for number in (4, 9, 11, *range(13, 22), *range(23, 42), *range(56, 61))
}  # the others are determinations: they have a result, and no finding beside it


def test_every_case_is_a_valid_assessment() -> None:
    """A drawn case passes the validation of the documents it is made of."""
    for given in cases(7, 2000):
        read = from_plain({"on": given["on"], **documents(given)}, Assessment)

        assert given["on"] == str(read.on)


def test_a_seed_gives_the_same_cases() -> None:
    """The same seed draws the same cases, and another seed draws others."""
    assert list(cases(3, 50)) == list(islice(cases(3, 100), 50))
    assert list(cases(3, 50)) != list(cases(4, 50))


def test_the_cases_reach_every_result_and_every_rule() -> None:
    """Each result holds for 3 % of the hops at least, and each rule of the gate speaks somewhere."""
    results: Counter[str] = Counter()
    rules: set[str] = set()
    for given in cases(1, 5000):
        found = expected(given)
        results.update(hop.result for hop in found.hops.values())
        for said in [hop.findings for hop in found.hops.values()] + list(found.members.values()):
            rules |= {rule for rule, _ in said}

    assert set(RESULTS) == {result for result, count in results.items() if count >= 0.03 * results.total()}
    assert rules == GATE
