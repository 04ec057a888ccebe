"""The named SQL of `sql/queries`, one file per noun, as one object of functions.

A query stands in its file as `-- name: get_controller^`, one line of purpose, and the statement with `:named` values.
The sign after the name says what comes back: `^` one row or None, `$` one value, `!` the status, nothing an async
iterator of rows. The first argument is the connection, all others are named.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import aiosql
from aiosql.adapters.asyncpg import AsyncPGAdapter
from aiosql.queries import Queries
from asyncpg import Record

import service
from service.database.pool import Connection

Values = Mapping[str, Any]


class _OnConnections(AsyncPGAdapter):
    """asyncpg for a connection alone: aiosql asks at each call, by all its names (dir), whether it is a pool: 30 µs."""

    async def select(
        self, conn: Connection, name: str, sql: str, values: Values, _: None = None
    ) -> AsyncIterator[Record]:
        for row in await conn.fetch(sql, *self._in_order(name, values)):
            yield row

    async def select_one(self, conn: Connection, name: str, sql: str, values: Values, _: None = None) -> Record | None:
        return await conn.fetchrow(sql, *self._in_order(name, values))

    async def select_value(self, conn: Connection, name: str, sql: str, values: Values) -> Any:  # noqa: ANN401 — a value
        return await conn.fetchval(sql, *self._in_order(name, values))

    async def insert_update_delete(self, conn: Connection, name: str, sql: str, values: Values) -> str:
        return await conn.execute(sql, *self._in_order(name, values))

    def _in_order(self, name: str, values: Values) -> list[Any]:
        return [values[placed] for placed in self.var_sorted[name]]


def sql_root() -> Path:
    """Find the directory of the SQL: inside the installed package, or beside it in a checkout."""
    package = Path(service.__file__).parent
    inside = package / "sql"
    return inside if inside.is_dir() else package.parent / "sql"


def load_queries(directory: Path) -> Queries:
    """Load all queries below a directory; raises aiosql's SQLParseException where a file is not in its form."""
    adapter: Any = _OnConnections  # its protocol has other names of parameters, and no status
    loaded: Queries = aiosql.from_path(directory, adapter, mandatory_parameters=False, encoding="utf-8")
    return loaded


queries: Final[Any] = load_queries(sql_root() / "queries")
