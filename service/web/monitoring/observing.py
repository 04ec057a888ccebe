"""What is told of every request that reaches the framework: a line of the log, and how long it took in the metrics.

A request is named by an id, which all lines that it leads to have, and its answer too (`X-Request-Id`). The id is the
client's where it has a form that can do no harm, else the trace that the request belongs to (W3C Trace Context), else
new.
"""

import logging
import re
from time import monotonic
from uuid import uuid4

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from service.access.secrets import digest
from service.web.context import Context

_METHODS = frozenset(method.value for method in HttpMethod)
# No underscore: keys and subscriber tokens have some, and whoever sends one here by mistake must not find it in a log,
# nor the bootstrap key, which may have any form.
_OUR_FORM = re.compile(rb"[0-9A-Za-z-]{8,64}")
_TRACE = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")

_log = logging.getLogger(__name__)


async def observed(app: ASGIApp, scope: Scope, receive: Receive, send: Send, context: Context) -> None:
    """Let the application answer, and tell of it whatever comes of it. To be run in a context of its own.

    The route is the template of its path, "none" where there is no such route, and a method that HTTP has not is
    "other": nothing that callers make up is told.
    """
    if scope["type"] != ScopeType.HTTP:
        await app(scope, receive, send)
        return
    began, status, request_id = monotonic(), 500, _id(scope, context.bootstrap)

    async def sent(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
        await send(message)

    with bound_contextvars(request_id=request_id):
        try:
            await app(scope, receive, sent)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route, seconds = scope.get("path_template") or "none", monotonic() - began
            context.metrics.requests.labels(method, route, str(status)).observe(seconds)
            told = {"method": method, "route": route, "status": status, "seconds": round(seconds, 6)}
            _log.info("request", extra=told)


def _id(scope: HTTPScope, bootstrap: bytes | None) -> str:
    fields = dict(scope["headers"])
    given, trace = fields.get(b"x-request-id", b""), _TRACE.fullmatch(fields.get(b"traceparent", b""))
    if _OUR_FORM.fullmatch(given) and digest(given.decode()) != bootstrap:
        return given.decode()
    return trace[1].decode() if trace else uuid4().hex
