"""What an objection holds may be withdrawn by staff, as any plan: the objector has what it asked for, and reads so."""

from datetime import date

import pytest

from service.changes import Subject
from service.errors import Conflict
from service.notices import Notice
from service.register.scope import engagement, subprocessor
from service.store.objections import ObjectionRow
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.register.test_objections import EFFECT, add, decide, file, on_list, state
from tests.register.test_settling import now

PAIR, MAIL, POST = (engagement(("alfa", slug)) for slug in ("cloud", "mail", "post"))


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list that engages `cloud` in Ireland; `mail` and `post` are in the catalogue."""
    await desk.controller("alfa")
    for slug in ("cloud", "mail", "post"):
        await desk.subprocessor(slug)
    await desk.engage("alfa", "cloud")
    return desk


async def settled(desk: Desk, row: ObjectionRow, told: Notice) -> None:
    """The objection waits no more, and one notice since `told` says that what it was about does not happen."""
    assert "withdrawn" == (await now(desk, row)).status
    newest = await desk.newest("alfa")
    assert newest.title.startswith("Objection settled: ")
    assert newest.title.endswith("will not happen")
    assert (told.id, 2) == (newest.about[0], newest.number - told.number)


@pytest.mark.parametrize("later", [0, 29, 30, 90])
@pytest.mark.parametrize("verb", ["DELETE", "withdrawal"])
async def test_a_planned_addition_that_is_objected_to_is_withdrawn(desk: Desk, verb: str, later: int) -> None:
    """Before its day and after it: it waits, so it is planned, and nothing of it stays."""
    receipt = await desk.put(MAIL, factories.engagement("Mail"))
    told = await desk.newest("alfa")
    row = await file(desk, told)
    desk = desk.later(later)
    await (desk.end(MAIL) if verb == "DELETE" else desk.withdraw(MAIL, *receipt.changes))
    await settled(desk, row, told)
    assert {"cloud"} == await on_list(desk, desk.today) == await on_list(desk, day(3000))
    assert "withdrawn" == await state(desk, receipt.changes[0], day(3000))


@pytest.mark.parametrize("later", [5, 35, 60])
async def test_the_plans_of_an_addition_that_is_withdrawn_do_not_outlive_it(desk: Desk, later: int) -> None:
    """A change of it and its end were planned as well; what is engaged anew has no part of them."""
    told = await add(desk)
    await desk.put(MAIL, factories.engagement("Profiling"), day(40))
    await desk.end(MAIL, day(50))
    row = await file(desk, told)
    desk = desk.later(later)
    await desk.end(MAIL)
    assert "withdrawn" == (await now(desk, row)).status
    await desk.put(MAIL, factories.engagement("Post"), manner="waived")
    assert ["Post", "Post"] == [(await desk.entries("alfa", day(on)))["mail"].engagement.purpose for on in (60, 400)]


@pytest.mark.parametrize("later", [0, 40])
async def test_a_replacement_that_is_objected_to_is_withdrawn_as_a_whole(desk: Desk, later: int) -> None:
    """The old one goes on, and is held by nothing any more: it may end and be replaced."""
    told = await add(desk, replaces="cloud")
    row = await file(desk, told)
    desk = desk.later(later)
    await desk.end(MAIL)
    await settled(desk, row, told)
    assert {"cloud"} == await on_list(desk, day(later)) == await on_list(desk, day(3000))
    await desk.put(POST, factories.engagement(replaces="cloud"))
    assert {"post"} == await on_list(desk, day(3000))


@pytest.mark.parametrize("later", [0, 40])
async def test_a_change_of_an_engagement_that_is_objected_to_is_withdrawn(desk: Desk, later: int) -> None:
    """The purpose stays what it was, and may be decided anew."""
    receipt = await desk.put(PAIR, factories.engagement("Advertising"))
    told = await desk.newest("alfa")
    row = await file(desk, told)
    desk = desk.later(later)
    await desk.withdraw(PAIR, *receipt.changes)
    await settled(desk, row, told)
    assert "Content delivery" == (await desk.entries("alfa", day(3000)))["cloud"].engagement.purpose
    await desk.put(PAIR, factories.engagement("Profiling"))
    assert "Profiling" == (await desk.entries("alfa", day(3000)))["cloud"].engagement.purpose


@pytest.mark.parametrize("on", [day(30), day(60)])
async def test_an_end_after_the_day_of_what_is_held_has_to_wait(desk: Desk, on: date) -> None:
    """Whether there is anything to end then is for the decision to say; the refusal says what else can be done."""
    receipt = await desk.put(MAIL, factories.engagement("Mail"))
    row = await file(desk, await desk.newest("alfa"))
    remedies = (
        f"POST /v1/objections/{row.id}/decision, or withdraw it: POST /v1/changes/{receipt.changes[0]}/withdrawal"
    )
    with pytest.raises(Conflict, match=remedies):
        await desk.end(MAIL, on)
    assert "open" == (await now(desk, row)).status


async def test_an_engagement_ends_while_an_objection_holds_its_return(desk: Desk) -> None:
    """It ends today; its return goes on waiting, and an end of that is another act."""
    await desk.end(PAIR, day(35))
    await desk.put(PAIR, factories.engagement("Post"), day(40))
    told = await desk.newest("alfa")
    row = await file(desk, told)
    await desk.end(PAIR)
    assert "open" == (await now(desk, row)).status
    assert set() == await on_list(desk, TODAY) == await on_list(desk, day(34)) == await on_list(desk, day(400))
    await desk.end(PAIR)
    assert "withdrawn" == (await now(desk, row)).status
    assert (await desk.newest("alfa")).title.startswith("Objection settled: ")


async def test_what_is_let_go_tomorrow_is_planned_today(desk: Desk) -> None:
    """A late rejection lets it take effect on the next day: until then the change is planned, and may be withdrawn."""
    receipt = await desk.put(PAIR, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    desk = desk.later(40)
    await decide(desk, row, "rejected")
    await desk.withdraw(PAIR, *receipt.changes)
    assert "rejected" == (await now(desk, row)).status
    assert "The change of Cloud announced for 12 April 2026 will not happen" == (await desk.newest("alfa")).title
    assert "Content delivery" == (await desk.entries("alfa", day(400)))["cloud"].engagement.purpose


@pytest.mark.parametrize("subject", [MAIL, PAIR])
async def test_what_was_let_go_and_took_effect_is_not_withdrawn(desk: Desk, subject: Subject) -> None:
    """A late rejection lets it hold from the next day on: from then on it is in effect."""
    receipt = await desk.put(subject, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    await decide(desk.later(40), row, "rejected")
    with pytest.raises(Conflict, match="in effect or already withdrawn"):
        await desk.later(41).withdraw(subject, *receipt.changes)


async def test_a_move_that_lists_share_is_in_effect_for_others_on_its_day(desk: Desk) -> None:
    """It is held for one list alone; once its day has come it is not to be withdrawn for all."""
    receipt = await desk.move("cloud", "IN")
    await file(desk, await desk.newest("alfa"))
    with pytest.raises(Conflict, match="in effect or already withdrawn"):
        await desk.later(30).withdraw(subprocessor("cloud"), *receipt.changes)


async def test_an_objection_to_a_later_change_goes_on_when_the_addition_is_not_withdrawn(desk: Desk) -> None:
    """Two objections: what one of them holds is withdrawn, and the other one stays open."""
    first = await file(desk, await add(desk))
    receipt = await desk.put(PAIR, factories.engagement("Advertising"))
    second = await file(desk, await desk.newest("alfa"))
    await desk.withdraw(PAIR, *receipt.changes)
    assert ["open", "withdrawn"] == [(await now(desk, row)).status for row in (first, second)]
    assert {"cloud"} == await on_list(desk, EFFECT)
