"""The named SQL of the project: complete, in order, and true to the schema."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from service.database.pool import open_connection
from service.database.queries import load_queries, queries, sql_root

FILES = sorted((sql_root() / "queries").glob("*.sql"))
QUERY = re.compile(r"^-- name: (?P<name>\w+)(?:\([^)]*\))?(?P<sign>\S*)\n(?P<next>.*)$", re.MULTILINE)
NAMES = sorted(match["name"] for file in FILES for match in QUERY.finditer(file.read_text("utf-8")))


def names(file: Path) -> list[str]:
    return [match["name"] for match in QUERY.finditer(file.read_text("utf-8"))]


@pytest.fixture
async def migrated(engine_database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await open_connection(engine_database_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize("name", NAMES)
async def test_query_fits_the_schema(name: str, migrated: "asyncpg.Connection[asyncpg.Record]") -> None:
    """PostgreSQL accepts the query against the migrated schema, with every name and type in it."""
    await migrated.prepare(getattr(queries, name).sql)


def test_every_query_is_loaded() -> None:
    """The object of queries holds each query of the files and nothing else."""
    loaded = {name for name in queries.available_queries if name.removesuffix("_cursor") in NAMES}
    assert set(queries.available_queries) == loaded
    assert set(NAMES) <= loaded


def test_names_are_unique() -> None:
    """No two files give a query the same name: one would silently replace the other."""
    assert [] == [name for name, count in Counter(NAMES).items() if count > 1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_queries_stand_in_order(file: Path) -> None:
    """The queries of a file are sorted by name."""
    assert sorted(names(file)) == names(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_query_states_its_purpose(file: Path) -> None:
    """Under the name of each query stands one line that says what it is for."""
    bare = [m["name"] for m in QUERY.finditer(file.read_text("utf-8")) if not re.match(r"-- \S+ \S+", m["next"])]
    assert [] == bare


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_columns_are_named(file: Path) -> None:
    """No query selects or returns `*`: a new column must not change what an old query gives."""
    assert [] == re.findall(r"(?:SELECT|RETURNING|,)\s+(?:\w+\.)?\*", file.read_text("utf-8"), re.IGNORECASE)


async def test_signs_choose_the_form_of_the_answer(tmp_path: Path, conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A loaded query takes named values and gives a value, a row, or rows, as its sign says."""
    (tmp_path / "numbers.sql").write_text(
        "-- name: count_up\n-- Numbers from one.\nSELECT n FROM generate_series(1, :last::int) AS n;\n"
        "-- name: get_pair^\n-- Two values.\nSELECT :left::int AS a, :right::int AS b;\n"
        "-- name: get_sum$\n-- One value.\nSELECT :left::int + :right::int;\n"
    )
    loaded: Any = load_queries(tmp_path)
    assert 5 == await loaded.get_sum(conn, left=2, right=3)
    assert {"a": 2, "b": 3} == dict(await loaded.get_pair(conn, left=2, right=3))
    assert [1, 2, 3] == [row["n"] async for row in loaded.count_up(conn, last=3)]
