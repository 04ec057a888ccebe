"""The check as a table, for people."""

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.table import Table

from service.register.checking import at_least, summary
from service.reports.ahead import in_words
from service.reports.characters import one_line
from service.reports.check import Check
from service.transfers import Finding

_WIDTH, _WHERE = 140, 36


def written(check: Check) -> str:
    """Say whether the check passed and print the findings that count, accepted ones among them.

    Findings below the severity that fails are counted and not printed.
    """
    findings = check.findings
    counts = ", ".join(f"{count} {name}" for name, count in summary(findings).items())
    verdict = "failed" if check.failing else "passed"
    lists = "1 list" if len(check.verdicts) == 1 else f"{len(check.verdicts)} lists"
    supposed = f", {check.ahead.hypothesis}" if check.ahead.hypothesis else ""
    lines = [f"{verdict} on {check.on} at {check.fail_on}{supposed}: {lists}, findings: {counts}"]
    if accepted := sum(finding.accepted is not None for finding in findings):
        lines.append(f"accepted: {accepted} of them")
    if check.not_evaluated:
        lines.append(f"not evaluated: {', '.join(check.not_evaluated)}")
    if shown := at_least(findings, check.fail_on):
        lines.append(_table(shown))
    lines += in_words(check.ahead, check.fail_on)
    return "\n".join(lines)


def _table(findings: Iterable[Finding]) -> str:
    table = Table(show_lines=True, expand=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("where", max_width=_WHERE, overflow="fold")
    table.add_column("what is wrong, and what to do", ratio=1)
    for finding in findings:
        table.add_row(finding.severity, finding.rule, "\n".join(_where(finding)), "\n".join(_said(finding)))
    out = StringIO()
    # No markup and no emoji codes: names are text, whatever they look like.
    Console(file=out, width=_WIDTH, markup=False, emoji=False, highlight=False).print(table)
    return out.getvalue().rstrip()


def _where(finding: Finding) -> Iterable[str]:
    parts = (
        finding.controller,
        finding.subprocessor,
        finding.country,
        finding.regime and f"regime {finding.regime}",
    )
    return (one_line(part) for part in parts if part)


def _said(finding: Finding) -> Iterable[str]:
    yield one_line(finding.message)
    yield f"-> {one_line(finding.remedy)}"
    yield f"[{', '.join(finding.legal_basis)}]{f', since {finding.since}' if finding.since else ''}"
    if (accepted := finding.accepted) is not None:
        yield f"accepted until {accepted.until} by {one_line(accepted.by)}: {one_line(accepted.reason)}"
