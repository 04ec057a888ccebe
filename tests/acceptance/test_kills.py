"""What was acknowledged outlives kill -9 of the service and of PostgreSQL: a short sample of `make kills`."""

import os
import random
from pathlib import Path

import pytest

from tests.acceptance.kills import Campaign, Victim

SERVICE, POSTGRES, SEED = (
    int(os.environ.get(f"SUBREG_TEST_{name}", usual))
    for name, usual in (("KILLS", 2), ("POSTGRES_KILLS", 1), ("KILLS_SEED", 0))
)


@pytest.mark.timeout(0 if SERVICE + POSTGRES > 3 else 120)
async def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    """Log, lists and feeds have every acknowledged change once, every other one wholly or not at all."""
    whole = POSTGRES // 2
    counts: dict[Victim, int] = {"service": SERVICE, "postgres": whole, "backend": POSTGRES - whole}
    victims = [victim for victim, count in counts.items() for _ in range(count)]
    random.Random(SEED).shuffle(victims)  # noqa: S311 — the same each time, not a secret
    campaign = Campaign(tmp_path / "data", seed=SEED, services=max(1, min(3, SERVICE)))
    await campaign.run(victims)
    assert campaign.head
    assert len(campaign.writers.acknowledged) > 0
