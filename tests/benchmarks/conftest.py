"""Notes how busy others keep the machine before each benchmark, and tells all results in one table at the end."""

import asyncio
import os

import asyncpg
import psutil
import pytest

from tests.benchmarks.results import RUN, table, write

_WRITES = bool(os.environ.get("SUBREG_TEST_WRITE"))
_POSTGRES = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def postgres_version(server_url: str, request: pytest.FixtureRequest) -> str:
    async def asked() -> str:
        conn = await asyncpg.connect(server_url)
        try:
            return str(await conn.fetchval("SHOW server_version"))
        finally:
            await conn.close()

    found = request.config.stash[_POSTGRES] = asyncio.run(asked())
    return found


@pytest.fixture(autouse=True)
def others(postgres_version: str) -> None:  # noqa: ARG001 — the server has started by then
    RUN.others = psutil.cpu_percent(interval=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not RUN.found:
        return
    terminalreporter.section("benchmarks")
    terminalreporter.write(table([result.cells() for result in RUN.found]))
    if _WRITES:
        write(config.stash[_POSTGRES])
