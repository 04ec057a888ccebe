"""The verbs `import` and `export`: a list out of a file, and into one."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.edges import (
    MISUSE,
    Day,
    day_or_misuse,
    law_or_misuse,
    misuse,
    run,
    say,
    settings_or_misuse,
    with_pool,
)
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import to_json
from service.histories import read_history
from service.imports import Form, ListedEntry, read_list
from service.register import reading
from service.register.acts import Terms
from service.register.exporting import export_list
from service.register.importing import DryRun, Report, import_history, import_list
from service.register.reading import Moment
from service.reports.imports import imported

_FORMS: dict[str, Form] = {".csv": "csv", ".xlsx": "xlsx", ".ndjson": "ndjson", ".jsonl": "ndjson"}


def import_(
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX or NDJSON; with --history a history in CSV.", exists=True, dir_okay=False)
    ],
    controller: Annotated[str, typer.Option(help="The slug of the list.")],
    *,
    history: Annotated[
        bool, typer.Option("--history", help="Replay a history of dated changes into an empty list.")
    ] = False,
    announce: Annotated[bool, typer.Option("--announce", help="The file is news: give due notice.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, report all.")] = False,
    effective_on: Day = None,
) -> None:
    """Load a list from a file. The same file again changes nothing."""
    if history and (announce or effective_on):
        misuse("--history brings its own days: leave out --announce and --effective-on.")
    day = None if effective_on is None else day_or_misuse(effective_on)
    chosen = settings_or_misuse()
    law = law_or_misuse(chosen)
    terms = Terms(actor="cli", today=reading.today(), manner="notice" if announce else "baseline")

    async def load(conn: Connection) -> Report:
        data = file.read_bytes()
        if history:
            return await import_history(conn, controller, read_history(data), "cli", law, dry_run=dry_run)
        parsed = read_list(data, _FORMS.get(file.suffix.lower(), "csv"))
        return await import_list(
            conn, controller, parsed.items, parsed.remarks, terms, law, effective_on=day, dry_run=dry_run
        )

    async def work(pool: Pool) -> Report:
        try:
            return await in_transaction(pool, load)
        except DryRun as done:
            return done.report

    typer.echo(imported(run(with_pool(chosen, work))))


def export(controller: Annotated[str, typer.Option(help="The slug of the list.")], *, on: Day = None) -> None:
    """Print a list as NDJSON, whole entries with every field and their contacts; `import` takes it again."""
    today = reading.today()
    moment = Moment(on=today if on is None else day_or_misuse(on), today=today)

    async def work(pool: Pool) -> list[ListedEntry]:
        async with reading.reading(pool, moment) as conn:
            return await export_list(conn, controller, moment)

    listed = run(with_pool(settings_or_misuse(), work), refused=MISUSE)
    if not listed:
        say(f"Nothing is recorded of {controller} for {moment.on}: the file is empty.")
    for entry in listed:
        typer.echo(to_json(entry).decode())
