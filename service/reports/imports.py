"""What an import did, in words."""

from service.register.importing import Report
from service.reports.characters import one_line


def imported(report: Report) -> str:
    """Say what an import did, and what was assumed of which line."""
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged, "
        f"{len(report.removed)} no longer on the list; {len(report.changes)} changes recorded"
    )
    lines = [f"{report.controller}: {counts}{' (dry run: nothing was written)' if report.dry_run else ''}"]
    lines += [f"  line {said.line}, {said.column}: {one_line(said.detail)} ({said.kind})" for said in report.remarks]
    lines += [f"  {one_line(offered.detail)}" for offered in report.renames]
    if report.not_in_file:
        lines.append(f"  on the list but not in the file, and kept: {', '.join(report.not_in_file)}")
    return "\n".join(lines)
