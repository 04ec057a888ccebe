"""The verbs `keys` and `tokens`: making, rotating, listing and closing what opens the API and private lists."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import msgspec
import typer

from service.access import keys, tokens
from service.access.keys import SCOPES
from service.access.secrets import Minted
from service.cli.edges import MISUSE, REFUSED, run, say, settings_or_misuse, with_pool
from service.database.pool import Connection, Pool
from service.documents import to_json
from service.errors import NotFound
from service.store import keys as stored_keys
from service.store import tokens as stored_tokens
from service.store.keys import Grant

_ACTOR = "cli"

keys_app = typer.Typer(help="Keys of the compliance API.", no_args_is_help=True)
tokens_app = typer.Typer(help="Subscriber tokens of private lists.", no_args_is_help=True)


@keys_app.command("create")
def keys_create(
    scope: Annotated[list[str], typer.Option(help=f"One of {', '.join(SCOPES)}; may be repeated.")],
    label: Annotated[str, typer.Option(help="What the key is for; not a person's name.")] = "",
    controller: Annotated[
        list[str] | None, typer.Option(help="The slug of a list to bind the key to; may be repeated. All if left out.")
    ] = None,
    valid_days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="After how many days it ends. Never if left out.")
    ] = None,
) -> None:
    """Make a key. The secret alone goes to standard output, once."""
    grant = Grant(scopes=scope, label=label, by=_ACTOR, controllers=controller or None, days=valid_days)
    lists = f" for {', '.join(controller)} alone" if controller else ""
    _mint(
        lambda conn: keys.create(conn, grant),
        lambda minted: f"Key {minted.id} with {', '.join(scope)}{lists}.",
        refused=MISUSE,
    )


@keys_app.command("rotate")
def keys_rotate(
    key_id: Annotated[str, typer.Argument(help="The id that keys create told.")],
    days: Annotated[int, typer.Option(min=0, max=365, help="How long the old one goes on opening.")] = 7,
) -> None:
    """Make a key in the place of another, for the same and for as long; the secret alone goes to standard output."""
    _mint(
        lambda conn: keys.rotate(conn, key_id, days=days, by=_ACTOR),
        lambda minted: f"Key {minted.id} takes the place of {key_id}, which ends in {days} days at most.",
    )


@keys_app.command("list")
def keys_list() -> None:
    """Print all keys, without their secrets."""
    _list(stored_keys.all_keys)


@keys_app.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(help="The id that keys create told.")]) -> None:
    """Close a key for good."""
    _revoke(key_id, lambda conn: stored_keys.revoke(conn, key_id, by=_ACTOR))


@tokens_app.command("create")
def tokens_create(
    controller: Annotated[str, typer.Option(help="The slug of the list that the token opens.")],
    label: Annotated[str, typer.Option(help="Who reads with it: a team or a system, not a person's name.")],
) -> None:
    """Make a subscriber token for a private list. The secret alone goes to standard output, once."""
    _mint(
        lambda conn: tokens.create(conn, controller, label),
        lambda minted: f"Token {minted.id} for the list {controller}.",
    )


@tokens_app.command("rotate")
def tokens_rotate(
    token_id: Annotated[str, typer.Argument(help="The id that tokens create told.")],
    days: Annotated[int, typer.Option(min=0, max=365, help="How long the old one stays open.")] = 30,
) -> None:
    """Make a token in the place of another, whose feed tells in a last entry that it closes.

    The secret alone goes to standard output, once.
    """
    _mint(
        lambda conn: tokens.rotate(conn, token_id, days=days),
        lambda minted: f"Token {minted.id} takes the place of {token_id}, which closes in {days} days.",
    )


@tokens_app.command("list")
def tokens_list() -> None:
    """Print all subscriber tokens, without their secrets."""
    _list(stored_tokens.all_tokens)


@tokens_app.command("revoke")
def tokens_revoke(token_id: Annotated[str, typer.Argument(help="The id that tokens create told.")]) -> None:
    """Close a subscriber token for good: its addresses answer 410 from now on."""
    _revoke(token_id, lambda conn: stored_tokens.revoke(conn, token_id))


def _mint(
    make: Callable[[Connection], Awaitable[Minted]], told: Callable[[Minted], str], *, refused: int = REFUSED
) -> None:
    async def work(pool: Pool) -> None:
        # In one transaction: what opens a register is not to be there where nobody was shown the secret.
        async with pool.acquire() as conn, conn.transaction():
            minted = await make(conn)
            say(f"{told(minted)} The secret is shown once:")
            typer.echo(minted.secret)

    run(with_pool(settings_or_misuse(), work), refused=refused)


def _list(read: Callable[[Connection], Awaitable[Sequence[msgspec.Struct]]]) -> None:
    async def work(pool: Pool) -> Sequence[msgspec.Struct]:
        async with pool.acquire() as conn:
            return await read(conn)

    for row in run(with_pool(settings_or_misuse(), work)):
        typer.echo(to_json(row).decode())


def _revoke(wanted: str, revoke: Callable[[Connection], Awaitable[bool]]) -> None:
    async def work(pool: Pool) -> None:
        async with pool.acquire() as conn:
            if not wanted.isprintable() or not await revoke(conn):
                detail = f"There is no open one with the id {wanted!r}."
                raise NotFound(detail)

    run(with_pool(settings_or_misuse(), work))
    say(f"{wanted} is closed.")
