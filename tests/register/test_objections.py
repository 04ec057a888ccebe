"""An objection holds what was announced, for its list alone, until it is decided; the feed says each turn of it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.changes import Manner
from service.errors import Conflict, Invalid, NotFound
from service.law import load_law
from service.notices import Notice
from service.objections import Decision, Filing
from service.register import objecting
from service.register.acts import Terms
from service.register.reading import shown
from service.register.scope import engagement, subprocessor
from service.store import changes, objections
from service.store.objections import ObjectionRow
from service.store.subjects import NOW
from tests import factories
from tests.register.desk import Desk, country_of, day

PAIR, OTHER, CLOUD = engagement(("alfa", "cloud")), engagement(("alfa", "mail")), subprocessor("cloud")
EFFECT = day(30)


async def file(
    desk: Desk, notice: Notice, *, verified: bool = True, name: str = "alfa", reason: str = "We do not want it."
) -> ObjectionRow:
    """Object to a notice of a list."""
    terms = Terms(actor="token:t", today=desk.today)
    filing = Filing(reason=reason)
    found: ObjectionRow = await desk.run(
        lambda conn: objecting.file(conn, name, notice.id, filing, terms, load_law(), verified=verified)
    )
    return found


async def decide(desk: Desk, objection: ObjectionRow, outcome: str, **fields: Any) -> ObjectionRow:  # noqa: ANN401 — fields of a decision
    """Decide an objection as staff do."""
    terms, decision = Terms(actor="staff", today=desk.today), Decision(outcome=outcome, **fields)  # type: ignore[arg-type]
    found: ObjectionRow = await desk.run(lambda conn: objecting.decide(conn, objection.id, decision, terms, load_law()))
    return found


async def state(desk: Desk, change: UUID, on: date, known_at: datetime = NOW) -> str:
    """Where a change stands on a day, as the API says."""
    row = await desk.run(lambda conn: changes.by_id(conn, change, known_at))
    return shown(row, on).state


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Two lists that engage `cloud` in Ireland; `mail` and `post` are in the catalogue."""
    for name in ("alfa", "bravo"):
        await desk.controller(name)
    for slug in ("cloud", "mail", "post"):
        await desk.subprocessor(slug)
    for name in ("alfa", "bravo"):
        await desk.engage(name, "cloud")
    return desk


async def add(desk: Desk, **fields: Any) -> Notice:  # noqa: ANN401 — fields of an engagement
    """Announce `mail` to alfa for EFFECT."""
    await desk.put(OTHER, factories.engagement("Mail", **fields))
    return await desk.newest("alfa")


async def on_list(desk: Desk, on: date, name: str = "alfa") -> set[str]:
    """Who is on a list on a day."""
    return set(await desk.entries(name, on))


# An addition


async def test_an_addition_waits_while_an_objection_is_open(desk: Desk) -> None:
    """It does not come about on its day, nor on any later one, and its change goes on being planned."""
    receipt = await desk.put(OTHER, factories.engagement("Mail"))
    row = await file(desk, await desk.newest("alfa"))
    assert ("open", receipt.changes) == (row.status, row.holds)
    assert {"cloud"} == await on_list(desk, EFFECT) == await on_list(desk, day(3000))
    assert "planned" == await state(desk, receipt.changes[0], day(3000))


async def test_the_feed_says_that_it_waits_and_names_the_notice(desk: Desk) -> None:
    """A notice of its own says so, with the reference and without a word of the objector."""
    told = await add(desk)
    row = await file(desk, told)
    newest = await desk.newest("alfa")
    assert ("withdrawn", (told.id,), None) == (newest.kind, newest.about, newest.objection_until)
    assert f"Objection open: The addition of Mail announced for {EFFECT.day} April 2026 waits" == newest.title
    assert str(row.id)[:8] in newest.content
    assert "We do not want it" not in newest.content


async def test_a_rejected_one_takes_effect_on_its_day(desk: Desk) -> None:
    """The feed says so again, names the notice, and gives no second time to object."""
    told = await add(desk)
    row = await decide(desk.later(5), await file(desk, told), "rejected", reply="It is needed.")
    assert ("rejected", "staff", "It is needed.") == (row.status, row.decided_by, row.reply)
    assert {"cloud"} == await on_list(desk, day(29))
    assert {"cloud", "mail"} == await on_list(desk, EFFECT)
    newest = await desk.newest("alfa")
    assert ("added", (told.id,), EFFECT, None) == (
        newest.kind,
        newest.about,
        newest.effective_on,
        newest.objection_until,
    )
    assert newest.title.startswith("Objection rejected: Mail is added on ")


@pytest.mark.parametrize(("decided", "effect"), [(29, 30), (30, 31), (31, 32), (90, 91)])
async def test_a_late_rejection_lets_it_take_effect_on_the_next_day(desk: Desk, decided: int, effect: int) -> None:
    """It takes effect on its day, or the day after the decision if that is later."""
    row = await file(desk, await add(desk))
    await decide(desk.later(decided), row, "rejected")
    assert {"cloud"} == await on_list(desk, day(effect - 1))
    assert {"cloud", "mail"} == await on_list(desk, day(effect))
    assert day(effect) == (await desk.newest("alfa")).effective_on


@pytest.mark.parametrize("decided", [5, 30, 90])
async def test_an_upheld_one_never_takes_effect(desk: Desk, decided: int) -> None:
    """Its change is withdrawn, and the feed says that it will not happen."""
    receipt = await desk.put(OTHER, factories.engagement("Mail"))
    told = await desk.newest("alfa")
    row = await decide(desk.later(decided), await file(desk, told), "not_engaged")
    assert "not_engaged" == row.status
    assert {"cloud"} == await on_list(desk, EFFECT) == await on_list(desk, day(3000))
    assert "withdrawn" == await state(desk, receipt.changes[0], day(3000))
    newest = await desk.newest("alfa")
    assert ("withdrawn", (told.id,)) == (newest.kind, newest.about)
    assert newest.title.startswith("Objection upheld: The addition of Mail announced for ")


async def test_the_list_as_known_before_the_objection_still_has_it(desk: Desk) -> None:
    """What was shown at a moment stays what was shown then."""
    told = await add(desk)
    before = await desk.clock()
    await file(desk, told)
    assert {"cloud", "mail"} == set(await desk.entries("alfa", EFFECT, before))


async def test_an_upheld_addition_can_be_planned_anew(desk: Desk) -> None:
    """With due notice, and with a window of its own."""
    await decide(desk, await file(desk, await add(desk)), "not_engaged")
    told = await add(desk.later(1), services=["Other"])
    assert ("added", day(31)) == (told.kind, told.effective_on)
    assert "open" == (await file(desk.later(1), told)).status


# A replacement


async def test_a_replacement_waits_as_a_whole(desk: Desk) -> None:
    """The old one goes on while an objection to its replacement is open."""
    await file(desk, await add(desk, replaces="cloud"))
    assert {"cloud"} == await on_list(desk, EFFECT) == await on_list(desk, day(400))


@pytest.mark.parametrize(("decided", "effect"), [(5, 30), (30, 31), (40, 41)])
async def test_a_rejected_objection_to_a_replacement(desk: Desk, decided: int, effect: int) -> None:
    """Old and new change places on the day, or the day after the decision, in one notice."""
    row = await file(desk, await add(desk, replaces="cloud"))
    await decide(desk.later(decided), row, "rejected")
    assert {"cloud"} == await on_list(desk, day(effect - 1))
    assert {"mail"} == await on_list(desk, day(effect))
    assert ("replaced", day(effect)) == ((n := await desk.newest("alfa")).kind, n.effective_on)


@pytest.mark.parametrize("decided", [5, 30, 40])
async def test_an_upheld_objection_to_a_replacement(desk: Desk, decided: int) -> None:
    """The old one goes on for good."""
    row = await file(desk, await add(desk, replaces="cloud"))
    await decide(desk.later(decided), row, "not_engaged")
    assert {"cloud"} == await on_list(desk, EFFECT) == await on_list(desk, day(400))


# A change of the engagement


async def test_a_changed_purpose_waits_and_facts_do_not(desk: Desk) -> None:
    """Of one document the decision is held and the fact holds from its day."""
    await desk.put(PAIR, factories.engagement("Advertising", duration="a year"), on=EFFECT)
    row = await file(desk, await desk.newest("alfa"))
    held = (await desk.entries("alfa", EFFECT))["cloud"].engagement
    assert ("Content delivery", "a year") == (held.purpose, held.duration)
    await decide(desk, row, "rejected")
    assert "Advertising" == (await desk.entries("alfa", EFFECT))["cloud"].engagement.purpose


async def test_a_changed_purpose_after_a_late_rejection(desk: Desk) -> None:
    """The new purpose holds from the day after the decision."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    await decide(desk.later(33), row, "rejected")
    purposes = [(await desk.entries("alfa", day(n)))["cloud"].engagement.purpose for n in (30, 33, 34)]
    assert ["Content delivery", "Content delivery", "Advertising"] == purposes


@pytest.mark.parametrize("decided", [5, 33])
async def test_an_upheld_objection_to_a_changed_purpose_keeps_the_engagement(desk: Desk, decided: int) -> None:
    """Its own change is withdrawn, and the engagement goes on as it was."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    row = await file(desk, await desk.newest("alfa"))
    await decide(desk.later(decided), row, "not_engaged")
    assert "Content delivery" == (await desk.entries("alfa", day(60)))["cloud"].engagement.purpose


# A change of a sub-processor that lists share


async def test_a_move_waits_for_the_list_that_objects_alone(desk: Desk) -> None:
    """Others see it happen on its day, and hear nothing of the objection."""
    receipt = await desk.move("cloud", "IN")
    await file(desk, await desk.newest("alfa"))
    assert ("IE", "IN") == (await desk.country("alfa", "cloud", EFFECT), await desk.country("bravo", "cloud", EFFECT))
    assert 1 == len(await desk.notices("bravo"))
    assert "in_effect" == await state(desk, receipt.changes[0], EFFECT)


async def test_the_transfers_of_a_held_move_are_those_of_before(desk: Desk) -> None:
    """What a customer sees is the list as the objection holds it, with the old places in every answer."""
    await desk.move("cloud", "IN")
    await file(desk, await desk.newest("alfa"))
    entry = (await desk.entries("alfa", EFFECT))["cloud"]
    assert "IE" == country_of(entry)
    assert not entry.is_shared
    assert () == entry.overrides


@pytest.mark.parametrize(("decided", "effect"), [(5, 30), (30, 31), (45, 46)])
async def test_a_rejected_objection_to_a_move(desk: Desk, decided: int, effect: int) -> None:
    """The new place holds on its day, or the day after the decision."""
    await desk.move("cloud", "IN")
    told = await desk.newest("alfa")
    await decide(desk.later(decided), await file(desk, told), "rejected")
    assert "IE" == await desk.country("alfa", "cloud", day(effect - 1))
    assert "IN" == await desk.country("alfa", "cloud", day(effect))
    newest = await desk.newest("alfa")
    assert ("changed", day(effect), (told.id,)) == (newest.kind, newest.effective_on, newest.about)


@pytest.mark.parametrize(("decided", "effect"), [(5, 30), (30, 30), (45, 45)])
async def test_an_upheld_objection_to_a_move_ends_the_engagement_on_that_day(
    desk: Desk, decided: int, effect: int
) -> None:
    """The move goes on for others, so this list leaves: on the day of the move, or of the decision."""
    await desk.move("cloud", "IN")
    await decide(desk.later(decided), await file(desk, await desk.newest("alfa")), "not_engaged")
    assert {"cloud"} == await on_list(desk, day(effect - 1))
    assert set() == await on_list(desk, day(effect))
    assert {"cloud"} == await on_list(desk, day(effect), "bravo")
    newest = await desk.newest("alfa")
    assert ("removed", day(effect)) == (newest.kind, newest.effective_on)
    assert newest.title.startswith("Objection upheld: Cloud is removed on ")


async def test_facts_of_a_sub_processor_go_on_while_its_move_is_held(desk: Desk) -> None:
    """A contract that is signed meanwhile is on the list of the objector too."""
    await desk.move("cloud", "IN")
    row = await file(desk, await desk.newest("alfa"))
    document = factories.subprocessor("Cloud", locations=[factories.location("IN")], dpa=factories.signed_dpa())
    await desk.put(CLOUD, document, EFFECT, "waived")
    entry = (await desk.entries("alfa", EFFECT))["cloud"]
    assert ("IE", "signed") == (country_of(entry), entry.subprocessor.dpa and entry.subprocessor.dpa.status)
    await decide(desk, row, "rejected")
    assert "IN" == await desk.country("alfa", "cloud", EFFECT)


async def test_two_objections_hold_each_its_own(desk: Desk) -> None:
    """A move and another legal name: what is rejected of one leaves the other as it is held."""
    await desk.move("cloud", "IN")
    first = await file(desk, await desk.newest("alfa"))
    later = desk.later(1)
    document = factories.subprocessor("Cloud", locations=[factories.location("IN")]) | {"legal_name": "Nimbus Inc"}
    await later.put(CLOUD, document, day(31))
    second = await file(later, await later.newest("alfa"))
    await decide(later, first, "rejected")
    entry = (await desk.entries("alfa", day(31)))["cloud"]
    assert ("IN", "Cloud Ltd") == (country_of(entry), entry.subprocessor.legal_name)
    await decide(later, second, "rejected")
    assert "Nimbus Inc" == (await desk.entries("alfa", day(31)))["cloud"].subprocessor.legal_name


async def test_a_hop_further_down_is_held_too(desk: Desk) -> None:
    """A move of a sub-processor's own sub-processor waits for the list that objects."""
    await desk.put(
        CLOUD,
        factories.subprocessor("Cloud", engages=[{"subprocessor": "post"}]),
        manner="waived",
    )
    await desk.move("post", "IN")
    row = await file(desk, await desk.newest("alfa"))
    chains = {name: (await desk.entries(name, EFFECT))["cloud"].chain["post"] for name in ("alfa", "bravo")}
    places = {name: (hop.locations or ())[0].country for name, hop in chains.items()}
    assert {"alfa": "IE", "bravo": "IN"} == places
    await decide(desk, row, "rejected")
    assert "IN" == ((await desk.entries("alfa", EFFECT))["cloud"].chain["post"].locations or ())[0].country


async def test_a_new_hop_is_held_and_the_old_one_stays_in_the_chain(desk: Desk) -> None:
    """And what becomes of the old one is told to the list that still rests on it."""
    await desk.put(CLOUD, factories.subprocessor("Cloud", engages=[{"subprocessor": "post"}]), manner="waived")
    await desk.put(CLOUD, factories.subprocessor("Cloud", engages=[{"subprocessor": "mail"}]))
    await file(desk, await desk.newest("alfa"))
    assert {"post"} == set((await desk.entries("alfa", EFFECT))["cloud"].chain)
    assert {"mail"} == set((await desk.entries("bravo", EFFECT))["cloud"].chain)
    await desk.later(40).move("post", "IN", day(80))
    newest = await desk.newest("alfa")
    assert ("changed", day(80)) == (newest.kind, newest.effective_on)


# The controller leaves


async def test_a_controller_that_leaves_has_no_sub_processor_any_longer(desk: Desk) -> None:
    """From the day that the change was announced for, all that it engages ends in one notice."""
    row = await file(desk, await add(desk))
    told = len(await desk.notices("alfa"))
    await decide(desk.later(3), row, "terminated")
    assert {"cloud"} == await on_list(desk, day(29))
    assert set() == await on_list(desk, EFFECT) == await on_list(desk, day(400))
    assert told + 1 == len(await desk.notices("alfa"))
    assert (await desk.newest("alfa")).title.startswith("Contract ended: ")
    assert {"cloud"} == await on_list(desk, day(400), "bravo")


async def test_a_controller_may_leave_on_another_day(desk: Desk) -> None:
    """The decision may name the day."""
    row = await file(desk, await add(desk))
    await decide(desk.later(3), row, "terminated", effective_on=day(90))
    assert {"cloud"} == await on_list(desk, day(89))
    assert set() == await on_list(desk, day(90))


@pytest.mark.parametrize(("outcome", "on"), [("terminated", 2), ("rejected", 40)])
async def test_a_day_that_does_not_fit_is_refused(desk: Desk, outcome: str, on: int) -> None:
    """A day that is past, or of an outcome that has none."""
    row = await file(desk, await add(desk))
    with pytest.raises(Invalid, match="effective_on"):
        await decide(desk.later(3), row, outcome, effective_on=day(on))


# Facts


async def test_a_fact_is_not_held(desk: Desk) -> None:
    """Another name is a fact of its day: an objection is answered, and the list goes on telling the truth."""
    await desk.put(CLOUD, factories.subprocessor("Cloud") | {"name": "Nimbus"}, EFFECT)
    told = await desk.newest("alfa")
    row = await file(desk, told)
    assert ("open", ()) == (row.status, row.holds)
    assert told == await desk.newest("alfa")
    assert "Nimbus" == (await desk.entries("alfa", EFFECT))["cloud"].subprocessor.name
    await decide(desk, row, "not_engaged")
    assert set() == await on_list(desk, EFFECT)
    assert {"cloud"} == await on_list(desk, day(29))


# The window


async def test_the_last_day_of_the_window_is_in_it(desk: Desk) -> None:
    """The day that the notice names is a day to object."""
    told = await add(desk)
    assert day(29) == told.objection_until
    assert "open" == (await file(desk.later(29), told)).status


async def test_after_its_window_an_objection_is_refused(desk: Desk) -> None:
    """On the next day it is too late, and the answer names the day."""
    told = await add(desk)
    with pytest.raises(Conflict, match=r"The last day to object to this notice was 2026-03-31"):
        await file(desk.later(30), told)


async def test_where_there_is_no_window_an_objection_is_refused(desk: Desk) -> None:
    """An end needs nobody to agree."""
    await desk.end(PAIR)
    with pytest.raises(Conflict, match="no time to object"):
        await file(desk, await desk.newest("alfa"))


async def test_of_another_list_there_is_no_such_notice(desk: Desk) -> None:
    """Nobody objects to a notice that was given to somebody else."""
    told = await add(desk)
    with pytest.raises(NotFound, match="no notice"):
        await file(desk, told, name="bravo")


async def test_what_was_withdrawn_needs_no_objection(desk: Desk) -> None:
    """Nothing is left to object to."""
    receipt = await desk.put(OTHER, factories.engagement("Mail"))
    told = await desk.newest("alfa")
    await desk.withdraw(OTHER, *receipt.changes)
    with pytest.raises(Conflict, match="withdrawn"):
        await file(desk, told)


@pytest.mark.parametrize("outcome", [None, "rejected", "not_engaged"])
async def test_one_objection_to_a_notice_is_enough(desk: Desk, outcome: str | None) -> None:
    """Whether it is open or was decided: a second one would hold what staff have answered."""
    told = await add(desk)
    row = await file(desk, told)
    if outcome is not None:
        await decide(desk, row, outcome)
    with pytest.raises(Conflict, match="already"):
        await file(desk, told, reason="We still do not.")


async def test_what_was_decided_is_not_filed_again_in_the_same_words(desk: Desk) -> None:
    """It is told that it was decided, and not as if it had just been received."""
    told = await add(desk)
    await decide(desk, await file(desk, told), "rejected")
    with pytest.raises(Conflict, match="decided already"):
        await file(desk, told)


# Without a credential


async def test_an_unverified_one_holds_nothing_until_it_is_confirmed(desk: Desk) -> None:
    """The list goes on as announced; once staff confirm it, it waits."""
    told = await add(desk)
    row = await file(desk, told, verified=False)
    assert ("unverified", told) == (row.status, await desk.newest("alfa"))
    assert {"cloud", "mail"} == await on_list(desk, EFFECT)
    confirmed = await decide(desk, row, "confirmed")
    assert ("open", None) == (confirmed.status, confirmed.decided_by)
    assert {"cloud"} == await on_list(desk, EFFECT)


async def test_an_unverified_one_that_is_rejected_says_nothing_in_the_feed(desk: Desk) -> None:
    """Strangers cannot fill the feed of a public list, and one does not silence the next."""
    told = await add(desk)
    await decide(desk, await file(desk, told, verified=False), "rejected")
    assert told == await desk.newest("alfa")
    assert "unverified" == (await file(desk, told, verified=False)).status


@pytest.mark.parametrize("outcome", ["not_engaged", "terminated"])
async def test_what_nobody_confirmed_cannot_be_upheld(desk: Desk, outcome: str) -> None:
    """Whoever may be behind it, staff say first that it counts."""
    row = await file(desk, await add(desk), verified=False)
    with pytest.raises(Conflict, match="confirm it first"):
        await decide(desk, row, outcome)


async def test_strangers_cannot_fill_the_table(desk: Desk) -> None:
    """Of what nobody confirmed, so many wait for each notice and no more; the customer gets through."""
    told = await add(desk)
    for _ in range(objecting.MOST_UNVERIFIED):
        await file(desk, told, verified=False)
    with pytest.raises(Conflict, match="wait to be confirmed"):
        await file(desk, told, verified=False)
    assert "open" == (await file(desk, told)).status


# Going round it


async def test_a_decision_is_made_once(desk: Desk) -> None:
    """What was decided is told to the customer, and is not taken back."""
    row = await file(desk, await add(desk))
    await decide(desk, row, "rejected")
    with pytest.raises(Conflict, match="was decided: rejected"):
        await decide(desk, row, "not_engaged")


async def test_nobody_engages_again_what_an_objection_holds(desk: Desk) -> None:
    """No document goes round it: the refusal says where it is decided, and how it is withdrawn."""
    receipt = await desk.put(OTHER, factories.engagement("Mail"))
    row = await file(desk, await desk.newest("alfa"))
    remedies = f"POST /v1/objections/{row.id}/decision, or .*POST /v1/changes/{receipt.changes[0]}/withdrawal"
    with pytest.raises(Conflict, match=remedies):
        await desk.put(OTHER, factories.engagement("Mail"), manner="waived")


async def test_an_edit_of_the_engagement_leaves_what_is_held_as_it_is(desk: Desk) -> None:
    """A document that staff read, edit and write back neither sets nor clears it."""
    await desk.move("cloud", "IN")
    await file(desk, await desk.newest("alfa"))
    await desk.put(PAIR, factories.engagement(duration="a year"), EFFECT)
    entry = (await desk.entries("alfa", EFFECT))["cloud"]
    assert ("IE", "a year") == (country_of(entry), entry.engagement.duration)
    await desk.put(PAIR, factories.engagement(duration="a year", held={"cloud": {"name": "X"}}), EFFECT)
    assert "Cloud" == (await desk.entries("alfa", EFFECT))["cloud"].subprocessor.name


async def test_an_engagement_that_ended_stays_ended_whatever_is_decided(desk: Desk) -> None:
    """The old one of a replacement that is held ends before its day, and no decision brings it back."""
    row = await file(desk, await add(desk, replaces="cloud"))
    await desk.later(2).end(PAIR)
    await decide(desk.later(3), row, "not_engaged")
    assert set() == await on_list(desk, EFFECT)


async def test_the_changes_that_hold_cannot_be_withdrawn(desk: Desk) -> None:
    """Whether they hold the engagement itself or what its sub-processor shares: what they hold may be withdrawn."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    first = await file(desk, await desk.newest("alfa"))
    await desk.move("cloud", "IN")
    second = await file(desk, await desk.newest("alfa"))
    holds = await desk.run(lambda conn: objections.holds_of(conn, ["alfa"], desk.today))
    assert {first.id, second.id} == {hold.objection for hold in holds}
    holding = await desk.run(lambda conn: conn.fetch("SELECT change FROM holding"))
    assert holding
    for row in holding:
        with pytest.raises(Conflict, match=r"decided with an objection|already withdrawn"):
            await desk.withdraw(PAIR, row["change"])


async def test_the_same_document_again_changes_nothing_while_it_is_held(desk: Desk) -> None:
    """Programs that put their documents every day do not overturn an objection; another decision is refused."""
    await desk.put(PAIR, factories.engagement("Advertising"))
    await file(desk, await desk.newest("alfa"))
    told = await desk.notices("alfa")
    again = await desk.put(PAIR, factories.engagement("Advertising"))
    assert ((), told) == (again.changes, await desk.notices("alfa"))
    manners: tuple[Manner, ...] = ("notice", "waived")
    for manner in manners:
        with pytest.raises(Conflict, match="holds what was announced for purpose"):
            await desk.put(PAIR, factories.engagement("Profiling"), manner=manner)
    await desk.put(PAIR, factories.engagement("Advertising", duration="a year"))
    assert "Content delivery" == (await desk.entries("alfa", EFFECT))["cloud"].engagement.purpose


async def test_what_was_recorded_beside_an_addition_outlives_a_late_rejection(desk: Desk) -> None:
    """Facts of the planned entry, a later change of it, and its announced end count as if nothing had been held."""
    told = await add(desk)
    await desk.put(OTHER, factories.engagement("Mail", duration="a year"), EFFECT)
    await desk.put(OTHER, factories.engagement("Post", duration="a year"), day(40))
    await desk.end(OTHER, day(90))
    await decide(desk.later(50), await file(desk, told), "rejected")
    entry = (await desk.entries("alfa", day(51)))["mail"]
    assert ("Post", "a year") == (entry.engagement.purpose, entry.engagement.duration)
    assert {"cloud"} == await on_list(desk, day(50)) == await on_list(desk, day(90))


async def test_an_addition_that_was_to_end_meanwhile_does_not_come_back(desk: Desk) -> None:
    """Its end came while it was held."""
    told = await add(desk)
    await desk.end(OTHER, day(60))
    await decide(desk.later(70), await file(desk, told), "rejected")
    assert {"cloud"} == await on_list(desk, day(71)) == await on_list(desk, day(400))


async def test_a_late_rejection_of_a_replacement_whose_old_one_ended(desk: Desk) -> None:
    """There is nothing to end any more; the new one begins."""
    row = await file(desk, await add(desk, replaces="cloud"))
    await desk.later(2).end(PAIR)
    await decide(desk.later(35), row, "rejected")
    assert {"mail"} == await on_list(desk, day(36))


async def test_confirmed_too_late_it_can_only_be_rejected(desk: Desk) -> None:
    """Nothing can wait any more once the day has come."""
    row = await file(desk, await add(desk), verified=False)
    with pytest.raises(Conflict, match="nothing can wait any more"):
        await decide(desk.later(31), row, "confirmed")
    assert "rejected" == (await decide(desk.later(31), row, "rejected")).status


async def test_with_the_contract_all_that_is_open_ends(desk: Desk) -> None:
    """Of a controller that left nothing else can be decided, so that nobody is engaged for it any more."""
    first = await file(desk, await add(desk))
    await desk.put(engagement(("alfa", "post")), factories.engagement("Post"))
    second = await file(desk, await desk.newest("alfa"))
    await decide(desk, first, "terminated")
    assert set() == await on_list(desk, EFFECT) == await on_list(desk, day(400))
    with pytest.raises(Conflict, match="was decided: terminated"):
        await decide(desk, second, "rejected")


async def test_two_objections_to_the_same_are_decided_each_for_itself(desk: Desk) -> None:
    """A later change of the same field waits with the first, and goes on waiting for its own objection."""
    await desk.move("cloud", "IN")
    first = await desk.newest("alfa")
    await desk.move("cloud", "US", day(40))
    second = await desk.newest("alfa")
    rows = [await file(desk, first), await file(desk, second)]
    days = [29, 30, 40, 400]
    assert ["IE", "IE", "IE", "IE"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    await decide(desk, rows[0], "rejected")
    assert ["IE", "IN", "IN", "IN"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    await decide(desk, rows[1], "rejected")
    assert ["IE", "IN", "US", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in days]


async def test_the_later_of_two_objections_may_be_decided_first(desk: Desk) -> None:
    """What was objected to first goes on waiting, and so does what was decided on top of it."""
    await desk.move("cloud", "IN")
    first = await desk.newest("alfa")
    await desk.move("cloud", "US", day(40))
    second = await desk.newest("alfa")
    rows = [await file(desk, first), await file(desk, second)]
    await decide(desk, rows[1], "rejected")
    assert ["IE", "IE"] == [await desk.country("alfa", "cloud", day(on)) for on in (30, 40)]
    await decide(desk.later(45), rows[0], "rejected")
    assert ["IE", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in (45, 46)]


async def test_objecting_to_what_comes_after_an_addition_that_waits(desk: Desk) -> None:
    """The addition waits for one objection, the change of it for the other; each is let go with its own."""
    notice = await add(desk)
    await desk.put(engagement(("alfa", "mail")), factories.engagement("Profiling"), day(40))
    later = await desk.newest("alfa")
    rows = [await file(desk, notice), await file(desk, later)]
    assert {"cloud"} == await on_list(desk, day(40))
    await decide(desk, rows[0], "rejected")
    entries = await desk.entries("alfa", day(40))
    assert "Profiling" != entries["mail"].engagement.purpose
    await decide(desk, rows[1], "rejected")
    entries = await desk.entries("alfa", day(40))
    assert "Profiling" == entries["mail"].engagement.purpose


async def test_an_objection_upheld_drops_what_was_decided_on_top(desk: Desk) -> None:
    """What a later change of the same field says rests on what does not happen; of another field it stands."""
    await desk.put(PAIR, factories.engagement(data_categories=["names", "mail"]))
    told = await desk.newest("alfa")
    await desk.put(PAIR, factories.engagement(data_categories=["names", "mail", "calls"]), day(40))
    await desk.put(PAIR, factories.engagement("Calls", data_categories=["names", "mail", "calls"]), day(50))
    await decide(desk, await file(desk, told), "not_engaged")
    before, after = [await desk.document(PAIR, on) for on in (day(29), day(400))]
    assert before is not None
    assert {**before, "purpose": "Calls"} == after


async def test_what_is_mended_before_what_is_held_holds_on(desk: Desk) -> None:
    """A correction or a waived move of an earlier day is not undone on the day of what waits."""
    await desk.move("cloud", "IN")
    row = await file(desk, await desk.newest("alfa"))
    await desk.move("cloud", "DE", day(5), "waived")
    days = [4, 5, 30, 400]
    assert ["IE", "DE", "DE", "DE"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    await desk.move("cloud", "FR", day(5), "correction")
    assert ["IE", "FR", "FR", "FR"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    await decide(desk, row, "rejected")
    assert ["IE", "FR", "IN", "IN"] == [await desk.country("alfa", "cloud", day(on)) for on in days]


async def test_what_was_decided_on_top_while_it_waited_gets_its_own_time_to_object(desk: Desk) -> None:
    """The list was not told of it, so it takes effect after the notice period, which begins with the outcome."""
    await desk.move("cloud", "IN")
    row = await file(desk, await desk.newest("alfa"))
    told = await desk.notices("alfa")
    await desk.move("cloud", "US", day(40))
    assert told == await desk.notices("alfa")
    desk = desk.later(35)
    await decide(desk, row, "rejected")
    newest = await desk.newest("alfa")
    days = [35, 36, 40, 64, 65]
    assert ["IE", "IN", "IN", "IN", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    assert "you hear of here for the first time; it takes effect on 6 May 2026" in newest.content
    assert newest.objection_until == day(64)
    again = await file(desk, newest)
    assert ["IE", "IN", "IN", "IN", "IN"] == [await desk.country("alfa", "cloud", day(on)) for on in days]
    await decide(desk, again, "rejected")
    assert "US" == await desk.country("alfa", "cloud", day(65))


async def test_what_a_list_was_told_in_part_gets_its_own_time_to_object_for_the_rest(desk: Desk) -> None:
    """Of one decision the legal name was told when it was recorded; the place on top of what is held was not."""
    await desk.move("cloud", "IN")
    row = await file(desk, await desk.newest("alfa"))
    document = factories.subprocessor("Cloud", locations=[factories.location("US")]) | {"legal_name": "Nimbus Inc"}
    await desk.put(CLOUD, document, day(40))
    assert "legal entity changes" in (await desk.newest("alfa")).title
    desk = desk.later(35)
    await decide(desk, row, "rejected")
    newest = await desk.newest("alfa")
    assert (day(64), "IN") == (newest.objection_until, await desk.country("alfa", "cloud", day(64)))
    assert ["IN", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in (40, 65)]
    names = [(await desk.entries("alfa", day(on)))["cloud"].subprocessor.legal_name for on in (39, 40, 64, 400)]
    assert ["Cloud Ltd", "Nimbus Inc", "Nimbus Inc", "Nimbus Inc"] == names


async def test_what_another_objection_hid_of_an_outcome_gets_its_own_time_to_object(desk: Desk) -> None:
    """The place was to be told with the first outcome and was not: its notice period begins with the second."""
    await desk.move("cloud", "IN")
    rows = [await file(desk, await desk.newest("alfa"))]
    document = factories.subprocessor("Cloud", locations=[factories.location("US")]) | {"legal_name": "Nimbus Inc"}
    await desk.put(CLOUD, document, day(40))
    rows.append(await file(desk, await desk.newest("alfa")))
    await decide(desk.later(35), rows[0], "rejected")
    assert "IN" == await desk.country("alfa", "cloud", day(400))
    await decide(desk.later(45), rows[1], "rejected")
    newest = await desk.newest("alfa")
    assert day(74) == newest.objection_until
    assert ["IN", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in (74, 75)]


@pytest.mark.parametrize("on", [None, day(33), day(70)])
async def test_what_was_decided_beneath_an_addition_that_waited_gets_its_own_time_to_object(
    desk: Desk, on: date | None
) -> None:
    """Nobody else engages it, so it moves without notice; the list hears of it with the rejection, and may object."""
    row = await file(desk, await add(desk))
    await desk.later(3).move("mail", "IN", on)
    desk = desk.later(35)
    await decide(desk, row, "rejected")
    moves = max(day(65), on or desk.today)
    newest, days = await desk.newest("alfa"), [day(35), day(36), moves - timedelta(days=1), moves]
    assert [None, "IE", "IE", "IN"] == [await desk.country("alfa", "mail", one) for one in days]
    assert f"takes effect on {moves.day} May 2026" in newest.content
    assert min(moves - timedelta(days=1), day(65)) == newest.objection_until
    again = await file(desk, newest)
    assert "IE" == await desk.country("alfa", "mail", day(400))
    await decide(desk, again, "not_engaged")
    assert {"cloud"} == await on_list(desk, day(400))


async def test_what_was_decided_beneath_before_the_objection_takes_effect_on_its_day(desk: Desk) -> None:
    """The list heard of it while it could object; a correction that came meanwhile needs no time either."""
    await desk.put(OTHER, factories.engagement("Mail"))
    told = await desk.newest("alfa")
    await desk.move("mail", "IN", day(40))
    row = await file(desk, told)
    await desk.later(3).move("mail", "FR", day(5), "correction")
    await decide(desk, row, "rejected")
    assert (await desk.newest("alfa")).objection_until is None
    assert "IN" == await desk.country("alfa", "mail", day(40))


async def test_what_the_terms_of_an_addition_hide_needs_no_time_to_object(desk: Desk) -> None:
    """The list has places of its own for the sub-processor, so it is no news that the others' move."""
    row = await file(desk, await add(desk, locations=[factories.location("DE")]))
    await desk.move("mail", "IN", day(3))
    await decide(desk.later(35), row, "rejected")
    assert (await desk.newest("alfa")).objection_until is None
    assert "DE" == await desk.country("alfa", "mail", day(400))


async def test_what_a_list_was_told_before_it_objected_takes_effect_on_its_day(desk: Desk) -> None:
    """The later move was told as a whole, with its own time to object: a rejection of the earlier one adds none."""
    await desk.move("cloud", "IN")
    first = await desk.newest("alfa")
    await desk.move("cloud", "US", day(40))
    row = await file(desk, first)
    await decide(desk.later(35), row, "rejected")
    assert (await desk.newest("alfa")).objection_until is None
    assert ["IN", "US"] == [await desk.country("alfa", "cloud", day(on)) for on in (36, 40)]


async def test_a_sub_processor_whose_replacement_waits_is_not_replaced_by_another(desk: Desk) -> None:
    """Else both new ones would be engaged once the objection is rejected. It may end at once all the same."""
    await file(desk, await add(desk, replaces="cloud"))
    await desk.subprocessor("post")
    with pytest.raises(Conflict, match="Decide it first"):
        await desk.put(engagement(("alfa", "post")), factories.engagement(replaces="cloud"))
    await desk.end(PAIR)
    assert set() == await on_list(desk, desk.today)


async def test_an_end_that_was_decided_with_an_objection_is_not_withdrawn(desk: Desk) -> None:
    """Staff engage it anew with its notice instead; the objector was told that it ends."""
    await desk.move("cloud", "IN")
    await decide(desk, await file(desk, await desk.newest("alfa")), "not_engaged")
    ends = await desk.run(lambda conn: conn.fetch("SELECT id FROM change WHERE kind = 'removed'"))
    assert ends
    with pytest.raises(Conflict, match="not taken back"):
        await desk.withdraw(PAIR, *(row["id"] for row in ends))
    await desk.put(PAIR, factories.engagement(), day(31))
    assert {"cloud"} == await on_list(desk, day(31))


async def test_a_list_on_which_nothing_is_left_is_left_for_good(desk: Desk) -> None:
    """Two additions are held and nothing else is engaged: after the contract neither can be decided any more."""
    rows = []
    for slug in ("mail", "post"):
        await desk.put(engagement(("alfa", slug)), factories.engagement(slug))
        rows.append(await file(desk, await desk.newest("alfa")))
    await desk.end(PAIR)
    await decide(desk, rows[0], "terminated")
    with pytest.raises(Conflict, match="was decided: terminated"):
        await decide(desk, rows[1], "rejected")
    assert set() == await on_list(desk, EFFECT) == await on_list(desk, day(400))


async def test_what_a_late_rejection_lets_go_may_be_ended_before_it_begins(desk: Desk) -> None:
    """Its addition is of a day that is past; it is withdrawn all the same, and what it was to replace goes on."""
    row = await file(desk, await add(desk, replaces="cloud"))
    desk = desk.later(35)
    await decide(desk, row, "rejected")
    assert {"mail"} == await on_list(desk, day(36))
    await desk.end(OTHER)
    assert {"cloud"} == await on_list(desk, day(36)) == await on_list(desk, day(400))


async def test_a_controller_that_leaves_is_not_given_what_a_late_rejection_lets_go(desk: Desk) -> None:
    """Two additions waited: one is let go late, and for the other the contract ends on the same day."""
    rows = [await file(desk, await add(desk))]
    await desk.put(engagement(("alfa", "post")), factories.engagement("Post"), day(41))
    rows.append(await file(desk, await desk.newest("alfa")))
    desk = desk.later(35)
    await decide(desk, rows[0], "rejected")
    await decide(desk, rows[1], "terminated", effective_on=desk.today)
    assert set() == await on_list(desk, day(36)) == await on_list(desk, day(400))


async def test_an_addition_that_does_not_happen_leaves_no_plans_behind(desk: Desk) -> None:
    """What was planned for it, a change and an end, does not come to an engagement that is added anew."""
    notice = await add(desk)
    await desk.put(OTHER, factories.engagement("Profiling"), day(40))
    await desk.end(OTHER, day(50))
    await decide(desk, await file(desk, notice), "not_engaged")
    await desk.put(OTHER, factories.engagement("Post"), day(31))
    assert ["Post", "Post"] == [(await desk.entries("alfa", day(on)))["mail"].engagement.purpose for on in (40, 400)]


async def test_an_addition_that_does_not_happen_leaves_an_earlier_one_as_it_is(desk: Desk) -> None:
    """An engagement that ends and is to come back: its plans before the end stand."""
    await desk.put(PAIR, factories.engagement("Profiling"), day(31))
    await desk.end(PAIR, day(35))
    await desk.put(PAIR, factories.engagement("Post"), day(40))
    await decide(desk, await file(desk, await desk.newest("alfa")), "not_engaged")
    assert "Profiling" == (await desk.entries("alfa", day(34)))["cloud"].engagement.purpose
    assert set() == await on_list(desk, day(35)) == await on_list(desk, day(400))


async def test_what_is_engaged_anew_does_not_rest_on_what_was_held_before_its_end(desk: Desk) -> None:
    """A plan for the engagement that comes after the end stands, though it sets the same field."""
    await desk.put(PAIR, factories.engagement("Profiling"))
    told = await desk.newest("alfa")
    await desk.end(PAIR, day(35))
    await desk.put(PAIR, factories.engagement("Mail"), day(40))
    await desk.put(PAIR, factories.engagement("Post"), day(50))
    await decide(desk, await file(desk, told), "not_engaged")
    assert "Post" == (await desk.entries("alfa", day(50)))["cloud"].engagement.purpose


async def test_a_change_is_planned_until_it_is_let_go(desk: Desk) -> None:
    """Rejected late it takes effect on the day after, and until then it is not in effect; at a moment as known then."""
    row = await file(desk, await add(desk))
    (held,) = row.holds
    desk = desk.later(35)
    waiting = await desk.clock()
    await decide(desk, row, "rejected")
    assert ["planned", "in_effect"] == [await state(desk, held, day(on)) for on in (35, 36)]
    assert ["planned", "planned"] == [await state(desk, held, day(on), waiting) for on in (35, 36)]


async def test_what_is_known_with_the_outcome_is_that_it_was_decided(desk: Desk) -> None:
    """As known at the moment that its changes carry, the objection is open no more; just before it still is."""
    row = await file(desk, await add(desk))
    await decide(desk, row, "rejected")
    told: datetime = await desk.run(lambda conn: conn.fetchval("SELECT max(recorded_at) FROM change"))
    decided: datetime = await desk.run(lambda conn: conn.fetchval("SELECT decided_at FROM objection"))
    before = decided - timedelta(microseconds=1)
    assert {("alfa", "mail")} == await desk.run(lambda conn: objections.open_entries(conn, ["alfa"], before))
    assert set() == await desk.run(lambda conn: objections.open_entries(conn, ["alfa"], told))


async def test_each_turn_of_an_objection_is_told_also_where_another_one_holds(desk: Desk) -> None:
    """The list stays as it is, and the feed says that what was announced waits, and for what."""
    await desk.move("cloud", "IN")
    first = await desk.newest("alfa")
    await desk.move("cloud", "US", day(40))
    second = await desk.newest("alfa")
    rows = [await file(desk, first), await file(desk, second)]
    opened = await desk.newest("alfa")
    assert opened.title.startswith("Objection open: The change of Cloud announced for ")
    assert "waits" in opened.title
    assert second.id in opened.about
    await decide(desk, rows[1], "rejected")
    rejected = await desk.newest("alfa")
    assert opened.number + 1 == rejected.number
    assert rejected.title.startswith("Objection rejected: The change of Cloud announced for ")
    assert "goes on waiting, because another one is open" in rejected.content
    assert "takes effect" not in rejected.content.replace("does not take effect", "")


async def test_what_is_mended_before_what_was_held_holds_on_also_when_that_is_over(desk: Desk) -> None:
    """A correction of a day before what was held counts on the days on which it was held, and what was let go after."""
    await desk.put(PAIR, factories.engagement("Mail"))
    row = await file(desk, await desk.newest("alfa"))
    await decide(desk.later(35), row, "rejected")
    desk = desk.later(60)
    await desk.put(PAIR, factories.engagement("Post"), day(10), "correction")
    documents = [await desk.document(PAIR, day(on)) or {} for on in (9, 10, 30, 35, 36, 400)]
    purposes = [document["purpose"] for document in documents]
    assert ["Content delivery", "Post", "Post", "Post", "Mail", "Mail"] == purposes
