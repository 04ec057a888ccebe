"""Answers that are sent while they are made: what makes them ends with the request, also where the client leaves first.

The framework leaves an iterator where it stands when nobody takes from it any more. What it holds (a turn, a
connection) would be given back when the garbage collector comes by, and that may be a minute later.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

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
    return Stream(chunks, media_type=media_type)
