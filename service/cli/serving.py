"""The verb `serve`: it holds the database for as long as the server runs."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
import typer

from service.cli.edges import fail, law_or_misuse, say, settings_or_misuse
from service.cli.portals import portal
from service.database.migrations import in_place
from service.database.pool import Pool
from service.database.roles import Addresses
from service.errors import RegisterError
from service.installation import database, pool_of
from service.serving import Address
from service.serving import serve as serve_http
from service.settings import Settings

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Workers = Annotated[int, typer.Option(help="Worker processes.", min=1, max=256)]


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """Serve the register: API, list pages, feeds."""
    address = Address(host=host, port=port, workers=workers)

    def ready() -> None:
        say(f"subreg is ready at {address.url()}")

    chosen = settings_or_misuse()
    law_or_misuse(chosen)  # a service whose legal facts cannot be read does not start
    hold_and_serve(chosen, address, ready)


def hold_and_serve(
    chosen: Settings,
    address: Address,
    ready: Callable[[], None],
    first: Callable[[Pool], Awaitable[None]] | None = None,
) -> None:
    """Hold the database for as long as the server runs; the event loop that holds it runs in a thread beside.

    `ready` is called once the service answers, `first` before it is started, with a schema that is in place.
    """

    async def prepare(at: Addresses) -> None:
        await in_place(at, pooled=not chosen.statement_cache)
        if first is not None:
            async with pool_of(chosen, at.service) as pool:
                await first(pool)

    try:
        with portal() as beside, beside.wrap_async_context_manager(database(chosen)) as at:
            beside.call(prepare, at)
            # The processes that serve get no way to what the owner may.
            serve_http(msgspec.structs.replace(chosen, owner_url=None), at.service, address, ready)
    except RegisterError as error:
        fail(error)
