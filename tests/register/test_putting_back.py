"""Putting back the old value of what an objection holds: past its day that is a decision, and it is recorded."""

import pytest

from service.errors import Conflict
from service.register.scope import engagement
from service.store.objections import ObjectionRow
from tests import factories
from tests.register.desk import Desk, day
from tests.register.test_objections import decide, file

PAIR = engagement(("alfa", "cloud"))


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list that engages `cloud`."""
    await desk.controller("alfa")
    await desk.subprocessor("cloud")
    await desk.engage("alfa", "cloud")
    return desk


async def held_past_its_day(desk: Desk) -> tuple[Desk, ObjectionRow]:
    """Another purpose of `cloud` is objected to, and its day is past."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    return desk.later(35), row


async def purposes(desk: Desk, *days: int) -> list[str | None]:
    """What alfa uses `cloud` for on days."""
    return [(await desk.entries("alfa", day(on)))["cloud"].engagement.purpose for on in days]


async def test_putting_back_the_old_value_past_the_day_of_what_is_held_is_recorded(desk: Desk) -> None:
    """The list reads as before; once the objection is rejected the old value holds on, and the feed says so."""
    desk, row = await held_past_its_day(desk)
    told = await desk.newest("alfa")
    receipt = await desk.put(PAIR, factories.engagement())
    assert 1 == len(receipt.changes)
    assert "Content delivery" == (receipt.document or {})["purpose"]
    assert told == await desk.newest("alfa")
    await decide(desk.later(5), row, "rejected")
    assert {"Content delivery"} == set(await purposes(desk, 30, 35, 40, 41, 400))
    newest = await desk.newest("alfa")
    assert newest.title.startswith("Objection rejected: The change of Cloud announced for ")
    assert newest.title.endswith("will not happen")


async def test_what_was_put_back_is_put_back_once(desk: Desk) -> None:
    """The same document again changes nothing, and the value that is held is not what is decided any more."""
    desk, _ = await held_past_its_day(desk)
    await desk.put(PAIR, factories.engagement())
    assert () == (await desk.put(PAIR, factories.engagement())).changes
    assert () == (await desk.later(1).put(PAIR, factories.engagement())).changes
    with pytest.raises(Conflict, match="holds what was announced for purpose"):
        await desk.later(1).put(PAIR, factories.engagement("Advertising"))


async def test_what_was_put_back_goes_with_an_objection_that_is_upheld(desk: Desk) -> None:
    """The old value holds on for good either way."""
    desk, row = await held_past_its_day(desk)
    await desk.put(PAIR, factories.engagement())
    await decide(desk, row, "not_engaged")
    assert {"Content delivery"} == set(await purposes(desk, 30, 35, 36, 400))


async def test_the_old_value_before_the_day_of_what_is_held_leaves_the_plan(desk: Desk) -> None:
    """A small edit today does not erase what is planned, held or not; for a later day it has to be decided first."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    assert () == (await desk.later(29).put(PAIR, factories.engagement())).changes
    with pytest.raises(Conflict, match="holds what was announced for purpose"):
        await desk.later(5).put(PAIR, factories.engagement(), day(40))
    await decide(desk, row, "rejected")
    assert ["Content delivery", "Advertising", "Advertising"] == await purposes(desk, 29, 30, 400)


async def test_what_is_held_may_be_said_again_past_its_day(desk: Desk) -> None:
    """A program that puts its document every day says what was decided: nothing is put back."""
    desk, row = await held_past_its_day(desk)
    assert () == (await desk.put(PAIR, factories.engagement("Advertising"))).changes
    await decide(desk, row, "rejected")
    assert ["Content delivery", "Advertising"] == await purposes(desk, 35, 36)
