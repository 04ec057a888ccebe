"""Two versions of the service beside each other on one database, as during an upgrade: a part of `make polling`."""

from pathlib import Path

from service.database.migrations import pending
from service.database.pool import open_pool
from service.register import auditing
from tests.acceptance.polling import of_source, run
from tests.acceptance.programs import serving
from tests.acceptance.test_polling import CHANGES, POLLERS
from tests.manual.installing import older


async def test_an_older_version_beside_this_one(empty_database_url: str, tmp_path: Path) -> None:
    """This one migrates the register that an older one serves; changes over either are seen at both, in order."""
    source, data = older(tmp_path / "older"), tmp_path / "data"
    # That it is the older one which serves: what it makes of an empty database lacks something.
    async with serving(empty_database_url, data, **of_source(source)):
        assert await pending(empty_database_url)
    outcome = await run(empty_database_url, data, changes=CHANGES, pollers=POLLERS, sources=(source, None))
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.refused == 0
    assert [] == await pending(empty_database_url)
    pool = await open_pool(empty_database_url)
    assert None is (await auditing.verify(pool, None)).broken
    await pool.close()
