"""Every reader of a feed is told of every change once, in order, and in time: a short sample of `make polling`."""

import os
import shutil
from pathlib import Path

import pytest

from tests.acceptance.polling import run
from tests.acceptance.programs import pooled
from tests.web.wires import Wire

CHANGES, POLLERS = (
    int(os.environ.get(f"SUBREG_TEST_{name}", usual)) for name, usual in (("CHANGES", 60), ("POLLERS", 12))
)
PGBOUNCER = shutil.which("pgbouncer")


async def test_two_processes_and_a_direct_writer(database_url: str, tmp_path: Path) -> None:
    """Changes over either process and straight into the database are seen at both, once and in order."""
    outcome = await run(database_url, tmp_path, changes=CHANGES, pollers=POLLERS)
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.refused == 0


async def test_while_connections_are_cut(database_url: str, tmp_path: Path) -> None:
    """What is acknowledged is seen all the same, though connections to the database end at any moment."""
    outcome = await run(database_url, tmp_path, changes=CHANGES, pollers=POLLERS, cut_every=0.2)
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.cut > 0


@pytest.mark.skipif(PGBOUNCER is None, reason="an extra: PgBouncer is not installed (Debian's package pgbouncer)")
async def test_behind_a_pooler_in_transaction_mode(database_url: str, tmp_path: Path) -> None:
    """The same where each transaction may have another connection."""
    wire = Wire(database_url)
    async with pooled(await wire.join(), str(PGBOUNCER)) as address:
        outcome = await run(database_url, tmp_path, changes=CHANGES, pollers=POLLERS, behind=address)
    await wire.cut()
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.refused == 0
