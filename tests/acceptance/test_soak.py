"""Mixed load for some time, with a replica lost and found: a short sample of `make soak`."""

import os
from pathlib import Path

import pytest

from tests.acceptance.soak import POOL_SIZE, WORKERS, Load, run
from tests.acceptance.soak_figures import growth

MINUTES, SEED = (int(os.environ.get(f"SUBREG_TEST_{name}", "0")) for name in ("SOAK_MINUTES", "SOAK_SEED"))
SAMPLE = Load(
    seconds=12,
    outages=1,
    away=1,
    lists=12,
    catalogue=6,
    readers=4,
    history=2,
    writers=2,
    reader_pause=0.1,
    writer_pause=0.3,
    rare_pause=2,
)
# A process that keeps what it should not has more at the end than at half-time, when what is bounded has been filled.
MOST_GROWTH, LONG = 1.2, 10


@pytest.mark.timeout(0 if MINUTES else 120)
async def test_mixed_load_with_a_replica_that_comes_and_goes(tmp_path: Path) -> None:
    """Every answer is right, every notice is read once and in order, no process is lost, and no memory grows."""
    load = Load(seconds=MINUTES * 60, outages=max(1, MINUTES // 4), away=30, history=25) if MINUTES else SAMPLE
    outcome = await run(tmp_path / "data", load, SEED)
    print(f"\n{outcome}")  # noqa: T201 — for a campaign
    assert [] == outcome.requests.wrong
    assert [] == outcome.order
    assert outcome.pids[0] == outcome.pids[1]
    assert all(max(found) <= WORKERS * POOL_SIZE for found in outcome.usage.connections)
    assert load.outages == outcome.found
    if MINUTES >= LONG:
        assert max(map(growth, outcome.usage.memory.values())) < MOST_GROWTH
