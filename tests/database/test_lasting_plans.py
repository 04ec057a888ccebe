"""A plan that a connection keeps goes on looking rows up by index when the tables grow under it."""

import json
import re

import pytest

from service.database.pool import Connection, open_connection
from service.database.queries import queries

CHANGES = """
INSERT INTO change (id, subject, recorded_at, actor, kind, manner, effective_on, material)
SELECT gen_random_uuid(), subject.id, now(), 'cli', 'changed', 'baseline', '2026-01-01', true
FROM subject CROSS JOIN generate_series(1, 20)
"""


async def test_a_chain_is_followed_by_its_index(conn: Connection) -> None:
    """Where the log was counted while it was empty, a long insert does not read all of it for each row."""
    await conn.execute("INSERT INTO subject (kind, controller) VALUES ('controller', 'alfa')")
    await conn.execute("ANALYZE subject, change")
    read = "SELECT seq_tup_read, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'change'"
    before = await conn.fetchrow(read)
    await conn.execute(CHANGES)
    after = await conn.fetchrow(read)
    assert before is not None
    assert after is not None
    assert (0, 20) == (after["seq_tup_read"] - before["seq_tup_read"], after["idx_scan"] - before["idx_scan"])


async def test_small_tables_are_not_counted(conn: Connection) -> None:
    """Autovacuum leaves what an import fills, and what the foreign keys of that refer to, until it has grown."""
    wanted = await conn.fetch(
        "SELECT DISTINCT confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY($1)",
        ["change", "version", "notice", "notice_change"],
    )
    large = await conn.fetch(
        "SELECT relname FROM pg_class CROSS JOIN pg_options_to_table(reloptions) "
        "WHERE option_name IN ('autovacuum_vacuum_threshold', 'autovacuum_analyze_threshold') "
        "AND option_value = '1000' GROUP BY relname HAVING count(*) = 2"
    )
    found = {str(row["relname"]) for row in large}
    assert {row["confrelid"] for row in wanted} <= found
    assert {"change", "version", "notice", "notice_change"} <= found


@pytest.mark.parametrize(
    ("query", "values"),
    [("logs_from", "'{1}', '{2026-01-01}'"), ("planned_replacements", "'{alfa}', '{cloud}', '2026-01-01'")],
)
async def test_logs_are_looked_up_one_by_one(database_url: str, query: str, values: str) -> None:
    """In a database that was never counted no log meets all subjects that a file names: each is found by its index."""
    conn = await open_connection(database_url)
    await conn.execute("SET plan_cache_mode = force_generic_plan")
    await conn.execute(f"PREPARE asked AS {getattr(queries, query).sql}")
    plan = json.dumps(await conn.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({values})"))
    assert "change_of_subject" in plan
    assert plan.count('"Index Cond"') == len(re.findall(r'"Node Type": "Index (?:Only )?Scan"', plan))
    assert '"Index Cond": "(withdraws IS NULL)"' not in plan
    await conn.close()
