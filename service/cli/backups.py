"""The verbs that take the whole register away as a file, and bring it back."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.edges import misuse, run, say, settings_or_misuse, with_database
from service.database.roles import Addresses
from service.register import backups
from service.settings import Settings

_POOLED = (
    "A backup and a restore do not go through a pooler (SUBREG_STATEMENT_CACHE=0). Run this without that setting, and "
    "with SUBREG_DATABASE_URL leading to PostgreSQL itself, or name that in SUBREG_OWNER_URL."
)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced at the end.")],
) -> None:
    """Write the whole register to a file, in pg_dump's custom format, while the service runs.

    Keys and tokens are in it as hashes, contacts of persons in plain words: keep it as you keep the database.
    """
    chosen = _direct_or_misuse()

    async def work(at: Addresses) -> int:
        return await backups.back_up(at.owner, file, chosen.postgres_bin)

    size = run(with_database(chosen, work))
    say(f"The register is in {file}: {size:,} bytes.")


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True, dir_okay=False, readable=True)],
) -> None:
    """Bring a backup back into a database that holds nothing; one of an older version is brought forward."""
    chosen = _direct_or_misuse()

    async def work(at: Addresses) -> list[str]:
        return await backups.restore(at, file, chosen.postgres_bin)

    for name in run(with_database(chosen, work)):
        say(f"applied {name}")
    say(f"The register is restored from {file}. Look at it with: subreg log verify --head HASH")


def _direct_or_misuse() -> Settings:
    chosen = settings_or_misuse()
    if chosen.database_url is not None and chosen.owner_url is None and not chosen.statement_cache:
        misuse(_POOLED)
    return chosen
