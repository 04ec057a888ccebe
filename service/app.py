"""The composition root: settings, database, law and routes become one application; it stops in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp

import service
from service import urls
from service.access.secrets import digest
from service.access.staff import Staff
from service.database.embedded import embedded_postgres
from service.database.pool import Pool, open_pool
from service.database.roles import Addresses, embedded_addresses
from service.law import Law, load_law
from service.settings import Settings
from service.web.context import Context
from service.web.limiting import Limits
from service.web.looking import look_for_ever, noting_writes
from service.web.methods import name_all_methods
from service.web.openapi import Document
from service.web.patience import patient
from service.web.polling import answered_from_memory
from service.web.problems import HANDLERS
from service.web.replica import Replica
from service.web.routes import ROUTES
from service.web.security_headers import secured
from service.web.sharing import share_for_ever

_DOCUMENT_BYTES = 1_000_000
_SHARE_OF_FEEDS = 4  # of the connections a quarter, and one at least


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Addresses]:
    """Give the addresses of the database: those of the settings, or of the embedded one while it is in use."""
    if settings.database_url is not None:
        yield Addresses(service=settings.database_url, owner=settings.owner_url or settings.database_url)
        return
    async with embedded_postgres(settings.data_dir, binaries=settings.postgres_bin) as owner:
        yield await embedded_addresses(owner)


@asynccontextmanager
async def pool_of(settings: Settings, dsn: str, size: int | None = None) -> AsyncIterator[Pool]:
    """Give a pool of connections, by default of all there may be, to a database whose schema is in place."""
    pool = await open_pool(dsn, max_size=size or settings.pool_size, statement_cache=settings.statement_cache)
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def replica_of(settings: Settings) -> AsyncIterator[Replica | None]:
    """Give the replica, if there is one; it need not be there yet, and its connections come on top of the pool's."""
    if settings.replica_url is None:
        yield None
        return
    pool = await open_pool(
        settings.replica_url, min_size=0, max_size=settings.pool_size, statement_cache=settings.statement_cache
    )
    try:
        yield Replica(pool)
    finally:
        await pool.close()


def law_of(settings: Settings) -> Law:
    """Return the legal facts of this installation, the operator's overlay included.

    Raises Invalid that names the overlay and every place in it that is wrong.
    """
    return load_law(settings.law_overlay)


@asynccontextmanager
async def _context_of(settings: Settings, dsn: str, law: Law, public_url: str) -> AsyncIterator[Context]:
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
            staff=None if settings.trust is None else Staff(settings.trust),
            page_note=settings.page_note,
            replica=replica,
        )


@asynccontextmanager
async def _while_serving(background: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run what runs for ever, and end it."""
    tasks = [asyncio.create_task(work) for work in background]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def _limited(app: ASGIApp, settings: Settings, limits: Limits) -> ASGIApp:
    """Wrap all of the application: what leads nowhere is counted too, and that is no handler's."""
    app = limits.wrap(app)
    if not settings.trusted_proxies:
        return app
    forwarded: ASGIApp = wrap_asgi_with_proxy_headers(app, trusted_hosts=list(settings.trusted_proxies))
    return forwarded


class Service(Litestar):
    """The application; what memory can answer it does not ask the framework."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 — as Litestar has it
        """Answer one request (ASGI)."""
        context = self.state.get("context")
        if context is None or not await answered_from_memory(scope, send, context):
            await super().__call__(scope, receive, secured(send))


def _description() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="subreg",
        version=service.__version__,
        path=urls.OPENAPI,
        use_handler_docstrings=True,
        render_plugins=[Document(path="/openapi.json")],
    )


def create_app(settings: Settings, dsn: str, public_url: str) -> Litestar:
    """Make the application on a database whose migrations were applied; raises Invalid as `law_of`."""
    law = law_of(settings)
    limits = None if settings.rate_limits is None else Limits(settings.rate_limits)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with _context_of(settings, dsn, law, public_url) as context:
            app.state.context = context
            background = [look_for_ever(context.feeds, context.fresh, context.meet)]
            if limits is not None:
                background.append(share_for_ever(context.feeds, limits))
            if context.staff is not None:
                background.append(context.staff.issuer.keep_for_ever())
            async with _while_serving(background):
                yield

    app = Service(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        middleware=[patient, noting_writes],
        exception_handlers=HANDLERS,
        before_send=[name_all_methods],
        request_max_body_size=_DOCUMENT_BYTES,
        logging_config=None,  # the process that serves sets logging up, see service.serving
        openapi_config=_description(),
    )
    if limits is not None:
        app.asgi_handler = _limited(app.asgi_handler, settings, limits)
    return app
