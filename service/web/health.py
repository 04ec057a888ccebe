"""Whether the service lives, and whether it is ready to answer."""

from importlib import resources

from litestar import Response

from service import urls
from service.store import subjects
from service.web.context import Asked, context_of
from service.web.methods import get
from service.web.pages import STYLESHEET


@get(urls.LIVE, sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """Say that the process lives."""
    return Response({"status": "live"}, headers={"Cache-Control": "no-store"})


@get(urls.READY)
async def ready(request: Asked) -> Response[dict[str, str]]:
    """Say that the database answers; 503 while it does not."""
    async with context_of(request).feeds.acquire(timeout=5) as conn:
        await subjects.clock(conn)
    return Response({"status": "ready"}, headers={"Cache-Control": "no-store"})


@get(STYLESHEET, sync_to_thread=False)
def stylesheet() -> Response[bytes]:
    """Give the one style sheet of the pages."""
    css = resources.files("service.web").joinpath("static/style.css").read_bytes()
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(css, media_type="text/css", headers=headers)


ROUTES = [live, ready, stylesheet]
