"""A log that was begun before its changes carried hashes gets them with the migration."""

import shutil
from pathlib import Path

import asyncpg
import pytest

from service.database.migrations import migrate
from service.database.pool import open_connection, open_pool
from service.database.queries import sql_root
from service.register import auditing

OLD_LOG = """
INSERT INTO subject (kind, controller, subprocessor)
VALUES ('processor', NULL, NULL), ('controller', 'alfa', NULL), ('subprocessor', NULL, 'cloud'),
    ('engagement', 'alfa', 'cloud');
INSERT INTO change (id, subject, recorded_at, actor, reason, kind, manner, effective_on, present, after, material)
SELECT gen_random_uuid(), subject.id, '2026-01-01T12:00:00Z'::timestamptz + subject.id * interval '1 us', 'cli', reason,
    CASE WHEN present THEN 'added' ELSE 'changed' END, 'correction', '2200-12-31', present,
    '{"name": "Ærlig – 日本 😀", "count": 10000000000, "held": {"b": {"B": null}, "aa": []}}', true
FROM subject, (VALUES (true, 'Per asked for it'), (NULL, 'again')) AS twice (present, reason)
ORDER BY twice.present, subject.id;
"""


async def test_changes_before_the_migration_are_linked(empty_database_url: str, tmp_path: Path) -> None:
    """Every change of an older log gets its place and hash, in the order in which it was recorded."""
    for file in (sql_root() / "migrations").glob("*.sql"):
        if file.name < "0011":
            shutil.copy(file, tmp_path)
    await migrate(empty_database_url, tmp_path)
    connection = await open_connection(empty_database_url)
    await connection.execute(OLD_LOG)
    before = await connection.fetch("SELECT seq, id, reason, after FROM change ORDER BY seq")
    await migrate(empty_database_url)
    assert before == await connection.fetch("SELECT seq, id, reason, after FROM change ORDER BY seq")
    pool = await open_pool(empty_database_url)
    head = (await auditing.take_checkpoint(pool)).hash
    found = await auditing.verify(pool, head)
    assert (8, 3, None) == (found.changes, found.chains, found.broken)
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await connection.execute("UPDATE change SET hash = 'x'")
    await pool.close()
    await connection.close()


async def test_hashes_can_be_taken_back_from_a_log_with_an_erased_reason(
    conn: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """What the migration undoes leaves every change; a reason that was erased says so, for the old schema wants one."""
    await conn.execute(OLD_LOG)
    await conn.execute("UPDATE change SET reason = NULL, reason_salt = NULL WHERE reason = 'again'")
    _, rollback = (sql_root() / "migrations" / "0011_log_chain.sql").read_text("utf-8").split("-- migrate: rollback")
    await conn.execute(rollback)
    found = await conn.fetch("SELECT reason, count(*) FROM change GROUP BY reason")
    assert {("[erased]", 4), ("Per asked for it", 4)} == {tuple(row) for row in found}
