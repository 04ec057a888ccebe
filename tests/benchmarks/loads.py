"""Load from wrk, and the servers that it is put on beside ours."""

import asyncio
import os
import re
import shutil
import statistics
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.acceptance.programs import free_port, running
from tests.benchmarks.results import skipped

ROUNDS, SECONDS, CLIENTS = 5, 3, 16
WIDE = "key=1000000,token=1000000,address=1000000"  # limits that count and refuse nobody


def needs(what: str, *programs: str) -> None:
    """Skip a benchmark, and say so in its line, where a program is wanting that the system should have."""
    wanting = [program for program in programs if shutil.which(program) is None]
    if wanting:
        reason = f"{' and '.join(wanting)} not installed (Debian's packages)"
        skipped(what, reason)
        pytest.skip(f"extras: {reason}")


@asynccontextmanager
async def nginx(file: Path) -> AsyncIterator[str]:
    """Serve a file with one worker of nginx."""
    port, root = free_port(), file.parent
    user = "user root;" if os.geteuid() == 0 else ""
    settings = root.parent / "nginx.conf"
    settings.write_text(
        f"{user} daemon off; worker_processes 1; pid {root.parent}/nginx.pid; error_log {root.parent}/nginx.log;"
        f"events {{}} http {{ access_log off; keepalive_requests 10000000; server {{ listen 127.0.0.1:{port};"
        f' root {root}; default_type "application/atom+xml; charset=utf-8"; }} }}',
        "utf-8",
    )
    async with running("nginx", "-c", str(settings), "-p", str(root.parent)):
        await asyncio.sleep(1)
        yield f"http://127.0.0.1:{port}/{file.name}"


@asynccontextmanager
async def granian(target: str, interface: str, **environment: str) -> AsyncIterator[str]:
    """Serve an application with the server and the options of production, and one worker."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", interface, "--http", "1", "--workers", "1", "--no-ws"]
    async with running(*command, "--port", str(port), target, "--log-level", "warning", **environment):
        await asyncio.sleep(3)
        yield f"http://127.0.0.1:{port}"


async def by_turns(
    addresses: Sequence[str], headers: Mapping[str, Mapping[str, str]], status: int = 200
) -> dict[str, float]:
    """Return the medians of requests a second of each address, asked by turns; the first round does not count.

    `headers` are what is sent to which address, `status` is what each must answer.
    """
    rates: dict[str, list[float]] = {address: [] for address in addresses}
    for turn in range(ROUNDS + 1):
        for address in addresses:
            rate = await rate_of(address, headers.get(address, {}), status)
            if turn:
                rates[address].append(rate)
    return {address: statistics.median(found) for address, found in rates.items()}


async def rate_of(address: str, headers: Mapping[str, str], status: int = 200) -> float:
    """Return the requests a second that wrk gets answered."""
    async with httpx.AsyncClient(headers={"Accept-Encoding": "identity"}, timeout=30) as client:
        answer = await client.get(address, headers=dict(headers))
    assert answer.status_code == status, answer.text
    return await wrk(address, *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")))


async def wrk(address: str, *options: str) -> float:
    """Return the requests a second that wrk gets answered with 2xx or 3xx; any other answer fails."""
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}s", *options, address]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed = (await process.communicate())[0].decode()
    assert "Non-2xx or 3xx" not in printed, printed
    found = re.search(r"Requests/sec:\s+([0-9.]+)", printed)
    assert found, printed
    return float(found[1])
