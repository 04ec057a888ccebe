"""Whether the service lives, and whether it is ready to answer."""

import logging
from importlib import resources

from litestar import Response

from service import urls
from service.database import migrations, roles
from service.database.errors import AWAY
from service.errors import Unavailable
from service.web.context import Asked, context_of
from service.web.methods import get
from service.web.pages import STYLESHEET

_PATIENCE = 5  # seconds for a connection

_log = logging.getLogger(__name__)


@get(urls.LIVE, sync_to_thread=False)
def live() -> Response[dict[str, str]]:
    """Say that the process lives."""
    return Response({"status": "live"})


@get(urls.READY)
async def ready(request: Asked) -> Response[dict[str, str]]:
    """Say that the database answers and has the schema and the rights of this version; else 503 with the reason."""
    try:
        async with context_of(request).feeds.acquire(timeout=_PATIENCE) as conn:
            lacking = await migrations.lacking(conn)
            may_serve = bool(lacking) or await roles.may_serve(conn)
    except TimeoutError as error:
        raise Unavailable(f"Not ready: no connection to the database was free for {_PATIENCE} s.") from error
    except AWAY as error:
        # To strangers too, so nothing of the error itself: it names hosts.
        _log.warning("not ready, the database cannot be used: %r", error)
        raise Unavailable("Not ready: the database cannot be used; the log of this process says why.") from error
    if lacking:
        raise Unavailable(f"Not ready: the schema lacks {', '.join(lacking)}. Run subreg migrate.")
    if not may_serve:
        raise Unavailable(f"Not ready: {roles.MAY_NOT_SERVE}")
    return Response({"status": "ready"})


@get(STYLESHEET, sync_to_thread=False)
def stylesheet() -> Response[bytes]:
    """Give the one style sheet of the pages."""
    css = resources.files("service.web").joinpath("static/style.css").read_bytes()
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


ROUTES = [live, ready, stylesheet]
