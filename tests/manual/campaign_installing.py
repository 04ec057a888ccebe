"""The page of the three ways to install, run whole: `make installing`."""

from pathlib import Path

from tests.database.streaming import alone
from tests.manual.installing import PAGE, whole
from tests.manual.transcripts import check

_HBA = "local all postgres trust\nlocal all all scram-sha-256\n"  # who serves and who owns give their passwords


async def test_three_ways_to_install_lead_to_the_same_feed(tmp_path: Path) -> None:
    """Installed, upgraded, backed up and restored in each way, what the register publishes is the same to the byte."""
    async with alone() as server:
        (server.cluster / "pg_hba.conf").write_text(_HBA, "utf-8")
        assert await server.ask("SELECT pg_reload_conf()")
        now = await whole(tmp_path, server)
    assert now.count("\nthe same\n") == 3
    check(PAGE, now)
