"""The verb `check`: a yes or no for a list or for all, now, in a scenario, and until a day ahead."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

import msgspec
import typer

from service import reports
from service.cli.edges import (
    MISUSE,
    PASSED,
    REFUSED,
    Day,
    day_or_misuse,
    law_or_misuse,
    misuse,
    run,
    settings_or_misuse,
    with_pool,
)
from service.database.pool import Connection, Pool
from service.errors import Invalid
from service.law import Law
from service.register import checking, forecasting, reading, scenarios
from service.register.checking import ListVerdict
from service.register.forecasting import Coming
from service.register.reading import Moment
from service.register.scenarios import Scenario
from service.reports.ahead import Ahead
from service.transfers import Severity


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the verb was asked: a list or all of them (null), on which day, in which scenario, and until when."""

    controller: str | None
    moment: Moment
    revoke: tuple[str, ...]
    until: date | None


class Found(msgspec.Struct, kw_only=True):
    """What was found, by list."""

    verdicts: dict[str, ListVerdict] = msgspec.field(default_factory=dict)
    scenario: Scenario | None = None
    coming: dict[str, list[Coming]] = msgspec.field(default_factory=dict)


def check(
    controller: Annotated[str | None, typer.Option(help="The slug of a list.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="All lists.")] = False,
    on: Day = None,
    until: Annotated[
        str | None,
        typer.Option(help="Look ahead to a day: print what will change until then; what will appear fails, too."),
    ] = None,
    revoke: Annotated[
        list[str] | None,
        typer.Option(help="Take a decision or clauses as fallen, by id or name; repeated or parted by commas."),
    ] = None,
    fail_on: Annotated[Severity, typer.Option(help="The least severity that fails.")] = "high",
    form: Annotated[reports.Form, typer.Option("--format", help="How to print.")] = "table",
) -> None:
    """Check a list or all of them. Exits 0 when nothing of --fail-on or worse is found, 1 when something is."""
    if (controller is None) != every:
        misuse("Give --controller SLUG or --all, one of the two.")
    if until and form not in ("table", "json"):
        misuse("--until is printed as table or json: the other formats hold the findings of one day.")
    today = reading.today()
    moment = Moment(on=today if on is None else day_or_misuse(on), today=today)
    chosen = settings_or_misuse()
    law = law_or_misuse(chosen)
    end = None if until is None else day_or_misuse(until, "until")
    asked = Question(controller=controller, moment=moment, revoke=_fallen(revoke, law), until=end)

    async def work(pool: Pool) -> Found:
        if asked.until is not None:
            forecasting.check_window(moment.on, asked.until)
        async with reading.reading(pool, moment) as conn:
            return await _found(conn, asked, law)

    found = run(with_pool(chosen, work), refused=MISUSE)
    ahead = Ahead(scenario=found.scenario, until=asked.until, coming=found.coming)
    if not found.verdicts:
        typer.echo("There is no list in this register: nothing was checked.", err=True)
    typer.echo(reports.checked(found.verdicts, moment.on, fail_on, form, ahead))
    failed = any(checking.failing(verdict.findings, fail_on) for verdict in found.verdicts.values())
    raise typer.Exit(REFUSED if failed or ahead.failing(fail_on) else PASSED)


def _fallen(revoke: list[str] | None, law: Law) -> tuple[str, ...]:
    """Return the ids of what the option names, or end the process where it names nothing or what is unknown."""
    names = scenarios.names_in(revoke or ())
    if revoke and not names:
        misuse("--revoke names nothing; name what falls, or leave it out.")
    try:
        return law.meant(names)
    except Invalid as error:
        misuse(error.detail)


async def _found(conn: Connection, asked: Question, law: Law) -> Found:
    found, joined = Found(), scenarios.Joined(asked.revoke)
    async for slug, verdict, scenario in _answers(conn, asked, law):
        found.verdicts[slug] = verdict
        if scenario is not None:
            joined.add(scenario)
    found.scenario = joined.scenario() if asked.revoke else None
    if asked.until is not None:
        fallen = law.without(asked.revoke)
        for slug in found.verdicts:
            found.coming[slug] = await forecasting.forecast(conn, slug, asked.moment, asked.until, fallen)
    return found


async def _answers(
    conn: Connection, asked: Question, law: Law
) -> AsyncIterator[tuple[str, ListVerdict, Scenario | None]]:
    if asked.controller is not None:
        yield asked.controller, *await scenarios.of_list(conn, asked.controller, asked.moment, law, asked.revoke)
        return
    async for swept, scenario in scenarios.of_all(conn, asked.moment, law, asked.revoke):
        yield swept.slug, checking.of_swept(swept), scenario
