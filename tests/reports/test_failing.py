"""Which findings fail a check."""

import pytest

from service.register.checking import failing
from service.transfers import SEVERITIES, Severity
from tests.reports.samples import ACCEPTED, finding


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
