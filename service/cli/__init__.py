"""The operator's verbs: parse, call, print. No logic of the register is here.

Exit codes: 0 done or passed, 1 refused or findings, 2 misuse, 3 could not run (DESIGN section 8).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import msgspec
import typer
from anyio.from_thread import start_blocking_portal

from service import demo as demos
from service.access import keys as api_keys
from service.access import tokens as subscriber_tokens
from service.app import database, pool_of
from service.cli.backups import backup, restore
from service.cli.checks import check
from service.cli.edges import (
    MISUSE,
    fail,
    law_or_misuse,
    run,
    say,
    settings_or_misuse,
    with_database,
    with_pool,
)
from service.cli.law import law_app
from service.cli.lists import export, import_
from service.cli.log import log_app
from service.cli.people import people_app
from service.database.migrations import in_place
from service.database.migrations import migrate as apply_migrations
from service.database.pool import Connection, Pool
from service.documents import to_json
from service.errors import NotFound, RegisterError
from service.serving import Address
from service.serving import serve as serve_http
from service.settings import Settings
from service.store import keys as stored_keys
from service.store import tokens as stored_tokens

app = typer.Typer(
    help="subreg: a register of sub-processors and cross-border transfers. It informs; it does not give legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="Keys of the compliance API.", no_args_is_help=True)
tokens_app = typer.Typer(help="Subscriber tokens of private lists.", no_args_is_help=True)
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

    async def work(dsn: str) -> list[str]:
        return await apply_migrations(dsn)

    applied = run(with_database(settings_or_misuse(), work))
    say("\n".join(f"applied {name}" for name in applied) or "The schema is up to date.")


app.command(name="import")(import_)
app.command()(export)
app.command()(check)
app.command()(backup)
app.command()(restore)


@keys_app.command("create")
def keys_create(
    scope: Annotated[list[str], typer.Option(help=f"One of {', '.join(api_keys.SCOPES)}; may be repeated.")],
    label: Annotated[str, typer.Option(help="What the key is for; not a person's name.")] = "",
) -> None:
    """Make a key. The secret alone goes to standard output, once."""

    async def work(pool: Pool) -> str:
        async with pool.acquire() as conn:
            minted = await api_keys.create(conn, scope, label)
        say(f"Key {minted.id} with {', '.join(scope)}. The secret is shown once:")
        return minted.secret

    typer.echo(run(with_pool(settings_or_misuse(), work), refused=MISUSE))


@tokens_app.command("create")
def tokens_create(
    controller: Annotated[str, typer.Option(help="The slug of the list that the token opens.")],
    label: Annotated[str, typer.Option(help="Who reads with it: a team or a system, not a person's name.")],
) -> None:
    """Make a subscriber token for a private list. The secret alone goes to standard output, once."""

    async def work(pool: Pool) -> str:
        async with pool.acquire() as conn:
            minted = await subscriber_tokens.create(conn, controller, label)
        say(f"Token {minted.id} for the list {controller}. The secret is shown once:")
        return minted.secret

    typer.echo(run(with_pool(settings_or_misuse(), work)))


@tokens_app.command("rotate")
def tokens_rotate(
    token_id: Annotated[str, typer.Argument(help="The id that tokens create told.")],
    days: Annotated[int, typer.Option(min=0, max=365, help="How long the old one stays open.")] = 30,
) -> None:
    """Make a token in the place of another, whose feed tells in a last entry that it closes.

    The secret alone goes to standard output, once.
    """

    async def work(pool: Pool) -> str:
        async with pool.acquire() as conn:
            minted = await subscriber_tokens.rotate(conn, token_id, days=days)
        say(f"Token {minted.id} takes the place of {token_id}, which closes in {days} days. The secret is shown once:")
        return minted.secret

    typer.echo(run(with_pool(settings_or_misuse(), work)))


@keys_app.command("list")
def keys_list() -> None:
    """Print all keys, without their secrets."""
    _list(stored_keys.all_keys)


@tokens_app.command("list")
def tokens_list() -> None:
    """Print all subscriber tokens, without their secrets."""
    _list(stored_tokens.all_tokens)


@keys_app.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(help="The id that keys create told.")]) -> None:
    """Close a key for good."""
    _revoke(key_id, stored_keys.revoke)


@tokens_app.command("revoke")
def tokens_revoke(token_id: Annotated[str, typer.Argument(help="The id that tokens create told.")]) -> None:
    """Close a subscriber token for good: its addresses answer 410 from now on."""
    _revoke(token_id, stored_tokens.revoke)


def _list(read: Callable[[Connection], Awaitable[Sequence[msgspec.Struct]]]) -> None:
    async def work(pool: Pool) -> Sequence[msgspec.Struct]:
        async with pool.acquire() as conn:
            return await read(conn)

    for row in run(with_pool(settings_or_misuse(), work)):
        typer.echo(to_json(row).decode())


def _revoke(wanted: str, revoke: Callable[[Connection, str], Awaitable[bool]]) -> None:
    async def work(pool: Pool) -> None:
        async with pool.acquire() as conn:
            if not wanted.isprintable() or not await revoke(conn, wanted):
                detail = f"There is no open one with the id {wanted!r}."
                raise NotFound(detail)

    run(with_pool(settings_or_misuse(), work))
    say(f"{wanted} is closed.")


def _serve(
    chosen: Settings,
    address: Address,
    ready: Callable[[], None],
    first: Callable[[Pool], Awaitable[None]] | None = None,
) -> None:
    """Hold the database for as long as the server runs; the event loop that holds it runs in a thread beside."""

    async def prepare(dsn: str) -> None:
        await in_place(dsn, pooled=not chosen.statement_cache)
        if first is not None:
            async with pool_of(chosen, dsn) as pool:
                await first(pool)

    try:
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(database(chosen)) as dsn:
            portal.call(prepare, dsn)
            serve_http(chosen, dsn, address, ready)
    except RegisterError as error:
        fail(error)
