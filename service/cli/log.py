"""The verbs about the log: an export for an auditor, the search for a break, checkpoints, erasing a reason."""

import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.cli.edges import REFUSED, misuse, run, say, settings_or_misuse, with_pool
from service.database.pool import Pool
from service.hash_chains import Checkpoint, Verdict
from service.register import auditing

log_app = typer.Typer(help="The log of changes as an auditor sees it: unbroken, or broken where.", no_args_is_help=True)


@log_app.command("export")
def log_export() -> None:
    """Print the log as NDJSON: all changes, chain by chain, then the checkpoints. The last line has the head hash."""

    async def work(pool: Pool) -> Checkpoint:
        head = await auditing.export(pool, sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
        return head

    _told(run(with_pool(settings_or_misuse(), work)))


@log_app.command("checkpoint")
def log_checkpoint() -> None:
    """Bind the heads of all chains as they stand now. The head hash alone goes to standard output: keep it apart."""

    async def work(pool: Pool) -> Checkpoint:
        return await auditing.take_checkpoint(pool)

    made = run(with_pool(settings_or_misuse(), work))
    _told(made)
    typer.echo(made.hash)


@log_app.command("verify")
def log_verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="What `log export` printed; the database if left out.", exists=True, dir_okay=False),
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="A head hash that was kept elsewhere, 64 hexadecimal digits.")
    ] = None,
) -> None:
    """Look for what was altered, removed or inserted. Exits 0 where the log is whole, 1 with the first break."""
    wanted = None if head is None else head.strip().lower()
    if wanted is not None and (len(wanted) != 64 or not set(wanted) <= set("0123456789abcdef")):  # noqa: PLR2004 — SHA-256
        misuse(f"--head {head!r} is no head hash: give the 64 hexadecimal digits that `log export` ends with.")
    if file is not None:
        found = run(auditing.verify_file(file, wanted))
    else:

        async def work(pool: Pool) -> Verdict:
            return await auditing.verify(pool, wanted)

        found = run(with_pool(settings_or_misuse(), work))
    if found.broken is not None:
        typer.echo(f"broken at {found.broken.where}: {found.broken.what}")
        raise typer.Exit(REFUSED)
    last = (
        f"the last checkpoint is {found.head}"
        if found.head
        else "there is no checkpoint yet: a cut tail would not show"
    )
    typer.echo(f"whole: {found.changes} changes in {found.chains} chains; {last}")


@log_app.command("erase-reason")
def log_erase_reason(change: Annotated[UUID, typer.Argument(help="The id of the change.")]) -> None:
    """Erase the reason of a change, where it names a person; the chain stays whole."""

    async def work(pool: Pool) -> None:
        await auditing.erase_reason(pool, change)

    run(with_pool(settings_or_misuse(), work, as_owner=True))
    say(f"The reason of {change} is erased.")


def _told(made: Checkpoint) -> None:
    say(f"{made.changes} changes in {made.chains} chains up to {made.moment}; the head hash is {made.hash}")
