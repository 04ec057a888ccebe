"""The verb `migrate`."""

from service.cli.edges import run, say, settings_or_misuse, with_database
from service.database.migrations import migrated


def migrate() -> None:
    """Bring the database to the present schema."""
    applied = run(with_database(settings_or_misuse(), migrated))
    say("\n".join(f"applied {name}" for name in applied) or "The schema is up to date.")
