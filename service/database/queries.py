"""The named SQL of `sql/queries`, one file per noun, as one object of functions.

A query stands in its file as `-- name: get_controller^`, one line of purpose, and the statement with `:named` values.
The sign after the name says what comes back: `^` one row or None, `$` one value, `!` the status, `<!` what RETURNING
gives, nothing an async iterator of rows. The first argument is the connection, all others are named.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import aiosql
import asyncpg
from aiosql.adapters.asyncpg import AsyncPGAdapter
from aiosql.queries import Queries

import service
from service.database.pool import Connection

_Values = Mapping[str, Any]


def sql_root() -> Path:
    """Find the directory of the SQL: inside the installed package, or beside it in a checkout."""
    package = Path(service.__file__).parent
    inside = package / "sql"
    return inside if inside.is_dir() else package.parent / "sql"


class _OfConnections(AsyncPGAdapter):
    """Puts statements to a connection, and to nothing else.

    The adapter of aiosql takes a pool too, and to tell one it lists all names of what it is given, with each statement:
    that takes the process as long as all else that aiosql does for it.
    """

    async def select(
        self, conn: Connection, name: str, sql: str, given: _Values, *_: None
    ) -> AsyncIterator[asyncpg.Record]:
        for row in await conn.fetch(sql, *self._ordered(name, given)):
            yield row

    async def select_one(
        self, conn: Connection, name: str, sql: str, given: _Values, *_: None
    ) -> asyncpg.Record | None:
        return await conn.fetchrow(sql, *self._ordered(name, given))

    async def select_value(self, conn: Connection, name: str, sql: str, given: _Values) -> Any:  # noqa: ANN401 — of any type
        return await conn.fetchval(sql, *self._ordered(name, given))

    async def insert_update_delete(self, conn: Connection, name: str, sql: str, given: _Values) -> str:
        return await conn.execute(sql, *self._ordered(name, given))

    def _ordered(self, name: str, given: _Values) -> list[Any]:
        return [given[value] for value in self.var_sorted[name]]


_ADAPTER: Any = _OfConnections  # aiosql describes one by the types of its own arguments


def load_queries(directory: Path) -> Queries:
    """Load all queries below a directory; raises aiosql's SQLParseException where a file is not in its form."""
    loaded: Queries = aiosql.from_path(directory, _ADAPTER, mandatory_parameters=False, encoding="utf-8")
    return loaded


queries: Final[Any] = load_queries(sql_root() / "queries")
