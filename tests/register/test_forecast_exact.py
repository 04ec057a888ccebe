"""Whatever is planned, the forecast of a list says of every day what the checks of that day and the one before say."""

from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest

from service.database.pool import Connection
from service.law import load_law
from service.register import checking
from service.register.forecasting import Coming, forecast
from service.register.reading import Moment
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.rules.differences import differences, fact_of
from service.rules.digests import digest
from service.store import acceptances
from service.store.acceptances import AcceptanceRow
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.register.test_sweep import long_since

LAW = load_law()
NIMBUS = engagement(("alfa", "nimbus"))
IN_INDIA = factories.subprocessor("Nimbus", locations=[factories.location("IN")], safeguards=[])
Days = dict[date, Counter[Hashable]]


async def forecast_and_checks(desk: Desk, moment: Moment, days: int) -> tuple[Days, Days]:
    """What changes on which day: as the forecast has it, and as every check of a day differs from the one before."""

    async def work(conn: Connection) -> tuple[Days, Days]:
        ahead: Days = {}
        for one in await forecast(conn, "alfa", moment, moment.on + timedelta(days), LAW):
            ahead.setdefault(one.on, Counter())[unchained(fact_of(one.difference))] += 1
        tried: Days = {}
        before = await checking.check_list(conn, "alfa", moment, LAW)
        for number in range(1, days + 1):
            when = msgspec.structs.replace(moment, on=moment.on + timedelta(number))
            now = await checking.check_list(conn, "alfa", when, LAW)
            if found := Counter(unchained(fact_of(difference)) for difference in differences(before, now)):
                tried[when.on] = found
            before = now
        return ahead, tried

    found: tuple[Days, Days] = await desk.run(work)
    return found


def unchained(fact: tuple[Hashable, ...]) -> Hashable:
    """A difference without the way to a recipient: over a whole list the shortest way may be that of another entry."""
    return fact[:4] + fact[5:]


async def base(desk: Desk) -> None:
    """A list and a sub-processor in Ireland, for years."""
    await long_since(desk, PROCESSOR, factories.processor())
    await long_since(desk, controller("alfa"), factories.controller("Alfa"))
    await long_since(desk, subprocessor("nimbus"), factories.subprocessor("Nimbus"))


async def engaged(desk: Desk, deleted: int | None = None) -> None:
    """The list engages it, and the data is deleted on a day to come if one is given."""
    deletion = None if deleted is None else {"done_on": str(day(deleted)), "kind": "deleted", "evidence": "a letter"}
    await desk.put(NIMBUS, factories.engagement(deletion=deletion), day(-300), "baseline")


async def an_end_and_the_deletion_after_it(desk: Desk) -> None:
    """The engagement ends, and some time later the data is deleted."""
    await engaged(desk, deleted=60)
    await desk.end(NIMBUS, day(40))


async def an_end_before_the_window(desk: Desk) -> None:
    """The engagement ended before the forecast begins, and the data is still to be deleted."""
    await engaged(desk, deleted=30)
    await desk.end(NIMBUS)


async def an_end_and_another_regime(desk: Desk) -> None:
    """After the end of all engagements the exporter comes under another regime."""
    await engaged(desk)
    await desk.end(NIMBUS)
    await desk.put(PROCESSOR, factories.processor(regimes=["uk"]), day(30))


async def a_return(desk: Desk) -> None:
    """The engagement ends, is taken up again, and ends again."""
    await engaged(desk)
    await desk.end(NIMBUS, day(10))
    await desk.put(NIMBUS, factories.engagement(), day(45))
    await desk.end(NIMBUS, day(70))


async def decisions_without_notice(desk: Desk) -> None:
    """A return and a move whose notice was waived: each makes the check ask of the notice anew."""
    await engaged(desk)
    await desk.end(NIMBUS, day(5))
    await desk.put(NIMBUS, factories.engagement(), day(10), "waived")
    await desk.put(subprocessor("nimbus"), IN_INDIA, day(15), "waived")


async def a_move_of_the_controller(desk: Desk) -> None:
    """Nobody is engaged, and the controller itself moves out of the EEA: data goes back to it."""
    await desk.put(controller("alfa"), factories.controller("Alfa", country="IN", safeguards=[]), day(50))


async def other_regimes(desk: Desk) -> None:
    """The exporter comes under two more regimes."""
    await engaged(desk)
    await desk.put(PROCESSOR, factories.processor(regimes=["eu", "uk", "ch"]), day(30))


async def moves_below_the_entry(desk: Desk) -> None:
    """A further hop moves, its contract ends, and later it is no hop any more."""
    ending = factories.signed_dpa(valid_until=str(day(20)))
    await long_since(desk, subprocessor("deep"), factories.subprocessor("Deep"))
    top = factories.subprocessor("Top", engages=[{"subprocessor": "deep", "dpa": ending}])
    await long_since(desk, subprocessor("top"), top)
    await desk.put(engagement(("alfa", "top")), factories.engagement(), day(-300), "baseline")
    moved = factories.subprocessor("Deep", locations=[factories.location("CN")])
    await desk.put(subprocessor("deep"), moved, day(40))
    await desk.put(subprocessor("top"), factories.subprocessor("Top", engages=[]), day(70))


async def an_addition_that_ends(desk: Desk) -> None:
    """An engagement that is planned, and whose end is planned too."""
    await desk.put(NIMBUS, factories.engagement(), day(40))
    await desk.end(NIMBUS, day(70))


async def a_plan_on_the_day_on_which_a_contract_ends(desk: Desk) -> None:
    """A move on the first day without a contract: both change the check on one day."""
    await engaged(desk)
    ending = factories.signed_dpa(valid_until=str(day(39)))
    await desk.put(subprocessor("nimbus"), factories.subprocessor("Nimbus", dpa=ending))
    await desk.put(subprocessor("nimbus"), IN_INDIA | {"dpa": ending}, day(40))


async def accept(desk: Desk, rule: str, until: date) -> None:
    """What the rule finds today on the list is accepted until a day."""

    async def work(conn: Connection) -> None:
        async for facts, verdict in checking.examined(conn, "alfa", Moment(on=TODAY, today=TODAY), LAW):
            for finding in verdict.findings:
                if finding.rule == rule:
                    row = AcceptanceRow(
                        id=uuid4(),
                        controller="alfa",
                        fingerprint=finding.fingerprint,
                        rule=rule,
                        decided_on=TODAY,
                        until=until,
                        reason="a test",
                        actor="test",
                        facts=digest(finding, facts, LAW),
                    )
                    await acceptances.append(conn, row, recorded_at=await conn.fetchval("SELECT clock_timestamp()"))

    await desk.run(work)


async def acceptances_that_end(desk: Desk) -> None:
    """Of two accepted findings one is accepted until a day, and the facts of the other change before its day."""
    await long_since(desk, subprocessor("nimbus"), factories.subprocessor("Nimbus", legal_name=None, dpa=None))
    await engaged(desk)
    await accept(desk, "R50", day(20))
    await accept(desk, "R42", day(60))
    signed = factories.signed_dpa(signed_on=None)
    changed = factories.subprocessor("Nimbus", legal_name=None, dpa=signed)
    await desk.put(subprocessor("nimbus"), changed, day(40))


SITUATIONS = [
    acceptances_that_end,
    an_end_and_the_deletion_after_it,
    an_end_before_the_window,
    an_end_and_another_regime,
    a_return,
    decisions_without_notice,
    a_move_of_the_controller,
    other_regimes,
    moves_below_the_entry,
    an_addition_that_ends,
    a_plan_on_the_day_on_which_a_contract_ends,
]


@pytest.mark.parametrize("situation", SITUATIONS)
async def test_every_change_of_every_day_is_foreseen(desk: Desk, situation: Callable[[Desk], Awaitable[None]]) -> None:
    """The forecast has each hop and finding that is another on a day than on the day before, and nothing else."""
    await base(desk)
    await situation(desk)
    anything = False
    for on in (TODAY, day(1), day(-20)):
        ahead, tried = await forecast_and_checks(desk, Moment(on=on, today=TODAY), 90)
        assert tried == ahead
        anything = anything or bool(tried)
    assert anything


async def test_the_end_of_an_acceptance_is_told_with_its_last_day(desk: Desk) -> None:
    """A finding that is accepted until a day stands again from the next day on, as grave as it is."""
    await base(desk)
    await acceptances_that_end(desk)

    async def work(conn: Connection) -> list[Coming]:
        return await forecast(conn, "alfa", Moment(on=TODAY, today=TODAY), day(30), LAW)

    (ended,) = [one for one in await desk.run(work) if one.difference.kind == "acceptance"]
    told = (ended.on, ended.difference.rule, ended.difference.before, ended.difference.after, ended.why)
    last = day(20)
    why = (f"the last day on which R50 is accepted is {last}",)
    assert (day(21), "R50", f"accepted until {last}", "high", why) == told


async def test_as_known_then(desk: Desk) -> None:
    """A forecast as known at a moment rests on the plans of that moment, and not on what became of them."""
    await base(desk)
    await engaged(desk)
    planned = await desk.put(subprocessor("nimbus"), IN_INDIA, day(40))
    known = await desk.clock()
    await desk.withdraw(subprocessor("nimbus"), *planned.changes)
    ahead, tried = await forecast_and_checks(desk, Moment(on=TODAY, today=TODAY, known_at=known), 60)
    assert (tried, True) == (ahead, day(40) in ahead)
    ahead, tried = await forecast_and_checks(desk, Moment(on=TODAY, today=TODAY), 60)
    assert (tried, False) == (ahead, day(40) in ahead)


async def test_what_comes_with_a_plan_and_what_comes_anyway_are_told_apart(desk: Desk) -> None:
    """On one day the end of a contract and a planned move each have their own reason, and the plan has its id."""
    await base(desk)
    await a_plan_on_the_day_on_which_a_contract_ends(desk)

    async def work(conn: Connection) -> dict[tuple[str, str | None], set[str]]:
        found = await forecast(conn, "alfa", Moment(on=TODAY, today=TODAY), day(60), LAW)
        why: dict[tuple[str, str | None], set[str]] = {}
        for one in found:
            if one.on == day(40):
                why.setdefault((one.difference.kind, one.difference.rule), set()).update(one.why)
        return why

    why = await desk.run(work)
    assert {f"the last day of the contract with Nimbus is {day(39)}"} == why["severity", "R42"]
    assert all(words.startswith("planned change ") for words in why["result", None])
    assert {"locations", "safeguards"} == {words.split(": ")[1].partition(" of ")[0] for words in why["result", None]}
