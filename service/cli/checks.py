"""The verb `check`: a yes or no for a list or for all, now, in a scenario, and until a day ahead."""

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
from service.law import Law
from service.register import checking, forecasting, reading, scenarios
from service.register.checking import ListVerdict
from service.register.forecasting import Coming
from service.register.reading import Moment
from service.register.scenarios import Scenario
from service.reports.ahead import Ahead
from service.transfers import Severity


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the verb was asked: a list or all of them (null), on which day, in which scenario, and until when."""

    controller: str | None
    moment: Moment
    revoke: tuple[str, ...]
    until: date | None


class Found(msgspec.Struct, kw_only=True):
    """What was found, by list."""

    verdicts: dict[str, ListVerdict] = msgspec.field(default_factory=dict)
    scenario: list[Scenario] = msgspec.field(default_factory=list)
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
        list[str] | None, typer.Option(help="Take a decision or clause set as fallen; may be repeated.")
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
    asked = Asked(controller=controller, moment=moment, revoke=tuple(revoke or ()), until=end)

    async def work(pool: Pool) -> Found:
        if asked.until is not None:
            forecasting.check_window(moment.on, asked.until)
        async with reading.reading(pool, moment) as conn:
            return await _found(conn, asked, law)

    found = run(with_pool(chosen, work), refused=MISUSE)
    scenario = scenarios.joined(found.scenario, asked.revoke) if asked.revoke else None
    ahead = Ahead(scenario=scenario, until=asked.until, coming=found.coming)
    typer.echo(reports.checked(found.verdicts, moment.on, fail_on, form, ahead))
    failed = any(checking.failing(verdict.findings, fail_on) for verdict in found.verdicts.values())
    raise typer.Exit(REFUSED if failed or ahead.failing(fail_on) else PASSED)


async def _found(conn: Connection, asked: Asked, law: Law) -> Found:
    found = Found()
    if asked.revoke:
        await _in_scenario(conn, asked, law, found)
    elif asked.controller is not None:
        found.verdicts[asked.controller] = await checking.check_list(conn, asked.controller, asked.moment, law)
    else:
        found.verdicts = {slug: verdict async for slug, verdict in checking.check_all(conn, asked.moment, law)}
    if asked.until is not None:
        fallen = law.without(asked.revoke)
        for slug in found.verdicts:
            found.coming[slug] = await forecasting.forecast(conn, slug, asked.moment, asked.until, fallen)
    return found


async def _in_scenario(conn: Connection, asked: Asked, law: Law, found: Found) -> None:
    if asked.controller is not None:
        verdict, scenario = await scenarios.of_list(conn, asked.controller, asked.moment, law, asked.revoke)
        found.verdicts[asked.controller] = verdict
        found.scenario.append(scenario)
        return
    async for slug, verdict, scenario in scenarios.of_all(conn, asked.moment, law, asked.revoke):
        found.verdicts[slug] = verdict
        found.scenario.append(scenario)
