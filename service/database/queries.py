"""The named SQL of `sql/queries`, one file per noun, as one object of functions.

A query stands in its file as `-- name: get_controller^`, one line of purpose, and the statement with `:named` values.
The sign after the name says what comes back: `^` one row or None, `$` one value, `!` the status, `<!` what RETURNING
gives, nothing an async iterator of rows. The first argument is the connection, all others are named.
"""

from pathlib import Path
from typing import Any, Final

import aiosql
from aiosql.queries import Queries

import service


def sql_root() -> Path:
    """Find the directory of the SQL: inside the installed package, or beside it in a checkout."""
    package = Path(service.__file__).parent
    inside = package / "sql"
    return inside if inside.is_dir() else package.parent / "sql"


def load_queries(directory: Path) -> Queries:
    """Load all queries below a directory; raises aiosql's SQLParseException where a file is not in its form."""
    loaded: Queries = aiosql.from_path(directory, "asyncpg", mandatory_parameters=False, encoding="utf-8")
    return loaded


queries: Final[Any] = load_queries(sql_root() / "queries")
