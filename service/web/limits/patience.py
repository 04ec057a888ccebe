"""How long a request may take: its body on the way here, and all of it, so that the slow do not hold what others need.

What is here of a body that broke off is no body: a file that is cut between two lines would read as a whole one.

Until its body is here a request holds nothing but itself. For its headers the server has a limit of its own.
"""

import asyncio

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from service.errors import Malformed, RequestTimeout, Unavailable

BODY_SECONDS = 60.0
REQUEST_SECONDS = 600.0  # longer than any write waits, and than the check of all lists takes

_BROKEN_OFF = "The body of the request broke off. Nothing was stored; send it again, whole and without trailer fields."


def patient(app: ASGIApp) -> ASGIApp:
    """Wrap the application so that it waits for nobody longer than that: 408 for a body, 503 for all of it."""

    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                await app(scope, _in_time(receive), send)
        except TimeoutError as error:
            detail = (
                "This took too long and was given up. Ask for less at once. Whether a write was stored is not known."
            )
            raise Unavailable(detail) from error

    return bounded


def _in_time(receive: Receive) -> Receive:
    """Return what receives a body whole and in time, and after its end whatever comes (that the client went away)."""
    deadline: float | None = asyncio.get_running_loop().time() + BODY_SECONDS

    async def received() -> ReceiveMessage:
        nonlocal deadline
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError as error:
            detail = (
                f"The body of the request was not here after {BODY_SECONDS:.0f} s. Nothing was stored; send it again."
            )
            raise RequestTimeout(detail) from error
        if message["type"] == "http.disconnect" and deadline is not None:
            raise Malformed(_BROKEN_OFF)
        if not message.get("more_body", False):
            deadline = None
        return message

    return received
