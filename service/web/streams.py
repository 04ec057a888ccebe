"""Answers that are sent while they are made: what makes them ends with the request, also where the client leaves first.

The framework leaves an iterator where it stands when nobody takes from it any more. What it holds (a turn, a
connection) would be given back when the garbage collector comes by, and that may be a minute later.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from litestar.response import Stream
from litestar.types import ASGIApp, Receive, Scope, Send

from service.web.context import Asked

_ENDS = "ends"


def ending(app: ASGIApp) -> ASGIApp:
    """Wrap a route that answers with `streamed`: with its request, however that ends, ends what was streamed."""

    async def ended(scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as scope["state"][_ENDS]:
            await app(scope, receive, send)

    return ended


def streamed(request: Asked, chunks: AsyncGenerator[bytes, None], media_type: str) -> Stream:
    """Answer with `chunks` as they come; their generator is closed when the request of a route with `ending` ends."""
    ends: AsyncExitStack = request.scope["state"][_ENDS]
    ends.push_async_callback(chunks.aclose)
    return Stream(_taken(chunks, ends), media_type=media_type)


async def _taken(chunks: AsyncGenerator[bytes, None], ends: AsyncExitStack) -> AsyncIterator[bytes]:
    """Give the chunks, which a task of its own makes.

    Where the client leaves, the framework cancels every wait of what it runs. A transaction in there could not be
    rolled back: PostgreSQL would be told of that only when its connection is reset, with an error in the log.
    """
    send, receive = anyio.create_memory_object_stream[bytes](0)
    making = asyncio.create_task(_make(chunks, send))
    ends.push_async_callback(_end, making, receive)
    async for chunk in receive:
        yield chunk
    await making  # which raises what broke it off


async def _make(chunks: AsyncGenerator[bytes, None], send: MemoryObjectSendStream[bytes]) -> None:
    async with send, aclosing(chunks):
        async for chunk in chunks:
            await send.send(chunk)


async def _end(making: asyncio.Task[None], receive: MemoryObjectReceiveStream[bytes]) -> None:
    making.cancel()
    await asyncio.wait([making])
    receive.close()
