"""What is told of every request that reaches the framework: how long it took, by route, method and status."""

from time import monotonic

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.web.metrics import Metrics

_METHODS = frozenset(method.value for method in HttpMethod)


async def observed(app: ASGIApp, scope: Scope, receive: Receive, send: Send, metrics: Metrics) -> None:
    """Let the application answer, and tell of it whatever comes of it.

    The route is the template of its path, "none" where there is no such route, and a method that HTTP has not is
    "other": callers cannot make up labels.
    """
    if scope["type"] != ScopeType.HTTP:
        await app(scope, receive, send)
        return
    began, status = monotonic(), 500

    async def sent(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    try:
        await app(scope, receive, sent)
    finally:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = scope.get("path_template") or "none"
        metrics.requests.labels(method, route, str(status)).observe(monotonic() - began)
