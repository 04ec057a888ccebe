"""Keeps a small register as the present schema holds it, for every later version to be brought forward from.

`make released`, once for each release whose schema is new: `tests/database/released/` gets a dump of plain SQL, named
after the newest migration, and what must stay as it is: the head hash of the log, and the ids of feeds and notices.
"""

import asyncio
import json
import tempfile
from pathlib import Path

import asyncpg

from service.database.client_programs import find_client_programs, run_client_program
from service.database.embedded import embedded_postgres
from service.database.migrations import migrate
from service.database.pool import open_connection
from tests import acts
from tests.web.running import running

DIRECTORY = Path(__file__).parent / "released"

_OPTIONS = (
    *("--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", "--no-comments"),
    *("--no-unlogged-table-data", "--exclude-table-data=public.touch"),
)
# Of psql, or of servers after the oldest that is supported.
_LEFT_OUT = ("--", "\\", "SET transaction_timeout", "SELECT pg_catalog.set_config('search_path'")


async def ids(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[str]]:
    """The id of each list's feed, and those of its notices, oldest first."""
    rows = await connection.fetch(
        "SELECT feed.controller, feed.id::text AS feed, notice.id::text AS notice "
        "FROM feed LEFT JOIN notice ON notice.controller = feed.controller ORDER BY feed.controller, notice.number"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["controller"], [row["feed"]]).append(row["notice"])
    return found


async def main() -> None:
    """Make the register by real acts, and write both files."""
    with tempfile.TemporaryDirectory() as data:
        async with embedded_postgres(Path(data)) as dsn:
            newest = (await migrate(dsn))[-1]
            async with running(dsn) as service:
                head = (await acts.act(service)).head
            connection = await open_connection(dsn)
            kept = {"head": head, "ids": await ids(connection)}
            programs = find_client_programs(None, connection.get_server_version().major)
            await connection.close()
            done = await run_client_program(programs, "pg_dump", list(_OPTIONS), dsn=dsn)
            assert 0 == done.status, done.error
    lines = [line for line in done.printed.decode().splitlines() if line and not line.startswith(_LEFT_OUT)]
    (DIRECTORY / f"{newest}.sql").write_text("\n".join(lines) + "\n", "utf-8")
    (DIRECTORY / f"{newest}.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
