"""The metrics of a service with several workers, as one that scrapes meets any of them."""

from pathlib import Path

import httpx
import psutil

from tests.acceptance.programs import KEY, serving
from tests.web.running import bearer
from tests.web.test_metrics import samples, until, value

ROUTE = {"method": "GET", "route": "/v1/controllers", "status": "200"}


async def test_one_scrape_tells_of_all_workers(database_url: str, tmp_path: Path) -> None:
    """Whichever worker is asked, it tells what all of them counted; the files they keep it in are gone at the end."""
    directory = tmp_path / "files"
    directory.mkdir()
    async with (
        serving(database_url, tmp_path, "--workers", "2", TMPDIR=str(directory)) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        for _ in range(20):
            # A connection of its own each, so that both workers are met.
            assert 200 == httpx.get(f"{address}/v1/controllers", headers=bearer(KEY)).status_code
        await until(client, lambda found: value(found, "workers") == 2)
        answers = [samples(httpx.get(f"{address}/metrics").text) for _ in range(10)]
        assert {20.0} == {value(found, "http_request_duration_seconds_count", **ROUTE) for found in answers}
        assert {2.0} == {value(found, "workers") for found in answers}
        keyed = httpx.get(f"{address}/metrics", headers=bearer(KEY)).text
        assert "subreg_register_lists 0.0" in keyed
        assert "subreg_register_" not in (await client.get("/metrics")).text
        (files,) = directory.glob("subreg-metrics-*")
        assert len(list(files.glob("counter_*.db"))) == 2
    assert [] == list(directory.iterdir())


async def test_a_killed_service_leaves_no_files(database_url: str, tmp_path: Path) -> None:
    """Its workers, which end soon after it, take their files with them."""
    directory = tmp_path / "files"
    directory.mkdir()
    before = psutil.Process().children()
    async with serving(database_url, tmp_path, TMPDIR=str(directory)):
        (main,) = [process for process in psutil.Process().children() if process not in before]
        workers = main.children()
        main.kill()
        psutil.wait_procs(workers, timeout=20)
    assert [] == list(directory.iterdir())
