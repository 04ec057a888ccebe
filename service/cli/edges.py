"""What the verbs share: settings, the database while it is in use, and how a verb ends.

Exit codes: 0 done or passed, 1 refused or findings, 2 misuse, 3 could not run (DESIGN section 8).
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console

from service import settings
from service.database.errors import BROKEN_OFF
from service.database.migrations import in_place
from service.database.pool import Pool
from service.database.roles import Addresses
from service.documents import iso_day
from service.errors import Malformed, NotFound, RegisterError, Unavailable
from service.installation import database, law_of, pool_of
from service.law import Law
from service.settings import Settings

T = TypeVar("T")
PASSED, REFUSED, MISUSE, COULD_NOT_RUN = 0, 1, 2, 3

Day = Annotated[str | None, typer.Option(help="A day, YYYY-MM-DD; today (UTC) if left out.")]


async def with_database(chosen: Settings, work: Callable[[Addresses], Awaitable[T]]) -> T:
    """Do something with the addresses of the database, which is held for as long."""
    async with database(chosen) as at:
        return await work(at)


async def with_pool(chosen: Settings, work: Callable[[Pool], Awaitable[T]], *, as_owner: bool = False) -> T:
    """Do something with connections to a database whose schema is brought up to date first."""
    async with database(chosen) as at:
        await in_place(at, pooled=not chosen.statement_cache)
        async with pool_of(chosen, at.owner if as_owner else at.service) as pool:
            return await work(pool)


def run(work: "Awaitable[T]", *, refused: int = REFUSED) -> T:
    """Run to the end, or end the process with the code that fits the error."""

    async def wait() -> T:
        return await work

    try:
        return asyncio.run(wait())
    except RegisterError as error:
        fail(error, refused=refused)
    except BROKEN_OFF as error:
        # Its first line: what follows may quote a row, and with it a person.
        cause = str(error).partition("\n")[0] or type(error).__name__
        fail(Unavailable(f"The database broke off: {cause}. What was under way is rolled back; try again."))


def settings_or_misuse() -> Settings:
    """Read the settings, or end the process with all that is wrong in them."""
    try:
        return settings.from_environment()
    except RegisterError as error:
        fail(error, refused=MISUSE)


def law_or_misuse(chosen: Settings) -> Law:
    """Return the legal facts with the operator's overlay, or end the process with all that is wrong in that file."""
    try:
        return law_of(chosen)
    except RegisterError as error:
        say("SUBREG_LAW_OVERLAY cannot be used.")
        fail(error, refused=MISUSE)


def day_or_misuse(text: str, name: str = "on") -> date:
    """Read the day that an option names, or end the process with what is wrong in it."""
    try:
        return iso_day(text, name)
    except Malformed as error:
        misuse(error.detail)


def fail(error: RegisterError, *, refused: int = REFUSED) -> NoReturn:
    """End the process with the sentences of an error."""
    say(error.detail)
    for place in error.errors if not isinstance(error, NotFound) else ():
        say(f"  {place.pointer}: {place.detail}")
    sys.exit(COULD_NOT_RUN if isinstance(error, Unavailable) else refused)


def misuse(sentence: str) -> NoReturn:
    """End the process because of how it was called."""
    say(sentence)
    sys.exit(MISUSE)


def say(sentence: str) -> None:
    """Tell the person at the terminal; what a program reads goes to standard output instead."""
    Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True).print(sentence)
