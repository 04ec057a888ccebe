"""Two versions of the service beside each other on one database, as during an upgrade: a part of `make polling`."""

import re
import subprocess
from pathlib import Path

from service.database.migrations import pending
from service.database.pool import open_pool
from service.register import auditing
from tests.acceptance.polling import run
from tests.acceptance.test_polling import CHANGES, POLLERS
from tests.manual.installing import PAGE, ROOT


def older(place: Path) -> Path:
    """The source of the version that the page of the ways to install comes from, out of the history of this one."""
    (commit,) = re.findall(r"commit `([0-9a-f]+)`", PAGE.read_text("utf-8"))
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x"], cwd=place, input=archive.stdout, check=True)
    return place


async def test_an_older_version_beside_this_one(empty_database_url: str, tmp_path: Path) -> None:
    """This one migrates the register that an older one serves; changes over either are seen at both, in order."""
    source = tmp_path / "older"
    source.mkdir()
    outcome = await run(
        empty_database_url,
        tmp_path / "data",
        changes=CHANGES,
        pollers=POLLERS,
        sources=(older(source), None),
    )
    print(outcome)  # noqa: T201 — for a campaign
    assert outcome.refused == 0
    assert [] == await pending(empty_database_url)
    pool = await open_pool(empty_database_url)
    assert None is (await auditing.verify(pool, None)).broken
    await pool.close()
