"""Ends hold: what is in effect is not undone by an end before it, and what ended does not come back by itself."""

import pytest

from service.errors import Conflict, Invalid
from service.register.scope import engagement, subprocessor
from tests import factories
from tests.register.desk import Desk, day

PAIR = engagement(("alfa", "cloud"))


async def begun(desk: Desk) -> None:
    """A list and a sub-processor that nobody engages yet."""
    await desk.controller("alfa")
    await desk.put(subprocessor("cloud"), factories.subprocessor("Cloud"), on=day(-3000), manner="waived")


async def test_end_before_the_beginning_leaves_what_is_in_effect(desk: Desk) -> None:
    """An end on a day before an engagement that holds began is a conflict, and every day reads as before."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), on=day(-2000), manner="baseline")
    with pytest.raises(Conflict, match="began on"):
        await desk.end(PAIR, on=day(-2100))
    assert "IE" == await desk.country("alfa", "cloud", day(-1000))


@pytest.mark.parametrize(("plan", "start", "end"), [(30, 0, 7), (60, 40, 50)])
async def test_engagement_that_began_earlier_than_planned_ends_for_good(
    desk: Desk, plan: int, start: int, end: int
) -> None:
    """The plan that a beginning came before does not bring the engagement back after its end."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), on=day(plan))
    await desk.put(PAIR, factories.engagement(), on=day(start), manner="waived")
    await desk.end(PAIR, on=day(end))
    assert ["IE", None, None, None] == [
        await desk.country("alfa", "cloud", day(days)) for days in (end - 1, end, plan, plan + 400)
    ]


async def test_engagement_planned_for_after_an_end_is_kept(desk: Desk) -> None:
    """An end leaves a later engagement alone that was planned across a gap."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), manner="waived")
    await desk.end(PAIR, on=day(10))
    await desk.put(PAIR, factories.engagement(), on=day(40))
    await desk.end(PAIR, on=day(5))
    assert [None, "IE"] == [await desk.country("alfa", "cloud", day(days)) for days in (5, 40)]


async def test_baseline_is_not_for_days_to_come(desk: Desk) -> None:
    """What already holds cannot begin later: a baseline for a future day is refused, one for today is not."""
    await begun(desk)
    with pytest.raises(Invalid, match="already holds"):
        await desk.put(PAIR, factories.engagement(), on=day(50), manner="baseline")
    await desk.put(PAIR, factories.engagement(), on=day(0), manner="baseline")


async def test_end_of_today_is_told_beside_a_later_engagement(desk: Desk) -> None:
    """What was added and ended today is told as removed, also where it is planned again across a gap."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), manner="waived")
    await desk.end(PAIR, on=day(10))
    await desk.put(PAIR, factories.engagement(), on=day(40))
    await desk.end(PAIR)
    told = (await desk.newest("alfa")).items[0]
    assert ("removed", day(0)) == (told.kind, told.effective_on)


async def test_undoing_an_end_brings_the_hidden_plan_back(desk: Desk) -> None:
    """An end that was taken back leaves the plan that it had hidden; without the earlier beginning that plan holds."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), on=day(60))
    earlier = await desk.put(PAIR, factories.engagement(), on=day(40))
    end = await desk.end(PAIR, on=day(50))
    assert 2 == len(end.changes)
    await desk.withdraw(PAIR, end.changes[0])
    assert ["IE", "IE"] == [await desk.country("alfa", "cloud", day(days)) for days in (50, 60)]
    await desk.withdraw(PAIR, *earlier.changes)
    assert [None, "IE"] == [await desk.country("alfa", "cloud", day(days)) for days in (50, 60)]


async def test_end_is_about_no_older_notice(desk: Desk) -> None:
    """The notice of an end quotes none, though it hides a plan that another beginning came before."""
    await begun(desk)
    await desk.put(PAIR, factories.engagement(), on=day(60))
    await desk.put(PAIR, factories.engagement(), manner="waived")
    await desk.end(PAIR, on=day(50))
    assert ("removed", ()) == ((await desk.newest("alfa")).kind, (await desk.newest("alfa")).about)
