"""What a long history costs who reads as of a moment: a list with 100,000 changes behind it, against one with 100."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx

from tests.benchmarks.registers import ENTRIES, fill
from tests.benchmarks.results import told
from tests.web.running import running

LONG, SHORT = 100_000, 100
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
ROUNDS = 200


async def test_as_of_reads_with_a_long_history(database_url: str) -> None:
    """A list of fifty entries as it was known at moments across its history, each of its own."""
    await fill(database_url, 2)
    for name, changes in (("list-0", LONG), ("list-1", SHORT)):
        await grow(database_url, name, changes)
    async with running(database_url) as service:
        took: dict[str, list[float]] = {"list-0": [], "list-1": []}
        for turn in range(ROUNDS + 1):
            for name, found in took.items():
                seconds = await read(service.staff, name, BEGAN + timedelta(hours=turn, microseconds=1))
                if turn:
                    found.append(seconds * 1000)
    middle = {name: statistics.median(found) for name, found in took.items()}
    told(f"as-of reads: {LONG} changes against {SHORT}", middle["list-0"], middle["list-1"], "ms", "<= 1.2")


async def read(client: httpx.AsyncClient, name: str, known_at: datetime) -> float:
    """Read a list as known at a moment; returns the seconds."""
    begun = time.perf_counter()
    parameters = {"on": "2024-06-01", "known_at": known_at.isoformat()}
    answer = await client.get(f"/v1/controllers/{name}/subprocessors", params=parameters)
    took = time.perf_counter() - begun
    assert len(answer.raise_for_status().json()["items"]) == ENTRIES
    return took


_BEFORE = """
CREATE TEMPORARY TABLE before AS
SELECT version.subject, version.effective, version.document
FROM version INNER JOIN subject ON subject.id = version.subject
WHERE subject.kind = 'engagement' AND subject.controller = $1
"""
# $1 is how often each engagement changes, $2 the first moment, $3 the time between two.
_VERSIONS = """
INSERT INTO version (subject, effective, recorded, document)
SELECT
    subject, effective, tstzrange($2::timestamptz + n * $3::interval, $2 + nullif(n + 1, $1) * $3::interval),
    document || jsonb_build_object('purpose', 'Purpose ' || n)
FROM before, generate_series(0, $1::int - 1) AS n
"""
_CHANGES = """
INSERT INTO change
    (id, subject, recorded_at, actor, kind, manner, effective_on, before, after, material, chain, place, predecessor,
    hash)
SELECT
    gen_random_uuid(), subject, $2::timestamptz + n * $3::interval, 'bench', 'changed', 'notice', lower(effective),
    '{}', jsonb_build_object('purpose', 'Purpose ' || n), TRUE, subject, n + 2, '', ''
FROM before, generate_series(0, $1::int - 1) AS n
ORDER BY n
"""


async def grow(url: str, name: str, count: int) -> None:
    """Give a list a history of so many changes of its engagements, evenly over 300 hours: the log and the versions.

    The log is not linked: no read of a list asks for its hashes.
    """
    conn = await asyncpg.connect(url)
    times = count // ENTRIES
    await conn.execute(_BEFORE.replace("$1", f"'{name}'"))
    await conn.execute("DELETE FROM version WHERE subject IN (SELECT subject FROM before)")
    await conn.execute("ALTER TABLE change DISABLE TRIGGER change_linked")
    for statement in (_VERSIONS, _CHANGES):
        await conn.execute(statement, times, BEGAN, timedelta(hours=300) / times)
    await conn.execute("DROP TABLE before")
    await conn.execute("ANALYZE")
    await conn.close()
