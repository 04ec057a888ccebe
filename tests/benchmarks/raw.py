"""Two bare applications, RSGI and ASGI, that know one document and its entity tag: what the server alone can do."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from service.web.security_headers import SECURITY_HEADERS

_BODY = Path(os.environ["BENCH_DOCUMENT"]).read_bytes()
_TAG = os.environ["BENCH_TAG"].encode()
_HEADERS = [
    (b"content-type", b"application/atom+xml; charset=utf-8"),
    (b"etag", _TAG),
    (b"cache-control", b"public, max-age=60, must-revalidate"),
    (b"vary", b"Accept-Encoding"),
    (b"last-modified", b"Mon, 30 Nov 2026 00:00:00 GMT"),
    *((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()),
]
_FULL = [*_HEADERS, (b"content-length", str(len(_BODY)).encode())]


async def app(scope: dict[str, Any], _: object, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Answer 304 to whoever has the document, and the document to all others."""
    unchanged = any(name == b"if-none-match" and value == _TAG for name, value in scope.get("headers", ()))
    status, headers, body = (304, _HEADERS, b"") if unchanged else (200, _FULL, _BODY)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Bare:
    """The same answers in one call each."""

    fields = tuple([(name.decode(), value.decode()) for name, value in given] for given in (_HEADERS, _FULL))

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 — the names of granian
        """Answer 304 to whoever has the document, and the document to all others."""
        if scope.headers.get("if-none-match") == _TAG.decode():
            protocol.response_empty(304, self.fields[0])
        else:
            protocol.response_bytes(200, self.fields[1], _BODY)


bare = Bare()
