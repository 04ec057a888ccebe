"""What a worker keeps in memory that knows the validators of many feeds, while the bodies are bounded."""

from pathlib import Path

import asyncpg
import httpx
import psutil

from service.controllers import Controller
from service.database.pool import open_pool
from service.documents import Country, to_plain
from service.engagements import Engagement
from service.register.acts import Act
from service.register.scope import controller, engagement, subprocessor
from service.subprocessors import Location, Subprocessor
from tests.acceptance.programs import serving
from tests.benchmarks.registers import write
from tests.benchmarks.results import told

FEEDS, ENTRIES, GOAL = 10_000, 50, 300
_NIMBUS = Subprocessor(name="Nimbus", locations=(Location(country=Country("IE"), activity="hosting"),), safeguards=())


async def test_a_worker_that_knows_ten_thousand_feeds(database_url: str, tmp_path: Path) -> None:
    """Each feed of fifty entries is fetched in full, then polled with the tag that it came with."""
    await many_feeds(database_url)
    async with (
        serving(database_url, tmp_path) as address,
        httpx.AsyncClient(base_url=address, timeout=60, headers={"Accept-Encoding": "identity"}) as client,
    ):
        begun = memory()
        tags = {}
        for number in range(FEEDS):
            answer = (await client.get(f"/lists/list-{number}/feed.atom")).raise_for_status()
            assert answer.text.count("<entry>") == ENTRIES
            tags[number] = answer.headers["ETag"]
        for number, tag in tags.items():
            answer = await client.get(f"/lists/list-{number}/feed.atom", headers={"If-None-Match": tag})
            assert answer.status_code == httpx.codes.NOT_MODIFIED
        told(f"a worker that knows {FEEDS} feeds: against the goal of {GOAL} MB", memory(), GOAL, "MB", "<= 1")
        told("a worker that knows nothing yet", begun, None, "MB")


def memory() -> float:
    """Return the resident memory of the server's largest process, in MB: that of the worker."""
    found = [one for one in psutil.Process().children(recursive=True) if "granian" in " ".join(one.cmdline())]
    return max(one.memory_info().rss for one in found) / 1e6


async def many_feeds(url: str) -> None:
    """Make public lists, each with a feed of fifty notices."""
    pool = await open_pool(url)
    await write(pool, Act(subject=subprocessor("nimbus"), document=to_plain(_NIMBUS)))
    public, terms = to_plain(Controller(name="One", visibility="public")), to_plain(Engagement())
    names = [f"list-{number}" for number in range(FEEDS)]
    for start in range(0, FEEDS, 1000):
        some = names[start : start + 1000]
        await write(pool, *(Act(subject=controller(name), document=public) for name in some))
        await write(pool, *(Act(subject=engagement((name, "nimbus")), document=terms) for name in some))
    await pool.close()
    conn = await asyncpg.connect(url)
    await conn.execute(
        "INSERT INTO notice (id, controller, number, kind, published, recorded_at, title, content, items, language, "
        " categories) SELECT gen_random_uuid(), old.controller, 1 + n, 'changed', "
        " old.published + n * interval '1 ms', old.recorded_at, old.title, old.content, old.items, old.language, "
        " old.categories FROM notice AS old, generate_series(1, $1::int) AS n WHERE old.number = 1",
        ENTRIES - 1,
    )
    await conn.execute(
        "UPDATE feed SET revision = $1::int, updated = updated + $1::int * interval '1 ms' WHERE revision = 1", ENTRIES
    )
    await conn.execute("ANALYZE")
    await conn.close()
