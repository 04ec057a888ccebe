"""Plans of named queries as they ran: which rows the database met on the way to an answer."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from service.database.pool import Connection
from service.database.queries import queries

Node = dict[str, Any]


async def ran(conn: Connection, query: str, values: str) -> list[Node]:
    """The nodes of the plan of a named query that is kept, as they ran; a node that did not run has no loops."""
    async with conn.transaction():
        await conn.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await conn.execute(f"PREPARE asked AS {getattr(queries, query).sql}")
        rows = await conn.fetch(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE asked({values})")
        await conn.execute("DEALLOCATE asked")
    found = rows[0][0]
    return [*nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])]


def nodes(plan: Node) -> Iterator[Node]:
    """The nodes of a plan, from the top down."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def met(found: Sequence[Node], relation: str) -> int:
    """How many rows of a table were met: those that were taken, and those that a condition turned away."""
    return sum(
        round(node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)))
        for node in found
        if node.get("Relation Name") == relation
    )
