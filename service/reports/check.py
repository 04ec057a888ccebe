"""What every report of a check is made of."""

from collections.abc import Mapping
from datetime import date

import msgspec

from service.register.checking import ListVerdict, failing, not_evaluated
from service.reports.ahead import Ahead
from service.transfers import Finding, Severity


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The verdicts of lists by controller, the day they are about, the least severity that fails, and what is ahead."""

    verdicts: Mapping[str, ListVerdict]
    on: date
    fail_on: Severity
    ahead: Ahead = Ahead()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, list by list, in each the worst first."""
        return tuple(finding for verdict in self.verdicts.values() for finding in verdict.findings)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings for which the check fails."""
        return failing(self.findings, self.fail_on)

    @property
    def not_evaluated(self) -> tuple[str, ...]:
        """The rules that did not speak somewhere."""
        return not_evaluated(self.verdicts.values())
