"""Plans and what becomes of them: edits beside them, ends, replacements, withdrawals, chains."""

import pytest

from service.errors import Conflict, Invalid, NotFound, NoticePeriod
from service.register.scope import controller, engagement, subprocessor
from tests import factories
from tests.register.desk import Desk, day

IN_INDIA = [factories.location("IN")]


async def three_lists(desk: Desk) -> None:
    """Three lists that engage one sub-processor in Ireland, the third with places of its own."""
    await desk.subprocessor("cloud")
    for name in ("alfa", "bravo", "charlie"):
        await desk.controller(name)
        await desk.engage(name, "cloud")
    await desk.engage("charlie", "cloud", locations=[factories.location("DE")])


async def test_one_move_tells_each_list_whose_entry_it_changes(desk: Desk) -> None:
    """Lists that share the places get one notice each; the one that overrides them gets none."""
    await three_lists(desk)
    await desk.move("cloud", "IN", manner="waived")
    assert [1, 1, 0] == [len(await desk.notices(name)) for name in ("alfa", "bravo", "charlie")]
    assert ["IN", "IN", "DE"] == [await desk.country(name, "cloud") for name in ("alfa", "bravo", "charlie")]


async def test_longest_notice_period_of_the_lists_counts(desk: Desk) -> None:
    """A decision waits for the longest period of the lists it reaches; a day before it is refused."""
    await three_lists(desk)
    await desk.put(controller("bravo"), factories.controller("Bravo", notice_period_days=60))
    with pytest.raises(NoticePeriod, match=str(day(60))):
        await desk.move("cloud", "IN", on=day(59))
    await desk.move("cloud", "IN")
    assert ["IE", "IN"] == [await desk.country("alfa", "cloud", day(days)) for days in (59, 60)]


async def test_what_nobody_engages_takes_effect_today(desk: Desk) -> None:
    """A sub-processor on no list moves at once."""
    await desk.subprocessor("cloud")
    await desk.move("cloud", "IN")
    document = await desk.document(subprocessor("cloud"))
    assert document is not None
    assert "IN" == document["locations"][0]["country"]


async def test_list_hears_of_a_hop_below_its_entry(desk: Desk) -> None:
    """A list that engages through the chain is told when the hop moves, and one beside the chain is not."""
    await desk.subprocessor("hop")
    await desk.subprocessor("top", engages=[{"subprocessor": "hop"}])
    await desk.subprocessor("aside")
    for name, slug in (("alfa", "top"), ("bravo", "aside")):
        await desk.controller(name)
        await desk.engage(name, slug)
    await desk.move("hop", "IN", manner="waived")
    told = await desk.newest("alfa")
    assert ("changed", "top") == (told.kind, told.items[0].subprocessor)
    assert [] == await desk.notices("bravo")


async def test_addition_tells_of_changes_already_planned(desk: Desk) -> None:
    """A list that engages a sub-processor whose move is planned hears of the move in its first notice."""
    await three_lists(desk)
    await desk.move("cloud", "IN", on=day(50))
    await desk.controller("delta")
    await desk.put(engagement(("delta", "cloud")), factories.engagement())
    told = await desk.newest("delta")
    assert ["added"] == [item.kind for item in told.items]
    assert [day(30), day(50)] == [step.effective_on for step in told.items[0].steps]


async def test_override_that_masks_a_plan_says_so(desk: Desk) -> None:
    """A list that overrides the places before a planned move is told that the move is dropped for it."""
    await three_lists(desk)
    await desk.move("cloud", "IN", on=day(50))
    own = factories.engagement(locations=[factories.location("DE")])
    await desk.put(engagement(("alfa", "cloud")), own)
    told = await desk.newest("alfa")
    assert [day(50)] == [step.effective_on for step in told.items[0].dropped]
    assert "DE" == await desk.country("alfa", "cloud", day(50))


async def test_dropping_an_override_is_a_decision(desk: Desk) -> None:
    """A list that gives up its own places moves to those of the catalogue after due notice, not today."""
    await three_lists(desk)
    await desk.move("cloud", "IN", manner="waived")
    await desk.put(engagement(("charlie", "cloud")), factories.engagement())
    assert ["DE", "IN"] == [await desk.country("charlie", "cloud", day(days)) for days in (0, 30)]


async def test_document_as_it_is_today_leaves_a_plan_alone(desk: Desk) -> None:
    """A PUT of today's document with a new website records the website; the plan for day 30 stands."""
    await three_lists(desk)
    await desk.move("cloud", "IN", on=day(30))
    edited = factories.subprocessor("Cloud", locations=[factories.location("IE")], website="https://cloud.example")
    await desk.put(subprocessor("cloud"), edited)
    document = await desk.document(subprocessor("cloud"), day(30))
    assert document is not None
    assert ("IN", "https://cloud.example") == (document["locations"][0]["country"], document["website"])


async def test_writing_again_for_the_same_day_replaces_the_plan(desk: Desk) -> None:
    """A second plan for one day takes the place of the first, and the notice names it and what had been announced."""
    await three_lists(desk)
    await desk.move("cloud", "IN", on=day(30))
    first = await desk.newest("alfa")
    await desk.move("cloud", "DE", on=day(30))
    told = await desk.newest("alfa")
    assert (first.id,) == told.about
    places = next(diff for diff in told.items[0].steps[0].diff if diff.field == "locations")
    assert ["IE", "DE", "IN"] == [side[0]["country"] for side in (places.before, places.after, places.instead_of)]


async def test_withdrawing_a_plan_restores_what_would_have_held(desk: Desk) -> None:
    """Without the plan the list reads as before, and a notice of kind withdrawn names the one that announced it."""
    await three_lists(desk)
    receipt = await desk.move("cloud", "IN", on=day(30))
    announced = await desk.newest("alfa")
    await desk.withdraw(subprocessor("cloud"), *receipt.changes)
    told = await desk.newest("alfa")
    assert ("withdrawn", (announced.id,)) == (told.kind, told.about)
    assert "IE" == await desk.country("alfa", "cloud", day(30))


async def test_the_old_value_put_on_the_day_of_a_plan_takes_it_back(desk: Desk) -> None:
    """Nothing is left to come, so the notice is a withdrawal, and names the one that announced the plan."""
    await three_lists(desk)
    await desk.move("cloud", "IN", on=day(30))
    announced = await desk.newest("alfa")
    await desk.move("cloud", "IE", on=day(30))
    told = await desk.newest("alfa")
    assert ("withdrawn", (announced.id,)) == (told.kind, told.about)


async def test_a_withdrawal_names_every_notice_that_told_of_what_it_takes_back(desk: Desk) -> None:
    """The addition and what was planned for it later were told apart: the end of both names both, in order."""
    await three_lists(desk)
    await desk.subprocessor("other")
    other = engagement(("alfa", "other"))
    await desk.put(other, factories.engagement("Mail"))
    added = await desk.newest("alfa")
    await desk.put(other, factories.engagement("Ads"), on=day(60))
    planned = await desk.newest("alfa")
    await desk.end(other)
    told = await desk.newest("alfa")
    assert ("withdrawn", (added.id, planned.id)) == (told.kind, told.about)
    assert [True, True] == [one.title in told.content for one in (added, planned)]


async def test_what_is_in_effect_cannot_be_withdrawn(desk: Desk) -> None:
    """A change that holds already is refused as a conflict."""
    await three_lists(desk)
    receipt = await desk.move("cloud", "IN", manner="waived")
    with pytest.raises(Conflict):
        await desk.withdraw(subprocessor("cloud"), *receipt.changes)


async def test_replacement_is_one_notice_and_comes_back_whole(desk: Desk) -> None:
    """An engagement that replaces another ends it in the same notice; withdrawn, the old one stays."""
    await three_lists(desk)
    await desk.subprocessor("other")
    receipt = await desk.put(engagement(("alfa", "other")), factories.engagement(replaces="cloud"))
    told = await desk.newest("alfa")
    assert [("replaced", "other", "cloud")] == [(item.kind, item.subprocessor, item.replaces) for item in told.items]
    assert [None, "IE"] == [await desk.country("alfa", slug, day(30)) for slug in ("cloud", "other")]
    await desk.withdraw(engagement(("alfa", "other")), *receipt.changes)
    assert ["IE", None] == [await desk.country("alfa", slug, day(30)) for slug in ("cloud", "other")]


async def test_nothing_replaces_what_is_not_on_the_list(desk: Desk) -> None:
    """An engagement that replaces what the list does not have is refused at that field."""
    await three_lists(desk)
    await desk.subprocessor("other")
    with pytest.raises(Invalid) as refused:
        await desk.put(engagement(("alfa", "other")), factories.engagement(replaces="nobody"))
    assert ["/replaces"] == [place.pointer for place in refused.value.errors]


async def test_end_needs_no_notice_period_and_is_told(desk: Desk) -> None:
    """An end takes effect today; ending again finds nothing."""
    await three_lists(desk)
    await desk.end(engagement(("alfa", "cloud")))
    assert "removed" == (await desk.newest("alfa")).kind
    assert None is await desk.country("alfa", "cloud")
    with pytest.raises(NotFound):
        await desk.end(engagement(("alfa", "cloud")))


async def test_ending_what_has_not_begun_withdraws_it(desk: Desk) -> None:
    """DELETE of a planned engagement is a withdrawal."""
    await three_lists(desk)
    await desk.subprocessor("other")
    await desk.put(engagement(("alfa", "other")), factories.engagement())
    await desk.end(engagement(("alfa", "other")))
    assert "withdrawn" == (await desk.newest("alfa")).kind
    assert None is await desk.country("alfa", "other", day(30))


async def test_facts_of_an_ending_engagement_can_be_recorded(desk: Desk) -> None:
    """A fact is recorded while the engagement runs and does not engage it again; a decision past the end is refused."""
    await three_lists(desk)
    await desk.end(engagement(("alfa", "cloud")), on=day(10))
    await desk.put(engagement(("alfa", "cloud")), factories.engagement(deletion={"kind": "deleted"}))
    assert None is await desk.country("alfa", "cloud", day(40))
    with pytest.raises(Conflict):
        await desk.put(engagement(("alfa", "cloud")), factories.engagement(purpose="Another"))


async def test_earlier_beginning_keeps_its_terms_past_the_first_one(desk: Desk) -> None:
    """What is engaged earlier than planned, on other terms, keeps them on the day of the first plan too."""
    await three_lists(desk)
    await desk.subprocessor("other")
    await desk.put(engagement(("alfa", "other")), factories.engagement(purpose="First"))
    await desk.put(engagement(("alfa", "other")), factories.engagement(purpose="Second"), manner="waived")
    for days in (0, 29, 30, 90):
        document = await desk.document(engagement(("alfa", "other")), day(days))
        assert document is not None
        assert "Second" == document["purpose"]


async def test_decision_and_fact_of_one_put_are_two_changes_and_one_notice(desk: Desk) -> None:
    """The fact holds today, the decision after the period; the window to object is that of the decision."""
    await three_lists(desk)
    document = factories.subprocessor("Cloud", locations=IN_INDIA, website="https://cloud.example")
    receipt = await desk.put(subprocessor("cloud"), document)
    told = await desk.newest("alfa")
    assert 2 == len(receipt.changes)
    assert [day(30)] == [step.effective_on for step in told.items[0].steps]
    assert day(29) == told.objection_until


async def test_circle_that_closes_later_is_refused(desk: Desk) -> None:
    """A chain may not run in a circle on any day, also where the two hops begin on different days."""
    await desk.subprocessor("yankee")
    await desk.subprocessor("xray")
    plan = factories.subprocessor("Xray", engages=[{"subprocessor": "yankee"}])
    await desk.put(subprocessor("xray"), plan, on=day(40))
    with pytest.raises(Invalid, match="circle") as refused:
        await desk.put(subprocessor("yankee"), factories.subprocessor("Yankee", engages=[{"subprocessor": "xray"}]))
    assert ["/engages/0/subprocessor"] == [place.pointer for place in refused.value.errors]


async def test_correction_names_the_notice_it_corrects(desk: Desk) -> None:
    """A correction for any day names the newest notice about the same sub-processor."""
    await three_lists(desk)
    await desk.move("cloud", "IN", manner="waived")
    wrong = await desk.newest("alfa")
    await desk.move("cloud", "DE", manner="correction")
    assert (wrong.id,) == (await desk.newest("alfa")).about


async def test_list_that_heard_of_a_plan_in_its_addition_hears_of_its_withdrawal(desk: Desk) -> None:
    """Where the notice of an addition told of a plan, the withdrawal of that plan names it."""
    await three_lists(desk)
    receipt = await desk.move("cloud", "IN", on=day(50))
    await desk.controller("delta")
    await desk.put(engagement(("delta", "cloud")), factories.engagement())
    added = await desk.newest("delta")
    await desk.withdraw(subprocessor("cloud"), *receipt.changes)
    told = await desk.newest("delta")
    assert ("withdrawn", (added.id,)) == (told.kind, told.about)


async def test_what_nobody_engages_may_hold_since_a_past_day(desk: Desk) -> None:
    """A sub-processor on no list is recorded for a past day without ado; once engaged, that day is refused."""
    await desk.controller("alfa")
    await desk.put(subprocessor("cloud"), factories.subprocessor("Cloud"), on=day(-50))
    assert await desk.document(subprocessor("cloud"), day(-50)) is not None
    await desk.engage("alfa", "cloud")
    with pytest.raises(NoticePeriod):
        await desk.move("cloud", "IN", on=day(-10))
