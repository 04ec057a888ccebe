"""The table of accepted findings refuses what the register must never hold."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from service.store import acceptances
from service.store.acceptances import AcceptanceRow
from service.store.subjects import NOW
from tests.register.desk import Desk

DAY = date(2026, 11, 23)
NAME = "a" * 64


def row(**fields: Any) -> AcceptanceRow:  # noqa: ANN401 — fields of any type
    """An acceptance of ten days, unless the fields say otherwise."""
    whole: dict[str, Any] = {"controller": "alfa", "fingerprint": NAME, "rule": "R29", "decided_on": DAY}
    whole |= {"until": DAY + timedelta(days=10), "reason": "Under way.", "actor": "key:1", "facts": bytes(32)}
    return AcceptanceRow(**whole | {"id": uuid4()} | fields)


@pytest.fixture
async def conn_with_list(conn: "asyncpg.Connection[asyncpg.Record]") -> "asyncpg.Connection[asyncpg.Record]":
    await Desk.on(conn).controller("alfa")
    return conn


async def append(conn: "asyncpg.Connection[asyncpg.Record]", *rows: AcceptanceRow) -> None:
    """Append rows, each recorded a second after the one before."""
    begun = await conn.fetchval("SELECT clock_timestamp()")
    for number, each in enumerate(rows):
        await acceptances.append(conn, each, recorded_at=begun + timedelta(seconds=number))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"until": DAY - timedelta(days=1)}, "finding_acceptance_not_past"),
        ({"until": DAY + timedelta(days=181)}, "finding_acceptance_at_most_180_days"),
        ({"reason": " \t"}, "finding_acceptance_reason"),
        ({"reason": "x" * 501}, "finding_acceptance_reason"),
        ({"reason": None}, "finding_acceptance_whole"),
        ({"facts": None}, "finding_acceptance_whole"),
        ({"until": None}, "finding_acceptance_whole"),
        ({"facts": b"short"}, "finding_acceptance_facts_sha256"),
        ({"fingerprint": "A" * 64}, "finding_acceptance_fingerprint_sha256"),
        ({"controller": "nobody"}, "finding_acceptance_controller_fkey"),
    ],
)
async def test_table_refuses(
    conn_with_list: "asyncpg.Connection[asyncpg.Record]", fields: dict[str, Any], constraint: str
) -> None:
    """An acceptance that is over, too long, without a reason or half of one is refused by the database itself."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        await append(conn_with_list, row(**fields))
    assert constraint == refused.value.constraint_name


@pytest.mark.parametrize("statement", ["UPDATE finding_acceptance SET reason = 'x'", "DELETE FROM finding_acceptance"])
async def test_table_is_append_only(conn_with_list: "asyncpg.Connection[asyncpg.Record]", statement: str) -> None:
    """No acceptance is rewritten or removed."""
    await append(conn_with_list, row())
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await conn_with_list.execute(statement)


async def test_latest_act_by_the_day_counts(conn_with_list: "asyncpg.Connection[asyncpg.Record]") -> None:
    """On each day the act recorded last among those decided by then counts, and none after it was taken back."""
    back = {"until": None, "reason": None, "facts": None}
    acts = [
        row(reason="First."),
        row(reason="Second.", decided_on=DAY + timedelta(days=2), until=DAY + timedelta(days=20)),
        row(decided_on=DAY + timedelta(days=5), **back),
    ]
    await append(conn_with_list, *acts)
    found = {}
    for days in (-1, 0, 1, 2, 4, 5, 6):
        rows = await acceptances.on_day(conn_with_list, ["alfa"], DAY + timedelta(days=days), NOW)
        found[days] = [one.reason for one in rows]
    first, second = ["First."], ["Second."]
    assert {-1: [], 0: first, 1: first, 2: second, 4: second, 5: [], 6: []} == found


async def test_lists_and_fingerprints_are_kept_apart(conn_with_list: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Only the lists asked for are read, and of each fingerprint its own acceptance."""
    await Desk.on(conn_with_list).controller("beta")
    other = row(controller="beta", fingerprint="b" * 64)
    await append(conn_with_list, row(), row(fingerprint="c" * 64), other)
    found = await acceptances.on_day(conn_with_list, ["alfa"], DAY, NOW)
    assert [NAME, "c" * 64] == [one.fingerprint for one in found]
    assert ("beta", None) == (
        await acceptances.list_of(conn_with_list, other.fingerprint),
        await acceptances.list_of(conn_with_list, "d" * 64),
    )
    assert (
        msgspec.structs.asdict(other).items()
        <= msgspec.structs.asdict((await acceptances.on_day(conn_with_list, ["beta"], DAY, NOW))[0]).items()
    )
