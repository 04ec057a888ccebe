"""The composition root: settings, database, law and routes become one application; it stops in reverse order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp

import service
from service import urls
from service.access.secrets import digest
from service.database.pool import Dsn, open_pool
from service.installation import law_of, pool_of
from service.law import Law
from service.settings import Settings
from service.web.context import Context
from service.web.description.openapi import Document
from service.web.description.reference import ApiPage
from service.web.limits.limiting import Limits
from service.web.limits.patience import patient
from service.web.limits.sharing import share_for_ever
from service.web.memory.looking import look_for_ever, noting_writes
from service.web.memory.polling import answered_from_memory
from service.web.memory.replica import Replica
from service.web.methods import name_all_methods
from service.web.monitoring.carrying import Carrier
from service.web.monitoring.metrics import Metrics
from service.web.monitoring.observing import observed
from service.web.monitoring.scraping import work_out_findings_for_ever
from service.web.problems import HANDLERS
from service.web.routes import ROUTES
from service.web.security_headers import secured

if TYPE_CHECKING:
    from service.access.staff import Staff
    from service.web.monitoring.tracing import Traces

_log = logging.getLogger(__name__)

_DOCUMENT_BYTES = 1_000_000
_SHARE_OF_FEEDS = 4  # of the connections a quarter, and one at least


@asynccontextmanager
async def replica_of(settings: Settings) -> AsyncIterator[Replica | None]:
    """Give the replica, if there is one; it need not be there yet, and its connections come on top of the pool's."""
    if settings.replica_url is None:
        yield None
        return
    dsn = Dsn(settings.replica_url, "SUBREG_REPLICA_URL")
    pool = await open_pool(dsn, min_size=0, max_size=settings.pool_size, statement_cache=settings.statement_cache)
    try:
        yield Replica(pool)
    finally:
        await pool.close()


@asynccontextmanager
async def _context_of(
    settings: Settings, dsn: str, law: Law, public_url: str, metrics_dir: Path | None
) -> AsyncIterator[Context]:
    """Give what the handlers share, with connections to the database and to its replica."""
    kept = max(1, settings.pool_size // _SHARE_OF_FEEDS)
    rest = max(1, settings.pool_size - kept)
    async with (
        pool_of(settings, dsn, rest) as pool,
        pool_of(settings, dsn, kept) as feeds,
        replica_of(settings) as replica,
    ):
        yield Context(
            pool=pool,
            feeds=feeds,
            law=law,
            public_url=public_url,
            bootstrap=digest(settings.bootstrap_key) if settings.bootstrap_key else None,
            staff=_staff(settings),
            page_note=settings.page_note,
            replica=replica,
            metrics=Metrics(metrics_dir),
        )


def _background(context: Context, limits: Limits | None) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield what runs for ever beside the requests."""
    yield look_for_ever(context, Carrier(context, limits))
    yield work_out_findings_for_ever(context)
    if limits is not None:
        yield share_for_ever(context.feeds, limits)
    if context.staff is not None:
        yield context.staff.issuer.keep_for_ever()


@asynccontextmanager
async def _while_serving(background: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run what runs for ever, and end it. What ends before that, by a mistake in it, is told in the log at once."""
    tasks = [asyncio.create_task(work) for work in background]
    for task in tasks:
        task.add_done_callback(_tell_of_a_mistake)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)  # mistakes among them were told


def _tell_of_a_mistake(task: asyncio.Task[None]) -> None:
    """Tell of a task that ended by itself: nobody waits for it, and without it the service only looks well."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.critical("What runs beside the requests has ended; restart this process", exc_info=error)


def _staff(settings: Settings) -> "Staff | None":
    """Return what lets staff in with access tokens; null where no issuer is set."""
    if settings.trust is None:
        return None
    from service.access.staff import Staff  # noqa: PLC0415 — 16 MiB of each worker, for who sets an issuer

    return Staff(settings.trust)


def _traces(settings: Settings) -> "Traces | None":
    """Return what traces requests and statements; null where they are sent nowhere."""
    if settings.otlp_endpoint is None:
        return None
    from service.web.monitoring.tracing import Traces  # noqa: PLC0415 — of an extra, which not everybody installs

    return Traces(settings.otlp_endpoint)


def _limited(app: ASGIApp, settings: Settings, limits: Limits) -> ASGIApp:
    """Wrap all of the application: what leads nowhere is counted too, and that is no handler's."""
    app = limits.wrap(app)
    if not settings.trusted_proxies:
        return app
    forwarded: ASGIApp = wrap_asgi_with_proxy_headers(app, trusted_hosts=list(settings.trusted_proxies))
    return forwarded


def _description() -> OpenAPIConfig:
    """Return how the API is described: as a document, and as a page."""
    return OpenAPIConfig(
        title="subreg",
        version=service.__version__,
        path=urls.OPENAPI,
        use_handler_docstrings=True,
        render_plugins=[ApiPage(), Document(path="/openapi.json")],
    )


class Service(Litestar):
    """The application; what memory can answer it does not ask the framework."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 — as Litestar has it
        """Answer one request (ASGI)."""
        context = self.state.get("context")
        if context is None:
            await super().__call__(scope, receive, send)
        elif not await answered_from_memory(scope, send, context):
            # In a task, and so in a context of its own: the server runs all requests of a worker in one.
            request = observed(super().__call__, scope, receive, secured(send), context)
            await asyncio.create_task(request)


def create_app(settings: Settings, dsn: str, public_url: str, metrics_dir: Path | None = None) -> Litestar:
    """Make the application on a database whose migrations were applied; raises Invalid as `law_of`.

    `metrics_dir` is where all processes of the host keep their metrics; null where there is one alone.
    """
    law = law_of(settings)
    limits = None if settings.rate_limits is None else Limits(settings.rate_limits)
    traces = _traces(settings)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with _context_of(settings, dsn, law, public_url, metrics_dir) as context:
            app.state.context = context
            with nullcontext() if traces is None else traces.of_statements():
                async with _while_serving(_background(context, limits)):
                    yield

    app = Service(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        middleware=[*([] if traces is None else [traces.wrap]), patient, noting_writes],
        exception_handlers=HANDLERS,
        before_send=[name_all_methods],
        request_max_body_size=_DOCUMENT_BYTES,
        logging_config=None,  # the process that serves sets logging up, see service.serving
        openapi_config=_description(),
    )
    if limits is not None:
        app.asgi_handler = _limited(app.asgi_handler, settings, limits)
    return app
