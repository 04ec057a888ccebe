"""What counts for a while only does not pile up in the database, whoever makes much of it."""

import asyncio

import pytest

from service.rates import Rates
from service.web.limits import sharing
from service.web.memory import looking
from tests.web.running import running

OLD_AND_NEW = (
    "INSERT INTO rate (bucket, full_at) VALUES ('\\x01', now() - interval '1 s'), ('\\x02', now() + interval '1 h')",
    "INSERT INTO touch (controllers, touched_at) VALUES ('{old}', now() - interval '2 h'), ('{new}', now())",
)
BUCKETS = "SELECT encode(bucket, 'hex') FROM rate WHERE bucket IN ('\\x01', '\\x02') ORDER BY 1"
LISTS = "SELECT unnest(controllers) FROM touch ORDER BY 1"


async def test_processes_clear_away_what_counts_no_more(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full buckets and touches of more than an hour ago go by themselves; what still counts stays."""
    monkeypatch.setattr(sharing, "EVERY", 0.02)
    monkeypatch.setattr(sharing, "_FORGET_EVERY", 1)
    monkeypatch.setattr(looking, "_PRUNE_EVERY", 1)
    async with running(database_url, rate_limits=Rates()) as service:
        for statement in OLD_AND_NEW:
            await service.pool.execute(statement)
        kept: tuple[list[str], list[str]] = ([], [])
        for _ in range(500):
            kept = (
                [row[0] for row in await service.pool.fetch(BUCKETS)],
                [row[0] for row in await service.pool.fetch(LISTS)],
            )
            if len(kept[0]) + len(kept[1]) == len(OLD_AND_NEW):
                break
            await asyncio.sleep(0.02)
        assert (["02"], ["new"]) == kept
