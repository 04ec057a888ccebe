"""A bare application of Litestar with one route and one query, called by the server as ours is."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from service.web.gateway import Gateway


@get("/v1/controllers/{name:str}/subprocessors")
async def get_list(state: State, name: FromPath[str]) -> Response[bytes]:
    """Answer with the bytes of a row."""
    body = await state.pool.fetchval("SELECT body FROM bench_list WHERE controller = $1", name)
    return Response(body, media_type="application/json")


@asynccontextmanager
async def connected(app: Litestar) -> AsyncIterator[None]:
    """Connect to the database while the application lives."""
    async with asyncpg.create_pool(os.environ["BENCH_DATABASE_URL"]) as pool:
        app.state.pool = pool
        yield


class Bare(Gateway):
    """The interface of ours to the server, without a memory."""

    async def _live(self, begun: asyncio.Future[None]) -> None:
        async with self._app.lifespan():
            begun.set_result(None)
            await self._ending.wait()


bare = Bare(Litestar([get_list], lifespan=[connected], openapi_config=None))
