"""What an import costs: 100,000 engagements over the API, against COPY of the rows that they became.

Each file is imported, and then its rows are copied into the same tables of a second database, with all their indexes,
constraints and triggers: the log's hashes are worked out there too.
"""

import csv
import io
import time
from pathlib import Path

import asyncpg
import httpx

from tests.acceptance.programs import KEY, serving
from tests.benchmarks.results import told
from tests.database.servers import database
from tests.web.running import bearer

LISTS, LINES = 20, 5_000  # as many lines as a file may have
_PURPOSES = ("Hosting", "Support", "E-mail delivery", "Analytics", "Payments", "Logging", "Backup", "Search")
_PLACES = ("US", "IE", "DE", "IN", "GB", "US, IE", "FR", "CH")
_TOOLS = ("SCC", "", "DPF", "SCC", "", "DPF", "SCC", "")
# Each table with what tells the rows of one write, whose moment is $1; parents come before those that name them.
_ROWS = {
    "subject": "id IN (SELECT subject FROM change WHERE recorded_at = $1)",
    "change": "recorded_at = $1",
    "version": "lower(recorded) = $1",
    "notice": "recorded_at = $1",
    "notice_change": "notice IN (SELECT id FROM notice WHERE recorded_at = $1)",
}


def lines(number: int) -> bytes:
    """Return a list as a customer would send it; all lists name the same sub-processors."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("sub_processor", "legal_entity", "purpose", "location_iso", "mechanism_raw", "data_categories"))
    for line in range(LINES):
        kind = line % len(_PLACES)
        purpose = f"{_PURPOSES[(line + number) % len(_PURPOSES)]} of part {number}"
        table.writerow(
            (f"Sub {line}", f"Sub {line} Ltd", purpose, _PLACES[kind], _TOOLS[kind], "Names; E-mail addresses")
        )
    return written.getvalue().encode()


async def test_a_hundred_thousand_engagements(
    database_url: str, server_url: str, template: str, tmp_path: Path
) -> None:
    """Twenty lists of 5,000 sub-processors, which the first one brings into the catalogue."""
    took, copied = [], []
    with database(server_url, template) as beside:
        ours, reference = await asyncpg.connect(database_url), await asyncpg.connect(beside)
        async with (
            serving(database_url, tmp_path) as address,
            httpx.AsyncClient(base_url=address, headers=bearer(KEY), timeout=600) as client,
        ):
            for number in range(LISTS):
                name = f"list-{number}"
                (await client.put(f"/v1/controllers/{name}", json={"name": name})).raise_for_status()
                await copied_over(ours, reference, "feed", f"controller = '{name}'")
                await copied_over(ours, reference, "subject", f"controller = '{name}'")
                took.append(await imported(client, name, lines(number)))
                copied.append(await rows_of_the_last_write(ours, reference))
        assert await reference.fetchval("SELECT count(*) FROM subject WHERE kind = 'engagement'") == LISTS * LINES
        await ours.close()
        await reference.close()
    told("the first list imported: against COPY", LINES / took[0], LINES / copied[0], "engagements/s")
    told(
        f"{LISTS * LINES} engagements imported: against COPY",
        LISTS * LINES / sum(took),
        LISTS * LINES / sum(copied),
        "engagements/s",
        ">= 0.4",
    )


async def imported(client: httpx.AsyncClient, name: str, body: bytes) -> float:
    """Import a file; returns the seconds until the answer."""
    begun = time.perf_counter()
    headers = {"Content-Type": "text/csv"}
    answer = await client.post("/v1/imports", params={"controller": name}, content=body, headers=headers)
    took = time.perf_counter() - begun
    assert len(answer.raise_for_status().json()["added"]) == LINES
    return took


async def rows_of_the_last_write(
    ours: "asyncpg.Connection[asyncpg.Record]", reference: "asyncpg.Connection[asyncpg.Record]"
) -> float:
    """Copy what the last write inserted, in one transaction; returns the seconds of COPY alone, commit included."""
    moment = await ours.fetchval("SELECT recorded_at FROM change ORDER BY seq DESC LIMIT 1")
    known = await reference.fetch("SELECT id FROM subject")
    ids = ", ".join(str(row["id"]) for row in known)
    files = {}
    for table, rows in _ROWS.items():
        which = f"({rows}) AND id NOT IN ({ids})" if table == "subject" else rows
        files[table] = await read_out(ours, table, which, moment)
    begun = time.perf_counter()
    async with reference.transaction():
        for table, file in files.items():
            await reference.copy_to_table(table, source=file, format="binary")
    return time.perf_counter() - begun


async def copied_over(
    ours: "asyncpg.Connection[asyncpg.Record]", reference: "asyncpg.Connection[asyncpg.Record]", table: str, rows: str
) -> None:
    """Copy some rows of a table, untimed."""
    await reference.copy_to_table(table, source=await read_out(ours, table, rows), format="binary")


async def read_out(conn: "asyncpg.Connection[asyncpg.Record]", table: str, rows: str, *arguments: object) -> io.BytesIO:
    """Return rows of a table as COPY has them."""
    file = io.BytesIO()
    query = f"SELECT * FROM {table} WHERE {rows} ORDER BY 1"  # noqa: S608 — the words above
    await conn.copy_from_query(query, *arguments, output=file, format="binary")
    file.seek(0)
    return file
