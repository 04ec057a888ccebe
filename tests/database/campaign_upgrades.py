"""Two versions of the service beside each other on one database, as during an upgrade: a part of `make polling`."""

from pathlib import Path

from service.database.migrations import pending
from service.database.pool import open_pool
from service.register import auditing
from tests.acceptance.polling import run
from tests.acceptance.test_polling import CHANGES, POLLERS
from tests.manual.installing import older


async def test_an_older_version_beside_this_one(empty_database_url: str, tmp_path: Path) -> None:
    """This one migrates the register that an older one serves; changes over either are seen at both, in order."""
    outcome = await run(
        empty_database_url,
        tmp_path / "data",
        changes=CHANGES,
        pollers=POLLERS,
        sources=(older(tmp_path / "older"), None),
    )
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.refused == 0
    assert [] == await pending(empty_database_url)
    pool = await open_pool(empty_database_url)
    assert None is (await auditing.verify(pool, None)).broken
    await pool.close()
