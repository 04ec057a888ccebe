"""What next: the forecast of a list is exactly what the checks of its coming days will say."""

import re
from datetime import date, timedelta

import pytest

from service.database.pool import Connection
from service.errors import Invalid, NotFound
from service.law import load_law
from service.register import checking
from service.register.checking import ListVerdict
from service.register.forecasting import Coming, check_window, forecast
from service.register.reading import Moment
from service.register.scope import controller, engagement, subprocessor
from service.rules.differences import differences
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.register.test_sweep import in_india, long_since

LAW = load_law()
UNTIL = day(420)


async def looked_ahead(desk: Desk, name: str = "alfa", moment: Moment | None = None) -> list[Coming]:
    """The forecast of a list from today."""
    when = moment or Moment(on=TODAY, today=TODAY)
    found: list[Coming] = await desk.run(lambda conn: forecast(conn, name, when, UNTIL, LAW))
    return found


async def day_by_day(desk: Desk, name: str) -> list[date]:
    """The days on which the check of a list changes, every single one asked."""

    async def work(conn: Connection) -> list[date]:
        found: list[date] = []
        before: ListVerdict | None = None
        for count in range((UNTIL - TODAY).days + 1):
            on = day(count)
            verdict = await checking.check_list(conn, name, Moment(on=on, today=TODAY), LAW)
            if before is not None and any(differences(before, verdict)):
                found.append(on)
            before = verdict
        return found

    found: list[date] = await desk.run(work)
    return found


async def much_ahead(desk: Desk) -> None:
    """A list with a contract that ends, a tool to review, a move, an addition, an end and instructions to come."""
    await long_since(desk, controller("alfa"), factories.controller("Alfa", country="IN", safeguards=[]))
    ending = factories.signed_dpa(valid_until=str(day(200)), terms=list("abcdefgh"))
    tias = [{"completed_on": str(day(-100)), "outcome": "equivalent", "review_on": str(day(90))}]
    clauses = factories.clauses(tias=tias, governing_law="IE", courts="IE", text_changed=False, parties_match=True)
    clauses |= {"clause_9": {"option": "general", "days": 30}}
    await long_since(desk, subprocessor("altus"), factories.subprocessor("Altus", dpa=ending))
    nimbus = factories.subprocessor("Nimbus", locations=[factories.location("US")], safeguards=[clauses])
    await long_since(desk, subprocessor("nimbus"), nimbus)
    await in_india(desk, "cirrus")
    await in_india(desk, "stratus")
    for slug in ("altus", "nimbus", "cirrus"):
        await desk.put(engagement(("alfa", slug)), factories.engagement(), day(-300), "baseline")
    await desk.put(subprocessor("nimbus"), nimbus | {"locations": [factories.location("BR")]}, day(60))
    await desk.put(engagement(("alfa", "stratus")), factories.engagement(), day(45))
    await desk.end(engagement(("alfa", "cirrus")), day(150))
    later = factories.controller("Alfa", country="IN", safeguards=[], allowed_countries=["EEA"])
    await desk.put(controller("alfa"), later, day(120))


async def test_the_days_are_exactly_those_of_the_coming_checks(desk: Desk) -> None:
    """The days of the forecast are those on which the check of the list, asked day by day, changes."""
    await much_ahead(desk)
    found = sorted({one.on for one in await looked_ahead(desk)})
    assert await day_by_day(desk, "alfa") == found


async def test_each_change_says_why(desk: Desk) -> None:
    """A planned change is named as one of the register, a date that passes by what it is in the documents."""
    await much_ahead(desk)
    why: dict[tuple[date, str | None, str], set[tuple[str, ...]]] = {}
    for one in await looked_ahead(desk):
        why.setdefault((one.on, one.difference.subprocessor, one.difference.rule or "result"), set()).add(one.why)
    ends = f"the last day of the contract with Altus is {day(200)}"
    assert {(ends,)} == why[day(201), "altus", "R42"]
    assert {(f"60 days before the last day of the contract with Altus, {day(200)}",)} == why[day(140), "altus", "R42"]
    for on, slug, what in (
        (60, "nimbus", "locations of Nimbus"),
        (45, "stratus", "the engagement of Stratus is added"),
        (150, "cirrus", "the engagement of Cirrus is removed"),
    ):
        ((told,),) = why[day(on), slug, "result"]
        assert re.fullmatch(rf"planned change [0-9a-f-]{{36}}: {what}", told)


async def test_of_days_that_fall_together_the_record_is_named_that_the_rule_compares(desk: Desk) -> None:
    """Neither the beginning of an engagement nor a privacy notice is why a contract ends sixty days on."""
    notice = {"dated": str(TODAY), "countries": [], "copy_from": "the office"}
    await long_since(desk, controller("alfa"), factories.controller("Alfa", privacy_notice=notice))
    ending = factories.signed_dpa(valid_until=str(day(90)))
    await long_since(desk, subprocessor("nimbus"), factories.subprocessor("Nimbus", dpa=ending))
    await desk.put(engagement(("alfa", "nimbus")), factories.engagement(), TODAY, "waived")
    why = {one.on: one.why for one in await looked_ahead(desk) if one.difference.rule == "R42"}
    words = "the last day of the contract with Nimbus"
    assert {day(30): (f"60 days before {words}, {day(90)}",), day(91): (f"{words} is {day(90)}",)} == why


async def test_a_finding_that_will_appear_is_told_with_its_severity(desk: Desk) -> None:
    """A contract that ends is critical from the day after, and the warning before it is told too."""
    await much_ahead(desk)
    told = [(one.on, one.difference.before, one.difference.after) for one in await looked_ahead(desk)
            if (one.difference.rule, one.difference.subprocessor) == ("R42", "altus")]  # fmt: skip
    assert [(day(140), None, "medium"), (day(201), "medium", "critical")] == told


async def test_what_is_withdrawn_is_not_ahead(desk: Desk) -> None:
    """A planned change that was withdrawn is no part of the forecast, and one that was known then is as known then."""
    await long_since(desk, controller("alfa"), factories.controller("Alfa"))
    await long_since(desk, subprocessor("nimbus"), factories.subprocessor("Nimbus"))
    await desk.put(engagement(("alfa", "nimbus")), factories.engagement(), day(-300), "baseline")
    planned = await desk.move("nimbus", "IN", day(60))
    known = await desk.clock()
    ahead = [one.on for one in await looked_ahead(desk)]
    await desk.withdraw(subprocessor("nimbus"), *planned.changes)
    assert [] == await looked_ahead(desk)
    as_known = await looked_ahead(desk, moment=Moment(on=TODAY, today=TODAY, known_at=known))
    assert (True, ahead) == (day(60) in ahead, [one.on for one in as_known])


async def test_a_list_that_is_not_there_has_no_forecast(desk: Desk) -> None:
    """An unknown list is not found."""
    with pytest.raises(NotFound):
        await looked_ahead(desk, "nobody")


@pytest.mark.parametrize(("on", "farthest"), [("2026-11-27", "2036-11-27"), ("2028-02-29", "2038-02-28")])
def test_a_window_that_makes_no_sense_is_refused(on: str, farthest: str) -> None:
    """A window ends on its first day or later, and ten years on at the latest."""
    first, last = date.fromisoformat(on), date.fromisoformat(farthest)
    for until in (first - timedelta(days=1), last + timedelta(days=1)):
        with pytest.raises(Invalid):
            check_window(first, until)
    check_window(first, first)
    check_window(first, last)
