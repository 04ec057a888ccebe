"""What makes an answer while it is sent ends with the request, and can give back what it holds."""

import asyncio
import traceback
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest
from litestar import Litestar, Request, get
from litestar.exceptions import LitestarException
from litestar.response import Stream

from service.web.streams import ending, streamed


class Making:
    """Lines of which the third takes for ever; it tells what became of it."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self.begun, self.told = asyncio.Event(), list[str]()

    async def lines(self) -> AsyncGenerator[bytes, None]:
        """Give two lines, and then none."""
        try:
            yield b"one\n"
            yield b"two\n"
            self.begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # such as a word to the database
            self.told.append("given back")


def app_of(making: Making) -> Litestar:
    """A small application that streams these lines."""

    @get("/", middleware=[ending])
    async def handler(request: Request[Any, Any, Any]) -> Stream:
        return streamed(request, making.lines(), "text/plain")

    return Litestar([handler], openapi_config=None, logging_config=None)


async def asked(app: Litestar, left: asyncio.Event) -> list[bytes]:
    """The parts of an answer to a client that leaves on that event."""
    parts = []

    async def receive() -> Any:  # noqa: ANN401 — a message of ASGI
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 — a message of ASGI
        if message["type"] == "http.response.body":
            parts.append(message["body"])

    scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
    about = {"http_version": "1.1", "scheme": "http", "server": ("a", 80), "client": ("b", 1), "root_path": ""}
    await app(cast("Any", scope | about | {"asgi": {"version": "3.0"}}), receive, send)
    return parts


async def test_who_leaves_while_a_line_is_made_lets_its_maker_give_back_what_it_holds() -> None:
    """What waits for the database while the client goes away can still speak to it, and has done so by the end."""
    making = Making()
    assert [b"one\n", b"two\n"] == await asked(app_of(making), making.begun)
    assert ["given back"] == making.told


async def test_what_breaks_off_reaches_the_server() -> None:
    """A mistake in the midst of the lines is raised, so that nobody takes the half of an answer for all of it."""

    async def broken() -> AsyncGenerator[bytes, None]:
        yield b"one\n"
        raise LookupError("the second")

    making = Making()
    making.lines = broken  # type: ignore[method-assign]
    with pytest.raises(LitestarException) as raised:
        await asked(app_of(making), asyncio.Event())
    assert "LookupError: the second" in "".join(traceback.format_exception(raised.value))
