"""PostgreSQL writes JSON in the canonical form of RFC 8785, for what the log holds."""

from typing import Any

import asyncpg
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from service.database.pool import Connection

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NAME = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=4),
    max_leaves=20,
)


def samples() -> list[Any]:
    """Some hundred values as documents may hold them, and some that were thought of."""
    found: list[Any] = [{"a": {"b": [{}] * 3}, "B": "é\u2028\x7f\x1f/😀"}, [[[[[[[]]]]]]], "2200-12-31", -0, "\\u0000"]

    @settings(max_examples=300, deadline=None, database=None)
    @given(JSON)
    def collect(value: Any) -> None:  # noqa: ANN401 — any JSON
        found.append(value)

    collect()
    return found


async def test_postgresql_writes_the_canonical_form(conn: Connection) -> None:
    """What PostgreSQL hashes is what another implementation of RFC 8785 writes, for whatever a document may hold."""
    for sample in samples():
        assert rfc8785.dumps([sample]).decode() == await conn.fetchval("SELECT jcs($1)", [sample])


@pytest.mark.parametrize("number", ["1.0", "1.5", "1e20", "9007199254740993", "-1e-7"])
async def test_number_that_json_readers_disagree_about_is_refused(conn: Connection, number: str) -> None:
    """No fraction and no number beyond 15 digits gets into the log: what reads it back may round it."""
    with pytest.raises(asyncpg.RaiseError, match="whole numbers of at most 15 digits"):
        await conn.fetchval("SELECT jcs(jsonb_build_array($1::text::numeric))", number)
