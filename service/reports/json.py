"""The check as JSON, for scripts: every finding, whatever fails."""

import json

from service.documents import to_plain
from service.register.checking import summary
from service.reports.ahead import plain
from service.reports.check import Check


def written(check: Check) -> str:
    """Write the day, the counts by severity, all findings, and the rules that were not evaluated."""
    body = {
        "on": check.on,
        "summary": summary(check.findings),
        "items": check.findings,
        "not_evaluated": check.not_evaluated,
        **plain(check.ahead),
    }
    return json.dumps(to_plain(body))
