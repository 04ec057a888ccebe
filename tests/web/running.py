"""The service as a test drives it: the real application on a real database, without a socket between."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any, cast

import httpx
from litestar import Litestar

from service.access import keys, tokens
from service.access.secrets import Minted
from service.app import create_app
from service.database.pool import Pool
from service.settings import Settings
from service.store.keys import Grant
from service.web.context import Context
from tests import factories
from tests.feed.readers import Reading

BASE = "http://testserver"
BOOTSTRAP = "the-first-key-of-these-tests-0123456789"
ACME_CLOUDFLARE = "/v1/controllers/acme/subprocessors/cloudflare"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A running service: `staff` sends the bootstrap key, `reader` sends none."""

    app: Litestar
    staff: httpx.AsyncClient
    reader: httpx.AsyncClient

    @property
    def pool(self) -> Pool:
        """The connections of the application, to look into its tables."""
        context: Context = self.app.state.context
        return context.pool

    async def put(self, path: str, document: factories.Document, **parameters: str) -> httpx.Response:
        """PUT a document that is to be taken."""
        answer = await self.staff.put(f"/v1/{path}", json=document, params=parameters)
        assert answer.status_code in (200, 201), answer.text
        return answer

    async def get(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 — JSON
        """Read what is there."""
        answer = await self.staff.get(f"/v1/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def seed(self) -> None:
        """Load a processor, the public list `acme` with Cloudflare on it since today, and the private list `closed`."""
        await self.put("processor", factories.processor())
        await self.put("controllers/acme", factories.controller())
        await self.put("controllers/closed", factories.controller("Closed", visibility="private"))
        await self.put("subprocessors/cloudflare", factories.subprocessor())
        await self.engage("acme", "cloudflare")
        await self.engage("closed", "cloudflare")

    async def engage(self, controller: str, subprocessor: str, **fields: Any) -> None:  # noqa: ANN401 — fields of any type
        """Put a sub-processor on a list as something that already holds."""
        path = f"controllers/{controller}/subprocessors/{subprocessor}"
        await self.put(path, factories.engagement(**fields), notice="baseline")

    async def key(self, *scopes: str, controllers: Sequence[str] = ()) -> Minted:
        """Make a key with these scopes, bound to lists where some are named."""
        grant = Grant(scopes=list(scopes), label="of a test", by="a test", controllers=list(controllers) or None)
        async with self.pool.acquire() as conn:
            return await keys.create(conn, grant)

    async def token(self, controller: str = "closed") -> Minted:
        """Make a subscriber token of a list."""
        async with self.pool.acquire() as conn:
            return await tokens.create(conn, controller, "of a test")

    async def everything(self) -> dict[str, int]:
        """How many rows each table has, by name: what a refused request must leave as it was."""
        tables = await self.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row["tablename"] for row in tables]
        return {name: await self.pool.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608 — names of our own tables

    async def written(self) -> tuple[int, ...]:
        """How many acts of each kind the register keeps, and what its feeds say of themselves: a write changes this."""
        query = """
            SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM notice), (SELECT count(*) FROM objection),
                (SELECT count(*) FROM finding_acceptance), (SELECT count(*) FROM checkpoint),
                (SELECT sum(hashtext(feed::text)) FROM feed)
        """
        row = await self.pool.fetchrow(query)
        assert row is not None
        return tuple(row)


@asynccontextmanager
async def running(database_url: str, **settings: Any) -> AsyncIterator[Running]:  # noqa: ANN401 — settings of any type
    """The service on a database, while it lasts; without limits unless rates are given."""
    given = {"bootstrap_key": BOOTSTRAP, "rate_limits": None} | settings
    app = create_app(Settings(**given), database_url, BASE)
    # Both speak ASGI; they describe its messages in types of their own.
    transport = Reading(httpx.ASGITransport(cast("Any", app)))
    async with (
        _alive(app),
        httpx.AsyncClient(transport=transport, base_url=BASE, headers=bearer(BOOTSTRAP)) as staff,
        httpx.AsyncClient(transport=transport, base_url=BASE) as reader,
    ):
        yield Running(app=app, staff=staff, reader=reader)


@asynccontextmanager
async def _alive(app: Litestar) -> AsyncIterator[None]:
    # In a task of its own: pytest begins and ends a fixture in two tasks, and a lifespan must end where it began.
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        try:
            async with app.lifespan():
                up.set()
                await down.wait()
        finally:
            up.set()

    task = asyncio.create_task(live())
    await up.wait()
    if not task.done():
        yield
    down.set()
    await task


@asynccontextmanager
async def lent(service: Running) -> AsyncIterator[Running]:
    """Lend a service that others read too to a test, which fails if it writes."""
    before = await service.written()
    yield service
    assert before == await service.written(), "This test writes to what others read: it needs a service of its own."


@asynccontextmanager
async def all_lent(pool: Pool) -> AsyncIterator[None]:
    """Keep every connection of a pool, so that others wait."""
    async with AsyncExitStack() as kept:
        for _ in range(pool.get_max_size()):
            await kept.enter_async_context(pool.acquire())
        yield


def bearer(secret: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"Authorization": f"Bearer {secret}"}


def fields_of(answer: httpx.Response) -> list[tuple[str, str]]:
    """The fields of an answer, but for the id of its request, by name: order says nothing (RFC 9110 section 5.3)."""
    return sorted(
        ((name, value) for name, value in answer.headers.multi_items() if name != "x-request-id"), key=itemgetter(0)
    )


def in_days(days: int) -> date:
    """Today (UTC) and so many days."""
    return datetime.now(UTC).date() + timedelta(days=days)
