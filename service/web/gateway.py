"""The application as granian calls it (RSGI): what memory answers takes one call, all else goes on as ASGI 3.0.

RSGI 1.6: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from granian.rsgi import ProtocolClosed, Scope  # type: ignore[attr-defined]  # imported there under another name
from litestar import Litestar

from service.web.context import Context
from service.web.memory.polling import answer

# The stubs of granian 2.8 lack RSGIHeaders.get_all, and granian.rsgi does not export the two by name.
Headers = Any
Protocol = Any

_log = logging.getLogger(__name__)

# Stands for a field value that is not ASCII, which the server does not give: no credential and no condition holds it.
_UNREADABLE = b"\xff"


class Gateway:
    """One worker's application. The server calls it when the worker begins, for each request, and at the end."""

    def __init__(self, app: Litestar) -> None:
        """Take the application; it starts with the worker."""
        self._app = app
        self._context: Context | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the application; raises whatever keeps it from starting."""
        self._ending = asyncio.Event()
        begun = loop.create_future()
        # A lifespan must end in the task in which it began.
        self._life = loop.create_task(self._live(begun))
        loop.run_until_complete(asyncio.wait({begun, self._life}, return_when=asyncio.FIRST_COMPLETED))
        if self._life.done():
            self._life.result()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop the application, and wait until it has."""
        self._ending.set()
        loop.run_until_complete(self._life)

    async def __rsgi__(self, scope: Scope, protocol: Protocol) -> None:
        """Answer one request."""
        method = scope.method
        if self._context is not None and method in ("GET", "HEAD"):
            headers: Headers = scope.headers
            found = answer(self._context, scope.path, headers.get_all)
            if found is not None:
                status, fields, body = found
                if body and method == "GET":
                    protocol.response_bytes(status, fields, body)
                else:
                    protocol.response_empty(status, fields)
                return
        exchange = _Exchange(protocol)
        try:
            await self._app(_as_asgi(scope), exchange.receive, exchange.send)  # type: ignore[arg-type]
        except Exception:  # whatever it is: it is raised again, but of a client that left
            if exchange.is_abandoned:
                return
            # The server logs an error without its cause, which the framework gives an error within an answer.
            _log.exception("%s ended without a whole answer", method)
            raise
        finally:
            exchange.let_go()

    async def _live(self, begun: asyncio.Future[None]) -> None:
        async with self._app.lifespan():
            self._context = self._app.state.context
            begun.set_result(None)
            await self._ending.wait()


class _Exchange:
    """One request and its answer as ASGI has them."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._chunks: AsyncIterator[bytes] | None = None
        self._is_read = False
        self.is_abandoned = False
        self._start: tuple[int, list[tuple[str, str]]] = (500, [])
        self._stream: Any = None

    async def receive(self) -> dict[str, Any]:
        """Give the next part of the body, the last one empty; then wait until the client has gone.

        A body that broke off has no last part: the client has gone.
        """
        if self._is_read:
            await self._protocol.client_disconnect()
            return {"type": "http.disconnect"}
        if self._chunks is None:
            self._chunks = aiter(self._protocol)
        chunk = await anext(self._chunks)
        if chunk:
            return {"type": "http.request", "body": chunk, "more_body": True}
        self._is_read = True
        if await _is_over(self._chunks):
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Send an answer that comes whole in one call, and one that comes in parts as a stream.

        Raises OSError where the client has gone in the midst of a stream, as ASGI has it; `is_abandoned` says so too.
        """
        if message["type"] == "http.response.start":
            fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            self._start = message["status"], fields
            return
        body, is_last = message.get("body", b""), not message.get("more_body", False)
        if self._stream is not None:
            await self._send_on(body)
            if is_last:
                self.let_go()
        elif not is_last:
            self._stream = self._protocol.response_stream(*self._start)
            await self._send_on(body)
        elif body:
            self._protocol.response_bytes(*self._start, body)
        else:
            self._protocol.response_empty(*self._start)

    def let_go(self) -> None:
        """Hold a stream no longer: with that the server ends the answer, whole or not."""
        self._stream = None

    async def _send_on(self, body: bytes) -> None:
        try:
            await self._stream.send_bytes(body)
        except ProtocolClosed as error:
            self.is_abandoned = True
            raise OSError(*error.args) from error


async def _is_over(chunks: AsyncIterator[bytes]) -> bool:
    """Whether an empty part was the end of a body. The server has one for the end, and one more where it broke off.

    Also for trailer fields (RFC 9112 section 7.1.2), which cannot be told from that, and which nobody sends here.
    """
    try:
        # Without a default: anext() of CPython 3.11 crashes with one on an awaitable that granian makes.
        await anext(chunks)
    except StopAsyncIteration:
        return True
    return False


def _as_asgi(scope: Scope) -> dict[str, Any]:
    given: Headers = scope.headers
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()]
    known = {name for name, _ in given.items()}
    fields += [(name.encode("latin-1"), _UNREADABLE) for name in given if name not in known]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": scope.http_version,
        "server": _host_and_port(scope.server),
        "client": _host_and_port(scope.client),
        "scheme": scope.scheme,
        "method": scope.method,
        "path": scope.path,
        "query_string": scope.query_string.encode("latin-1"),
        "root_path": "",
        "headers": fields,
        "state": {},
    }


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port or 0)
