"""The chain below an entry: no circles on any day, nothing that is engaged may vanish, and who hears of it."""

import pytest

from service.errors import Conflict, Invalid
from service.register.scope import engagement, subprocessor
from tests import factories
from tests.register.desk import Desk, day


async def link(desk: Desk, above: str, *below: str, days: int = 0) -> None:
    """Have a sub-processor engage others from a day on."""
    document = factories.subprocessor(above.title(), engages=[{"subprocessor": slug} for slug in below])
    await desk.put(subprocessor(above), document, on=day(days), manner="waived")


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A catalogue of four that engage nobody."""
    for slug in ("one", "two", "three", "four"):
        await desk.subprocessor(slug)
    return desk


async def test_circle_of_one_is_refused(desk: Desk) -> None:
    """Nobody engages itself."""
    with pytest.raises(Invalid, match="one engages one"):
        await link(desk, "one", "one")


async def test_circle_over_two_hops_is_refused(desk: Desk) -> None:
    """Two may not engage each other; the refusal names the way round and the place."""
    await link(desk, "one", "two")
    with pytest.raises(Invalid, match="two engages one engages two") as refused:
        await link(desk, "two", "three", "one")
    assert ["/engages/1/subprocessor"] == [place.pointer for place in refused.value.errors]


async def test_circle_over_three_hops_is_refused(desk: Desk) -> None:
    """The third hop may not lead back to the first; leading on to a fourth is allowed."""
    await link(desk, "one", "two")
    await link(desk, "two", "three")
    with pytest.raises(Invalid, match="three engages one engages two engages three"):
        await link(desk, "three", "one")
    await link(desk, "three", "four")


async def test_two_ways_to_one_are_no_circle(desk: Desk) -> None:
    """A sub-processor may be reached on two ways."""
    await link(desk, "two", "four")
    await link(desk, "three", "four")
    await link(desk, "one", "two", "three")
    document = await desk.document(subprocessor("one"))
    assert document is not None
    assert 2 == len(document["engages"])


async def test_hop_that_ended_closes_no_circle(desk: Desk) -> None:
    """Where one has ceased to engage two, two may engage one from that day on; a day before it may not."""
    await link(desk, "one", "two")
    await link(desk, "one", days=20)
    with pytest.raises(Invalid, match="circle"):
        await link(desk, "two", "one", days=19)
    await link(desk, "two", "one", days=20)


async def test_withdrawal_that_closes_a_circle_is_refused(desk: Desk) -> None:
    """The planned end of a hop cannot be withdrawn while the way back rests on it."""
    await link(desk, "one", "two")
    document = factories.subprocessor("One", engages=[])
    ended = await desk.put(subprocessor("one"), document, on=day(20), manner="waived")
    await link(desk, "two", "one", days=20)
    with pytest.raises(Invalid, match="circle"):
        await desk.withdraw(subprocessor("one"), *ended.changes)


async def test_hop_that_does_not_exist_is_refused(desk: Desk) -> None:
    """A chain leads only to what is in the catalogue on that day."""
    await desk.put(subprocessor("five"), factories.subprocessor("Five"), on=day(10))
    with pytest.raises(Invalid, match="not in the catalogue"):
        await link(desk, "one", "five", days=9)
    await link(desk, "one", "five", days=10)


async def test_what_is_engaged_cannot_be_withdrawn(desk: Desk) -> None:
    """A planned sub-processor stays while a list or a chain engages it; afterwards it can be withdrawn."""
    planned = await desk.put(subprocessor("five"), factories.subprocessor("Five"), on=day(10))
    await desk.controller("alfa")
    pair = engagement(("alfa", "five"))
    await desk.put(pair, factories.engagement(), on=day(30))
    with pytest.raises(Conflict, match="alfa engages 'five'"):
        await desk.withdraw(subprocessor("five"), *planned.changes)
    await desk.end(pair)
    await desk.withdraw(subprocessor("five"), *planned.changes)
    assert None is await desk.document(subprocessor("five"), day(60))


async def test_the_first_day_on_which_it_is_engaged_is_named(desk: Desk) -> None:
    """Of all days on which what is withdrawn would be wanting the refusal names the first, and always the same."""
    planned = await desk.put(subprocessor("five"), factories.subprocessor("Five"), on=day(10))
    await desk.controller("alfa")
    for days in (30, 40, 50, 60, 70):
        await desk.put(engagement(("alfa", "five")), factories.engagement(f"Purpose {days}"), on=day(days))
    with pytest.raises(Conflict, match=f"alfa engages 'five' on {day(30)}"):
        await desk.withdraw(subprocessor("five"), *planned.changes)


async def test_new_hop_is_a_decision_that_the_list_hears_of(desk: Desk) -> None:
    """A further hop waits for the longest notice period and is told as a change of where the data goes."""
    await desk.subprocessor("india", "IN")
    await desk.controller("alfa", notice_period_days=45)
    await desk.engage("alfa", "one")
    await desk.put(subprocessor("one"), factories.subprocessor("One", engages=[{"subprocessor": "india"}]))
    told = await desk.newest("alfa")
    assert (day(45), ["transfers"]) == (told.effective_on, [diff.field for diff in told.items[0].steps[0].diff])


async def test_deep_hop_waits_for_the_lists_far_above(desk: Desk) -> None:
    """A move three hops down waits for the notice period of the list at the top, and is told there once."""
    await link(desk, "one", "two")
    await link(desk, "two", "three")
    await desk.controller("alfa", notice_period_days=60)
    await desk.engage("alfa", "one")
    await desk.engage("alfa", "two")
    await desk.move("three", "IN")
    told = await desk.notices("alfa")
    assert [(day(60), {"one", "two"})] == [
        (one.effective_on, {item.subprocessor for item in one.items}) for one in told
    ]
