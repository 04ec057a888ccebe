"""The operator's verbs: parse, call, print. No logic of the register is here.

Exit codes: 0 done or passed, 1 refused or findings, 2 misuse, 3 could not run (DESIGN section 8).
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
import typer

from service import __version__
from service import demo as demos
from service.app import database, pool_of
from service.cli.access import keys_app, tokens_app
from service.cli.backups import backup, restore
from service.cli.checks import check
from service.cli.edges import fail, law_or_misuse, run, say, settings_or_misuse, with_database
from service.cli.law import law_app
from service.cli.lists import export, import_
from service.cli.log import log_app
from service.cli.people import people_app
from service.cli.portals import portal
from service.database.migrations import in_place, migrated
from service.database.pool import Pool
from service.database.roles import Addresses
from service.errors import RegisterError
from service.serving import Address
from service.serving import serve as serve_http
from service.settings import Settings

app = typer.Typer(
    help="subreg: a register of sub-processors and cross-border transfers. It informs; it does not give legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys_app, name="keys")
app.add_typer(tokens_app, name="tokens")
app.add_typer(law_app, name="law")
app.add_typer(log_app, name="log")
app.add_typer(people_app, name="people")

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Workers = Annotated[int, typer.Option(help="Worker processes.", min=1, max=256)]


def main() -> None:
    """Run the command line; ends the process with the exit code."""
    app()


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 — as typer calls it
    if wanted:
        typer.echo(f"subreg {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_tell_version)
]


@app.callback()
def of_all_verbs(*, version: Version = False) -> None:
    """Take what goes before a verb: `--version` has ended by now."""


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """Serve the register: API, list pages, feeds."""
    address = Address(host=host, port=port, workers=workers)

    def ready() -> None:
        say(f"subreg is ready at {address.url()}")

    chosen = settings_or_misuse()
    law_or_misuse(chosen)  # a service whose legal facts cannot be read does not start
    _serve(chosen, address, ready)


@app.command()
def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Load real published lists, then serve them and print what to try."""
    address = Address(host=host, port=port)
    chosen = msgspec.structs.replace(settings_or_misuse(), page_note=demos.NOTE)
    law, shown = law_or_misuse(chosen), list[str]()

    async def load(pool: Pool) -> None:
        slugs = await demos.load(pool, law, say)
        shown.append(demos.guide(chosen.public_url or address.url(), slugs, await demos.make_key(pool)))

    _serve(chosen, address, lambda: typer.echo(shown[0]), first=load)


@app.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    applied = run(with_database(settings_or_misuse(), migrated))
    say("\n".join(f"applied {name}" for name in applied) or "The schema is up to date.")


app.command(name="import")(import_)
app.command()(export)
app.command()(check)
app.command()(backup)
app.command()(restore)


def _serve(
    chosen: Settings,
    address: Address,
    ready: Callable[[], None],
    first: Callable[[Pool], Awaitable[None]] | None = None,
) -> None:
    """Hold the database for as long as the server runs; the event loop that holds it runs in a thread beside."""

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
