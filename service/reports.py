"""What the command line prints of an import and of a check. Pure text."""

from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Literal

from rich.console import Console
from rich.table import Table

from service.documents import to_json
from service.register.checking import ListVerdict, at_least, failing, not_evaluated, summary
from service.register.importing import Report
from service.transfers import Finding, Severity

Form = Literal["table", "json"]
_WIDTH, _WHERE = 140, 36


def imported(report: Report) -> str:
    """Say what an import did, and what was assumed of which line."""
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged, "
        f"{len(report.removed)} no longer on the list; {len(report.changes)} changes recorded"
    )
    lines = [f"{report.controller}: {counts}{' (dry run: nothing was written)' if report.dry_run else ''}"]
    lines += [f"  line {said.line}, {said.column}: {said.detail} ({said.kind})" for said in report.remarks]
    if report.not_in_file:
        lines.append(f"  on the list but not in the file, and kept: {', '.join(report.not_in_file)}")
    return "\n".join(lines)


def checked(verdicts: Mapping[str, ListVerdict], on: date, fail_on: Severity, form: Form) -> str:
    """Say what the check found, worst first; findings below `fail_on` are counted, not printed in the table."""
    findings = [finding for verdict in verdicts.values() for finding in verdict.findings]
    if form == "json":
        body = {
            "on": on,
            "summary": summary(findings),
            "items": findings,
            "not_evaluated": not_evaluated(verdicts.values()),
        }
        return to_json(body).decode()
    shown = at_least(findings, fail_on)
    counts = ", ".join(f"{count} {name}" for name, count in summary(findings).items())
    verdict = "failed" if failing(findings, fail_on) else "passed"
    head = f"{verdict} on {on} at {fail_on}: {len(verdicts)} lists, findings: {counts}"
    silent = not_evaluated(verdicts.values())
    rules = [f"not evaluated: {', '.join(silent)}"] if silent else []
    return "\n".join([head, *rules, *([_table(shown)] if shown else [])])


def _table(findings: tuple[Finding, ...]) -> str:
    table = Table(show_lines=True, expand=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("where", max_width=_WHERE, overflow="fold")
    table.add_column("what is wrong, and what to do", ratio=1)
    for finding in findings:
        where = [
            finding.controller,
            finding.subprocessor,
            finding.country,
            finding.regime and f"regime {finding.regime}",
        ]
        text = f"{finding.message}\n-> {finding.remedy}\n[{', '.join(finding.legal_basis)}]"
        if finding.accepted is not None:
            text += f"\naccepted until {finding.accepted.until} by {finding.accepted.by}: {finding.accepted.reason}"
        table.add_row(finding.severity, finding.rule, "\n".join(part for part in where if part), text)
    out = StringIO()
    Console(file=out, width=_WIDTH, markup=False, highlight=False).print(table)
    return out.getvalue().rstrip()
