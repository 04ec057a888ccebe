"""The log is read by subject: how long the logs of others are makes no difference."""

import json
from collections.abc import Iterator
from typing import Any

from service.database.pool import open_connection
from service.database.queries import queries


async def test_log_is_found_by_its_subject_in_a_new_database(database_url: str) -> None:
    """A plan made before anything was recorded looks changes up by their subject and by what they withdraw."""
    conn = await open_connection(database_url)
    await conn.execute("SET plan_cache_mode = force_generic_plan")
    await conn.execute(f"PREPARE asked AS {queries.logs_from.sql}")
    rows = await conn.fetch("EXPLAIN (FORMAT JSON) EXECUTE asked('{1}', '{2026-03-01}')")
    await conn.close()
    found = rows[0][0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    conditions = [node.get("Index Cond", "") for node in nodes(plan) if node.get("Relation Name") == "change"]
    assert 2 == len(conditions)
    assert "subject = wanted.subject" in conditions[0]
    assert "withdraws = change.id" in conditions[1]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of a plan, from the top down."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
