"""What is told of two answers of the check that differ."""

from typing import Any

import pytest

from service.rules.differences import differences
from tests.reports.samples import finding, verdict


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {}, []),
        ({}, {"message": "In other words.", "remedy": "Do it."}, []),
        ({"severity": "high"}, {"severity": "critical"}, [("severity", "high", "critical")]),
        ({"unknown": ("dpa", "country")}, {}, [("unknown", "country, dpa", None)]),
        ({"unknown": ("dpa", "country")}, {"unknown": ("country", "dpa")}, []),
        ({}, {"confidence": "uncertain"}, [("confidence", "verified", "uncertain")]),
        (
            {},
            {"unknown": ("dpa",), "confidence": "general"},
            [("unknown", None, "dpa"), ("confidence", "verified", "general")],
        ),
        ({"severity": "high"}, {"severity": "low", "unknown": ("dpa",)}, [("severity", "high", "low")]),
    ],
)
def test_a_finding_that_stays_is_told_by_what_is_another(
    before: dict[str, Any], after: dict[str, Any], told: list[tuple[str, str | None, str | None]]
) -> None:
    """A change of severity is told, else of what is not recorded and of how sure the law is; other words are not."""
    found = differences(verdict(finding(**before)), verdict(finding(**after)))
    assert told == [(it.kind, it.before, it.after) for it in found]


def test_a_finding_comes_and_goes() -> None:
    """A finding that only one of the answers has appears or disappears, with its severity."""
    one, none = verdict(finding(unknown=("dpa",))), verdict()
    there, gone = list(differences(none, one)), list(differences(one, none))
    assert [("finding_appears", None, "critical")] == [(it.kind, it.before, it.after) for it in there]
    assert [("finding_disappears", "critical", None)] == [(it.kind, it.before, it.after) for it in gone]
