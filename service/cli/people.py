"""The verbs about contacts of persons: finding and erasing them (GDPR Art. 15 and 17)."""

from typing import Annotated
from uuid import UUID

import typer

from service.cli.edges import run, say, settings_or_misuse, with_pool
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import to_json
from service.errors import NotFound
from service.store import people
from service.store.people import Person

people_app = typer.Typer(help="Contacts of persons, which stand apart from the log.", no_args_is_help=True)


@people_app.command("find")
def people_find(words: Annotated[str, typer.Argument(help="Words of a name, position, e-mail or address.")]) -> None:
    """Print the contacts in which these words stand, past ones too, a JSON object a line."""

    async def work(pool: Pool) -> list[Person]:
        async with pool.acquire() as conn:
            return await people.like(conn, words)

    for person in run(with_pool(settings_or_misuse(), work)):
        typer.echo(to_json(person).decode())


@people_app.command("erase")
def people_erase(
    person: Annotated[UUID, typer.Argument(help="The id that `people find` told.")],
    *,
    words: Annotated[
        bool, typer.Option("--words", help="What the person wrote in objections, and the replies, too.")
    ] = False,
) -> None:
    """Erase a contact from the register: documents and objections keep that there was one, and none of its words."""

    async def erase(conn: Connection) -> None:
        if not await people.erase(conn, person, words=words):
            raise NotFound(f"There is no contact {person}.")

    async def work(pool: Pool) -> None:
        await in_transaction(pool, erase)

    run(with_pool(settings_or_misuse(), work))
    say(f"The contact {person} is erased.")
