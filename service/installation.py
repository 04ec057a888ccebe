"""What the settings lead to: the addresses of the database, connections to it, and the law of this installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.database.embedded import embedded_postgres
from service.database.pool import Dsn, Pool, open_pool
from service.database.roles import Addresses, embedded_addresses
from service.law import Law, load_law
from service.settings import Settings


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Addresses]:
    """Give the addresses of the database: those of the settings, or of the embedded one while it is in use."""
    if settings.database_url is not None:
        owner = Dsn(settings.owner_url, "SUBREG_OWNER_URL") if settings.owner_url else settings.database_url
        yield Addresses(service=settings.database_url, owner=owner)
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


def law_of(settings: Settings) -> Law:
    """Return the legal facts of this installation, the operator's overlay included.

    Raises Invalid that names the overlay and every place in it that is wrong.
    """
    return load_law(settings.law_overlay)
