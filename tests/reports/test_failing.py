"""Which findings fail a check."""

from datetime import date

import pytest

from service.register.checking import failing
from service.register.forecasting import Coming
from service.reports.ahead import Ahead
from service.rules.differences import Difference
from service.transfers import SEVERITIES, Finding, Severity
from tests.reports.samples import ACCEPTED, finding

UNTIL = "accepted until 2026-12-31"


@pytest.mark.parametrize("fail_on", SEVERITIES)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_finding_fails_from_a_severity_on(severity: Severity, fail_on: Severity) -> None:
    """A finding fails the check where it is of the severity asked for or worse."""
    fails = SEVERITIES.index(severity) >= SEVERITIES.index(fail_on)
    assert fails == bool(failing([finding(severity=severity)], fail_on))


@pytest.mark.parametrize("severity", SEVERITIES)
def test_an_accepted_finding_fails_only_where_it_is_critical(severity: Severity) -> None:
    """An acceptance takes a finding out of what fails, unless it is critical."""
    assert (severity == "critical") == bool(failing([finding(severity=severity, accepted=ACCEPTED)], "info"))


@pytest.mark.parametrize(
    ("before", "after", "fails"), [(UNTIL, "high", True), ("high", UNTIL, False), (UNTIL, "medium", False)]
)
def test_what_is_accepted_no_longer_fails_ahead(before: str, after: str, *, fails: bool) -> None:
    """Looking ahead, the end of an acceptance fails a check where the finding does; its beginning does not."""
    ended = difference_of(finding(severity="high"), before, after)
    coming = Coming(on=date(2027, 1, 1), difference=ended, why=())
    assert fails == bool(Ahead(until=date(2027, 2, 1), coming={"acme": [coming]}).failing("high"))


def difference_of(of: Finding, before: str, after: str) -> Difference:
    return Difference(
        kind="acceptance",
        subprocessor=of.subprocessor,
        country=of.country,
        regime=of.regime,
        chain=(),
        before=before,
        after=after,
        rule=of.rule,
        fingerprint=of.fingerprint,
    )
