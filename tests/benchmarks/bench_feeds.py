"""What polls of a feed cost, what a change costs that thousands of feeds tell, and what a long history costs.

Each prints a line of JSON: name, ours and reference, ratio, unit, goal. Ours and the reference are measured by turns in
one run. No goal fails here.
"""

import asyncio
import gc
import json
import os
import re
import shutil
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest

from service.changes import Plain
from service.controllers import Controller
from service.database.pool import Pool, open_pool
from service.database.transactions import in_transaction
from service.documents import Country, to_plain
from service.engagements import Engagement
from service.law import load_law
from service.notices import ARCHIVE_PAGE
from service.register.acts import Act, Terms
from service.register.scope import controller, engagement, subprocessor
from service.register.writing import commit
from service.subprocessors import Location, Subprocessor
from tests.acceptance.programs import KEY, free_port, running, serving
from tests.web.running import bearer
from tests.web.running import running as in_process

NGINX, WRK = shutil.which("nginx"), shutil.which("wrk")
ROUNDS, SECONDS, CLIENTS = 5, 3, 16
LISTS, PAST = 10_000, 100_000
_WIDE = "key=1000000,token=1000000,address=1000000"  # limits that count and refuse nobody
_NIMBUS = to_plain(
    Subprocessor(name="Nimbus", locations=(Location(country=Country("IE"), activity="hosting"),), safeguards=())
)


def told(name: str, ours: float, reference: float, unit: str, goal: str) -> None:
    """Print what was measured."""
    line = {"name": name, "ours": round(ours, 3), "reference": round(reference, 3), "ratio": round(ours / reference, 2)}
    print(json.dumps(line | {"unit": unit, "goal": goal}))


# Polls, against a file of nginx and against the server alone


@pytest.mark.skipif(NGINX is None or WRK is None, reason="extras: nginx and wrk are not installed (Debian's packages)")
async def test_polls_against_a_static_file_and_the_bare_server(database_url: str, tmp_path: Path) -> None:
    """A feed of fifty entries, unchanged (304) and in full (200), one worker each, with all that production has."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(database_url, tmp_path, SUBREG_RATE_LIMITS=_WIDE))
        path = f"{address}/lists/acme/feed.atom"
        async with httpx.AsyncClient(base_url=address, headers=bearer(KEY), timeout=30) as client:
            await fifty_notices(client)
            full = await client.get(path, headers={"Accept-Encoding": "identity"})
        file = tmp_path / "www" / "feed.atom"
        file.parent.mkdir()
        file.write_bytes(full.content)
        tag = full.headers["ETag"]
        static = await stack.enter_async_context(nginx(file))
        bare = await stack.enter_async_context(raw(file, tag, "rsgi", "bare"))
        bare_asgi = await stack.enter_async_context(raw(file, tag, "asgi", "app"))
        known = (path, static, bare, bare_asgi)
        # wrk asks for no encoding, and each encoding has a tag of its own.
        async with httpx.AsyncClient(headers={"Accept-Encoding": "identity"}) as client:
            tags = {one: (await client.get(one)).headers["ETag"] for one in known}
        for status in (304, 200):
            rates = await by_turns(dict.fromkeys(known, ""), tags if status == 304 else {})
            name, ours = f"feed of 50 entries, {status}", rates[path]
            told(f"{name}: against nginx", ours, rates[static], "requests/s", ">= 0.45")
            told(f"{name}: against bare RSGI", ours, rates[bare], "requests/s", ">= 0.8")
            told(f"{name}: against bare ASGI", ours, rates[bare_asgi], "requests/s", ">= 0.8")
            told("bare RSGI against nginx", rates[bare], rates[static], "requests/s", "-")


async def fifty_notices(client: httpx.AsyncClient) -> None:
    """A public list whose feed has fifty entries."""
    (await client.put("/v1/controllers/acme", json={"name": "Acme", "visibility": "public"})).raise_for_status()
    for number in range(50):
        document = _NIMBUS | {"name": f"Nimbus {number}", "legal_name": f"Nimbus {number} Ltd", "country": "IE"}
        (await client.put(f"/v1/subprocessors/s{number}", json=document)).raise_for_status()
        terms = {"purpose": f"Hosting of part {number}", "data_categories": ["Names", "E-mail addresses"]}
        answer = await client.put(f"/v1/controllers/acme/subprocessors/s{number}", json=terms)
        answer.raise_for_status()


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
    async with running(str(NGINX), "-c", str(settings), "-p", str(root.parent)):
        await asyncio.sleep(1)
        yield f"http://127.0.0.1:{port}/{file.name}"


@asynccontextmanager
async def raw(file: Path, tag: str, interface: str, app: str) -> AsyncIterator[str]:
    """Serve the same bytes with the same server and no application."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", interface, "--http", "1", "--workers", "1", "--no-ws"]
    given = {"BENCH_DOCUMENT": str(file), "BENCH_TAG": tag}
    async with running(*command, "--port", str(port), f"tests.benchmarks.raw:{app}", "--log-level", "warning", **given):
        await asyncio.sleep(3)
        yield f"http://127.0.0.1:{port}/"


async def by_turns(addresses: dict[str, str], tags: dict[str, str]) -> dict[str, float]:
    """The medians of requests a second of each address, asked by turns; the first round does not count."""
    rates: dict[str, list[float]] = {address: [] for address in addresses}
    for turn in range(ROUNDS + 1):
        for address in addresses:
            rate = await rate_of(address, tags.get(address))
            if turn:
                rates[address].append(rate)
    return {address: statistics.median(found) for address, found in rates.items()}


async def rate_of(address: str, tag: str | None) -> float:
    """Requests a second that wrk gets answered."""
    command = [
        str(WRK),
        "-t1",
        f"-c{CLIENTS}",
        f"-d{SECONDS}s",
        *(["-H", f"If-None-Match: {tag}"] if tag else []),
        address,
    ]
    async with httpx.AsyncClient(headers={"Accept-Encoding": "identity"}) as client:
        answer = await client.get(address, headers={"If-None-Match": tag} if tag else {})
    assert answer.status_code == (304 if tag else 200)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed = (await process.communicate())[0].decode()
    assert "Non-2xx or 3xx" not in printed, printed
    found = re.search(r"Requests/sec:\s+([0-9.]+)", printed)
    assert found, printed
    return float(found[1])


# A change that ten thousand lists tell


async def test_a_change_that_reaches_ten_thousand_lists(database_url: str) -> None:
    """The commit against COPY of the same rows into tables that are alike; then every feed is fetched once."""
    gc.freeze()  # as a worker does once it has loaded
    pool = await open_pool(database_url)
    await many_lists(pool)
    conn = await asyncpg.connect(database_url)
    await tables_alike(conn)
    ours, reference = [], []
    for turn in range(4):
        begun = time.perf_counter()
        await move(pool, "IN" if turn % 2 else "DE")
        between = time.perf_counter()
        copied = await copy_as_many(conn)
        if turn:
            ours.append(between - begun)
            reference.append(copied)
    await conn.close()
    await pool.close()
    told(f"a change told to {LISTS} lists: against COPY", min(ours) * 1000, min(reference) * 1000, "ms", "<= 2")
    async with in_process(database_url) as service:
        begun = time.perf_counter()
        for number in range(LISTS):
            assert (await service.reader.get(f"/lists/list-{number}/feed.atom")).is_success
        took = time.perf_counter() - begun
        print(json.dumps({"name": f"{LISTS} feeds fetched fresh once", "ours": round(took, 1), "unit": "s"}))


async def many_lists(pool: Pool) -> None:
    """Ten thousand public lists that engage one sub-processor."""
    await write(pool, Act(subject=subprocessor("nimbus"), document=_NIMBUS))
    owner, terms = to_plain(Controller(name="One", visibility="public")), to_plain(Engagement())
    names = [f"list-{number}" for number in range(LISTS)]
    for start in range(0, LISTS, 1000):
        some = names[start : start + 1000]
        await write(pool, *(Act(subject=controller(name), document=owner) for name in some))
        await write(pool, *(Act(subject=engagement((name, "nimbus")), document=terms) for name in some))
    await pool.execute("ANALYZE")


async def write(pool: Pool, *acts: Act) -> None:
    """Write as staff would who waive the notice."""
    terms = Terms(actor="bench", today=datetime.now(UTC).date(), manner="waived", reason="bench")
    await in_transaction(pool, lambda conn: commit(conn, list(acts), terms, load_law()))


async def move(pool: Pool, country: str) -> None:
    """Move the sub-processor that all lists engage."""
    document: Plain = _NIMBUS | {"locations": [_NIMBUS["locations"][0] | {"country": country}]}
    await write(pool, Act(subject=subprocessor("nimbus"), document=document))


async def tables_alike(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make the tables of notices once more: rows, indexes and constraints, foreign keys too; they grow as those do.

    The triggers that refuse to rewrite are left out: they do not fire where rows are inserted.
    """
    for name, real in (("bench_notice", "notice"), ("bench_told", "notice_change")):
        await conn.execute(f"CREATE TABLE {name} (LIKE {real} INCLUDING ALL)")
        await conn.execute(f"INSERT INTO {name} SELECT * FROM {real}")  # noqa: S608 — the names above
    await conn.execute("ALTER TABLE bench_notice ADD FOREIGN KEY (controller) REFERENCES feed")
    await conn.execute("ALTER TABLE bench_told ADD FOREIGN KEY (change) REFERENCES change (id)")
    await conn.execute("ALTER TABLE bench_told ADD FOREIGN KEY (notice) REFERENCES bench_notice (id)")
    await conn.execute("ANALYZE bench_notice, bench_told")


async def copy_as_many(conn: "asyncpg.Connection[asyncpg.Record]") -> float:
    """Copy the newest notice of each list and what it told of; returns the seconds, commit included."""
    notices = await conn.fetch("SELECT DISTINCT ON (controller) * FROM notice ORDER BY controller, number DESC")
    told = await conn.fetch("SELECT * FROM notice_change WHERE notice = ANY($1)", [row["id"] for row in notices])
    assert len(notices) == len(told) == LISTS
    begun = time.perf_counter()
    async with conn.transaction():
        for name, rows in (("bench_notice", notices), ("bench_told", told)):
            await conn.copy_records_to_table(name, records=[tuple(row) for row in rows], columns=list(rows[0].keys()))
    return time.perf_counter() - begun


# A long history


async def test_a_hundred_thousand_past_notices(database_url: str) -> None:
    """A feed with a long past against one with a hundred notices: polled, and asked for after a change."""
    pool = await open_pool(database_url)
    for name, count in (("long", PAST), ("short", ARCHIVE_PAGE)):
        await write(pool, Act(subject=controller(name), document=to_plain(Controller(name=name, visibility="public"))))
        await write(pool, Act(subject=subprocessor(name), document=_NIMBUS))
        await write(pool, Act(subject=engagement((name, name)), document=to_plain(Engagement())))
        await grow(pool, name, count)
    await pool.close()
    async with in_process(database_url) as service:
        for what, work in (("polled", polled), ("asked for after a change", refreshed)):
            took: dict[str, list[float]] = {"long": [], "short": []}
            for turn in range(41):
                for name, found in took.items():
                    seconds = await work(service.reader, service.staff, name, turn)
                    if turn:
                        found.append(seconds * 1000)
            middle = {name: statistics.median(times) for name, times in took.items()}
            told(f"{PAST} past notices, {what}", middle["long"], middle["short"], "ms", "<= 1.1")


async def grow(pool: Pool, name: str, count: int) -> None:
    """Give a list a past of so many notices, one a day's fraction."""
    await pool.execute(
        "INSERT INTO notice (id, controller, number, kind, published, recorded_at, title, content, items, language) "
        "SELECT gen_random_uuid(), $1, 1 + n, 'changed', old.published + n * interval '1 ms', old.recorded_at, "
        " old.title, old.content, old.items, old.language FROM notice AS old, generate_series(1, $2::int) AS n "
        "WHERE old.controller = $1 AND old.number = 1",
        name,
        count,
    )
    await pool.execute(
        "UPDATE feed SET revision = $2 + 1, updated = (SELECT max(published) FROM notice WHERE controller = $1), "
        "window_from = greatest(1, ($2 + 1 - 50) / 100 * 100 + 1) WHERE controller = $1",
        name,
        count,
    )
    await pool.execute("ANALYZE notice")


async def polled(reader: httpx.AsyncClient, _staff: httpx.AsyncClient, name: str, _turn: int) -> float:
    """Ask for the feed as a reader does that knows it."""
    first = await reader.get(f"/lists/{name}/feed.atom")
    begun = time.perf_counter()
    for _ in range(20):
        await reader.get(f"/lists/{name}/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    return (time.perf_counter() - begun) / 20


async def refreshed(reader: httpx.AsyncClient, staff: httpx.AsyncClient, name: str, turn: int) -> float:
    """Make a change, and ask for the feed: how long the answer takes."""
    await staff.put(f"/v1/controllers/{name}/subprocessors/{name}", json={"purpose": f"Purpose {turn}"})
    begun = time.perf_counter()
    answer = await reader.get(f"/lists/{name}/feed.atom")
    took = time.perf_counter() - begun
    assert f"Purpose {turn}" in answer.text
    return took
