"""Plans of writes are kept: they look rows up by name, also where they were made before anything was recorded."""

import json

import pytest

from service.database.pool import open_connection
from service.database.queries import queries
from tests.store.plans_as_run import nodes

SUBJECT = "'{controller}', '{alfa}', '{null}'"


@pytest.mark.parametrize(
    ("query", "values", "looked_up"),
    [
        (
            "logs_from",
            "'{1}', '{2026-03-01}'",
            {"change": "subject = wanted.subject", "later": "withdraws = change.id"},
        ),
        ("subject_ids", SUBJECT, {"subject": "kind = wanted.kind"}),
        (
            "timelines",
            f"{SUBJECT}, '2026-03-01', 'infinity'",
            {"subject": "kind = wanted.kind", "version": "subject ="},
        ),
        (
            "timelines_now",
            f"{SUBJECT}, '2026-03-01'",
            {"subject": "kind = wanted.kind", "version": "subject ="},
        ),
        ("lock_chain", "'{cloud}'", {"subject_1": "= chain.subprocessor", "version": "subject =", "subject": "ANY"}),
    ],
)
async def test_plan_of_a_new_database_looks_rows_up(
    database_url: str, query: str, values: str, looked_up: dict[str, str]
) -> None:
    """A plan made before anything was recorded finds rows by an index, by what they are asked for."""
    conn = await open_connection(database_url)
    await conn.execute("SET plan_cache_mode = force_generic_plan")
    await conn.execute(f"PREPARE asked AS {getattr(queries, query).sql}")
    rows = await conn.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE asked({values})")
    await conn.close()
    found = rows[0][0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    conditions = {node["Alias"]: node.get("Index Cond", "") for node in nodes(plan) if "Relation Name" in node}
    assert [] == [alias for alias, condition in looked_up.items() if condition not in conditions[alias]]
