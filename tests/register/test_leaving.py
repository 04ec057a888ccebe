"""A controller leaves (terminated) with all that is planned for it and held: each change is withdrawn once."""

import pytest

from service.register.scope import engagement
from tests import factories
from tests.register.desk import Desk, day
from tests.register.test_objections import decide, file, on_list

MAIL = engagement(("alfa", "mail"))


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list that engages nobody yet; `mail` is in the catalogue."""
    await desk.controller("alfa")
    await desk.subprocessor("mail")
    return desk


async def test_a_planned_engagement_that_is_held_and_a_later_one_do_not_come(desk: Desk) -> None:
    """The first of two is objected to, and the day of leaving is before both."""
    await desk.put(MAIL, factories.engagement("Mail"), day(40))
    told = await desk.newest("alfa")
    await desk.end(MAIL, day(50))
    await desk.put(MAIL, factories.engagement("Mail"), day(60))
    decided = await decide(desk, await file(desk, told), "terminated", effective_on=desk.today)
    assert "terminated" == decided.status
    assert [set(), set()] == [await on_list(desk, day(days)) for days in (45, 400)]


async def test_two_beginnings_that_are_held_and_their_one_end_do_not_come(desk: Desk) -> None:
    """It was to begin, then earlier, then to end before the first day: the end of both was recorded in one write."""
    told = []
    for days in (40, 35):
        await desk.put(MAIL, factories.engagement("Mail"), day(days))
        told.append(await desk.newest("alfa"))
    await desk.end(MAIL, day(38))
    rows = [await file(desk, notice) for notice in told]
    decided = await decide(desk, rows[0], "terminated")
    assert "terminated" == decided.status
    assert [set(), set(), set()] == [await on_list(desk, day(days)) for days in (36, 45, 400)]
