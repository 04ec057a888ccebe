"""What a soak counts: requests with their latency, memory by process, connections to PostgreSQL, and what was wrong."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
import httpx
import psutil

from tests.database.streaming import Server

MIB = 2**20
_TITLE = re.compile(r"worker-\d+|resource_tracker")  # of the processes of granian; the main one has neither
_CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'subreg' AND backend_type = 'client backend'"
)


class Requests:
    """Every request: its kind, when it was made, and how long it took (seconds); and each wrong answer, in words."""

    def __init__(self) -> None:
        self.begun, self.counting = time.monotonic(), True
        self.made: list[tuple[str, float, float]] = []
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    async def ask(
        self,
        client: httpx.AsyncClient,
        kind: str,
        method: str,
        path: str,
        *expected: int,
        **more: Any,  # noqa: ANN401 — what httpx takes
    ) -> httpx.Response | None:
        """Make a request and return its answer; null, and noted as wrong, where none came or an unexpected one."""
        asked_at = time.monotonic()
        try:
            answer = await client.request(method, path, **more)
        except httpx.TransportError as error:
            self.note(kind, asked_at, 0)
            self.wrong.append(f"{kind}: {method} {path}: {error!r}")
            return None
        self.note(kind, asked_at, answer.status_code)
        if answer.status_code in expected:
            return answer
        self.wrong.append(f"{kind}: {method} {path}: {answer.status_code} {answer.text[:300]}")
        return None

    def note(self, kind: str, asked_at: float, status: int) -> None:
        """Count a request that was made at a moment of time.monotonic and has its answer now; 0 where none came.

        What is asked when `counting` has ended, to look at everything once more, says nothing of the load.
        """
        if not self.counting:
            return
        self.made.append((kind, asked_at - self.begun, time.monotonic() - asked_at))
        self.statuses[status] += 1

    def expect(self, holds: object, what: str) -> None:
        """Note as wrong what does not hold."""
        if not holds:
            self.wrong.append(what)

    def table(self) -> Iterable[str]:
        """By kind: how many, and percentiles of the latency in the first and in the last tenth of the run, in ms."""
        end = max(at for _, at, _ in self.made)
        yield "| kind | requests | first tenth: p50 | p95 | p99 | last tenth: p50 | p95 | p99 |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for kind in ("all", *sorted({kind for kind, _, _ in self.made})):
            made = [(at, took) for name, at, took in self.made if kind in ("all", name)]
            first = _percentiles(took for at, took in made if at < end / 10)
            last = _percentiles(took for at, took in made if at > end * 9 / 10)
            yield f"| {kind} | {len(made):,} | {' | '.join((*first, *last))} |"

    def __str__(self) -> str:
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        rate = len(self.wrong) / max(1, len(self.made))
        return f"{len(self.made):,} requests; wrong: {len(self.wrong)} ({rate:.4%}); by status: {statuses}"


class Usage:
    """Memory of the processes of the service, and their connections to both servers, looked at again and again."""

    def __init__(self, port: int, servers: tuple[Server, Server]) -> None:
        self._port, self._servers, self._begun = port, servers, time.monotonic()
        self._titles: dict[int, re.Match[str] | None] = {}
        self.memory: dict[int, list[tuple[float, float]]] = {}  # by process: seconds, MiB
        self.connections: tuple[list[int], list[int]] = ([], [])  # to the primary, to the replica

    async def look(self) -> None:
        """Note what there is now; a server that is away is left out."""
        at = time.monotonic() - self._begun
        for process in self.processes():
            self.memory.setdefault(process.pid, []).append((at, process.memory_info().rss / MIB))
            self._titles[process.pid] = _TITLE.search(" ".join(process.cmdline()))
        for server, found in zip(self._servers, self.connections, strict=True):
            count = await connections(server)
            if count is not None:
                found.append(count)

    def processes(self) -> list[psutil.Process]:
        """The main process of the service and all that it started, oldest first."""
        children = psutil.Process().children()
        [main] = [process for process in children if f":{self._port} " in process.cmdline()[0]]
        return [main, *sorted(main.children(recursive=True), key=lambda process: process.pid)]

    def table(self) -> Iterable[str]:
        """By process: memory at the start, at half-time and at the end (MiB), growth, and slope since half-time."""
        yield "| process | RSS at the start, MiB | at half-time | at the end | end / half-time | slope, MiB an hour |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for pid, samples in self.memory.items():
            late = samples[len(samples) // 2 :]
            sizes = (samples[0][1], late[0][1], late[-1][1])
            slope = statistics.linear_regression(*zip(*late, strict=True)).slope * 3600 if len(late) > 1 else 0.0
            title = self._titles[pid]
            words = (title[0] if title else "main", *(f"{size:.1f}" for size in sizes), f"{growth(samples):.3f}")
            yield f"| {' | '.join(words)} | {slope:+.1f} |"

    def __str__(self) -> str:
        words = (
            f"{name}: {found[0]} at the start, {max(found)} at most, {found[-1]} at the end"
            for name, found in zip(("primary", "replica"), self.connections, strict=True)
        )
        return f"connections of the service; {'; '.join(words)}"


async def connections(server: Server) -> int | None:
    """How many connections the service has to a server; null while that is away.

    The workers of a parallel plan are listed under the same name and are none.
    """
    try:
        count = await server.ask(_CONNECTIONS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
    assert isinstance(count, int)
    return count


def growth(samples: Sequence[tuple[float, float]]) -> float:
    """How many times the memory of the tenth after half of the run a process has in the last tenth: medians."""
    end = samples[-1][0]
    warm = statistics.median(size for at, size in samples if end * 5 / 10 <= at <= end * 6 / 10)
    return statistics.median(size for at, size in samples if at >= end * 9 / 10) / warm


def _percentiles(seconds: Iterable[float]) -> tuple[str, str, str]:
    found = sorted(seconds)
    if not found:
        return ("–", "–", "–")
    p50, p95, p99 = (found[min(len(found) - 1, int(len(found) * share))] * 1000 for share in (0.5, 0.95, 0.99))
    return (f"{p50:.1f}", f"{p95:.1f}", f"{p99:.1f}")
