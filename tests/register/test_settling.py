"""An objection is settled where a write withdraws all that it is about; the list that objected is told so."""

from typing import Any

import pytest

from service.errors import Conflict
from service.notices import Notice
from service.register.scope import engagement, subprocessor
from service.store import objections
from service.store.objections import ObjectionRow
from tests import factories
from tests.register.desk import Desk, day
from tests.register.test_objections import EFFECT, add, decide, file, on_list

PAIR, MAIL, CLOUD = engagement(("alfa", "cloud")), engagement(("alfa", "mail")), subprocessor("cloud")


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Two lists that engage `cloud` in Ireland; `mail` is in the catalogue."""
    for name in ("alfa", "bravo"):
        await desk.controller(name)
    for slug in ("cloud", "mail"):
        await desk.subprocessor(slug)
    for name in ("alfa", "bravo"):
        await desk.engage(name, "cloud")
    return desk


async def moved(desk: Desk, **fields: Any) -> tuple[Notice, tuple[Any, ...]]:  # noqa: ANN401 — fields of a document
    """Announce a move of `cloud` to India, and more; returns alfa's notice and the changes, the decision first."""
    document = factories.subprocessor("Cloud", locations=[factories.location("IN")]) | fields
    receipt = await desk.put(CLOUD, document, EFFECT)
    return await desk.newest("alfa"), receipt.changes


async def now(desk: Desk, objection: ObjectionRow) -> ObjectionRow:
    """How an objection stands."""
    row = await desk.run(lambda conn: objections.by_id(conn, objection.id))
    assert isinstance(row, ObjectionRow)
    return row


async def test_a_withdrawal_for_all_settles_the_objection(desk: Desk) -> None:
    """The objector reads in the feed that what it objected to does not come; others read that it was withdrawn."""
    told, changes = await moved(desk)
    row = await file(desk, told)
    await desk.later(3).withdraw(CLOUD, *changes)
    assert ("withdrawn", "test") == ((settled := await now(desk, row)).status, settled.decided_by)
    newest = await desk.newest("alfa")
    assert "Objection settled: The change of Cloud announced for 1 April 2026 will not happen" == newest.title
    assert ("withdrawn", (told.id,), None) == (newest.kind, newest.about, newest.objection_until)
    assert f"What was objected to ({str(row.id)[:8]}) was withdrawn and does not take effect." in newest.content
    assert (await desk.newest("bravo")).title == newest.title.removeprefix("Objection settled: ")
    assert ["IE", "IE"] == [await desk.country(name, "cloud", day(400)) for name in ("alfa", "bravo")]


@pytest.mark.parametrize("outcome", ["rejected", "not_engaged", "terminated", "confirmed"])
async def test_what_is_settled_is_not_decided_any_more(desk: Desk, outcome: str) -> None:
    """There is nothing to decide; the list goes on."""
    told, changes = await moved(desk)
    row = await file(desk, told)
    await desk.withdraw(CLOUD, *changes)
    with pytest.raises(Conflict, match="was withdrawn: nothing is left to decide"):
        await decide(desk, row, outcome)
    assert {"cloud"} == await on_list(desk, day(400))


async def test_what_was_settled_may_be_planned_and_objected_to_anew(desk: Desk) -> None:
    """It holds nothing any more: neither the old change nor a new one."""
    told, changes = await moved(desk)
    await file(desk, told)
    await desk.withdraw(CLOUD, *changes)
    again, _ = await moved(desk)
    assert "IN" == await desk.country("alfa", "cloud", EFFECT)
    assert "open" == (await file(desk, again)).status
    assert "IE" == await desk.country("alfa", "cloud", EFFECT)


async def test_it_is_known_with_the_withdrawal(desk: Desk) -> None:
    """As known at the moment of the withdrawal nothing waits any more."""
    told, changes = await moved(desk)
    await file(desk, told)
    before = await desk.clock()
    await desk.withdraw(CLOUD, *changes)
    recorded = await desk.run(lambda conn: conn.fetchval("SELECT max(recorded_at) FROM change"))
    assert {("alfa", "cloud")} == await desk.run(lambda conn: objections.open_entries(conn, ["alfa"], before))
    assert set() == await desk.run(lambda conn: objections.open_entries(conn, ["alfa"], recorded))


async def test_where_a_fact_is_withdrawn_the_decision_goes_on_waiting(desk: Desk) -> None:
    """Of one document the new name is withdrawn and the new place is not: the objection holds the place."""
    told, (decision, fact) = await moved(desk, name="Nimbus")
    row = await file(desk, told)
    await desk.withdraw(CLOUD, fact)
    assert "open" == (await now(desk, row)).status
    assert not (await desk.newest("alfa")).title.startswith("Objection settled")
    await desk.withdraw(CLOUD, decision)
    assert "withdrawn" == (await now(desk, row)).status


async def test_a_fact_that_holds_on_is_not_told_as_dropped(desk: Desk) -> None:
    """Of the same document the new place is withdrawn: the feed drops the place, and the new name comes."""
    told, (decision, _) = await moved(desk, name="Nimbus")
    row = await file(desk, told)
    await desk.withdraw(CLOUD, decision)
    assert "withdrawn" == (await now(desk, row)).status
    (item,) = (await desk.newest("alfa")).items
    dropped = {one.field for step in item.dropped for one in step.diff}
    assert "locations" in dropped
    assert "name" not in dropped
    assert "Nimbus" == (await desk.entries("alfa", EFFECT))["cloud"].subprocessor.name


async def test_another_change_that_is_withdrawn_settles_nothing(desk: Desk) -> None:
    """The objection is about the earlier of two moves; what was decided on top of it is withdrawn."""
    told, _ = await moved(desk)
    row = await file(desk, told)
    later = await desk.move("cloud", "US", day(40))
    await desk.withdraw(CLOUD, *later.changes)
    assert "open" == (await now(desk, row)).status


async def test_what_nobody_confirmed_is_settled_too(desk: Desk) -> None:
    """It waits no more; the feed tells of the withdrawal as it does without an objection, and keeps silent of it."""
    told, changes = await moved(desk)
    row = await file(desk, told, verified=False)
    await desk.withdraw(CLOUD, *changes)
    assert "withdrawn" == (await now(desk, row)).status
    newest = await desk.newest("alfa")
    assert told.number + 1 == newest.number
    assert "The change of Cloud announced for 1 April 2026 will not happen" == newest.title


async def test_an_objection_that_held_nothing_is_settled_in_the_one_notice(desk: Desk) -> None:
    """The new name was a fact: the list reads that it does not come, once."""
    receipt = await desk.put(CLOUD, factories.subprocessor("Cloud") | {"name": "Nimbus"}, EFFECT)
    told = await desk.newest("alfa")
    row = await file(desk, told)
    await desk.withdraw(CLOUD, *receipt.changes)
    assert "withdrawn" == (await now(desk, row)).status
    assert told.number + 1 == (await desk.newest("alfa")).number


async def test_what_staff_replied_when_they_confirmed_stays(desk: Desk) -> None:
    """The reply is the answer to the customer, whatever ends the objection."""
    told, changes = await moved(desk)
    row = await file(desk, told, verified=False)
    await decide(desk, row, "confirmed", reply="We have it.")
    await desk.withdraw(CLOUD, *changes)
    assert ("withdrawn", "We have it.") == ((settled := await now(desk, row)).status, settled.reply)


async def test_a_list_that_does_not_engage_it_any_more_is_told(desk: Desk) -> None:
    """It ended the engagement while its objection was open; nothing is left to decide there either."""
    told, changes = await moved(desk)
    row = await file(desk, told)
    await desk.end(PAIR, day(1))
    await desk.later(2).withdraw(CLOUD, *changes)
    assert "withdrawn" == (await now(desk, row)).status
    assert (await desk.newest("alfa")).title.startswith("Objection settled: ")


async def test_who_did_not_object_hears_nothing_of_it(desk: Desk) -> None:
    """Both lists object, one is decided before: it is told of the withdrawal alone, if of anything."""
    told, changes = await moved(desk)
    rows = [await file(desk, told), await file(desk, await desk.newest("bravo"), name="bravo")]
    await decide(desk, rows[1], "rejected")
    await desk.withdraw(CLOUD, *changes)
    assert ["withdrawn", "rejected"] == [(await now(desk, row)).status for row in rows]
    assert "The change of Cloud announced for 1 April 2026 will not happen" == (await desk.newest("bravo")).title


async def test_an_objection_upheld_settles_that_to_what_rested_on_it(desk: Desk) -> None:
    """What was decided on top does not come either; one notice tells of both."""
    await desk.put(PAIR, factories.engagement("Ads"))
    first = await desk.newest("alfa")
    await desk.put(PAIR, factories.engagement("Profiling"), day(40))
    second = await desk.newest("alfa")
    rows = [await file(desk, first), await file(desk, second)]
    opened = await desk.newest("alfa")
    await decide(desk, rows[0], "not_engaged")
    assert ["not_engaged", "withdrawn"] == [(await now(desk, row)).status for row in rows]
    newest = await desk.newest("alfa")
    assert opened.number + 1 == newest.number
    assert f"The objection {str(rows[0].id)[:8]} was upheld" in newest.content
    assert f"What was objected to ({str(rows[1].id)[:8]}) was withdrawn" in newest.content


async def test_a_planned_engagement_that_is_deleted_settles_what_was_held_of_it(desk: Desk) -> None:
    """Its addition was not objected to, a later change of it was: both are withdrawn, and the objection with them."""
    await add(desk)
    await desk.put(MAIL, factories.engagement("Profiling"), day(40))
    row = await file(desk, await desk.newest("alfa"))
    before = await desk.newest("alfa")
    await desk.end(MAIL)
    assert "withdrawn" == (await now(desk, row)).status
    newest = await desk.newest("alfa")
    assert before.number + 1 == newest.number
    assert newest.title.startswith("Objection settled: The addition of Mail announced for ")


async def test_a_rejection_that_lets_nothing_take_effect_says_so(desk: Desk) -> None:
    """The addition was to end meanwhile, so it does not come though the objection is rejected."""
    told = await add(desk)
    await desk.end(MAIL, day(60))
    row = await file(desk, told)
    await decide(desk.later(70), row, "rejected")
    newest = await desk.newest("alfa")
    assert newest.title.startswith("Objection rejected: The addition of Mail announced for ")
    assert newest.title.endswith("will not happen")
    assert "does not happen all the same, because something else was decided meanwhile" in newest.content
