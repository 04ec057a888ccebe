"""The ways to write: with notice, waived, as a baseline, as a correction; and what an import makes of them."""

import pytest

from service.documents import from_plain
from service.engagements import Engagement
from service.imports import Desired
from service.law import load_law
from service.register.acts import Act, Terms
from service.register.importing import Report, import_list
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.subprocessors import Subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, Work, day, whole

PAIR = engagement(("alfa", "cloud"))
UK = {"legal_name": "Alfa Ltd", "country": "GB", "regimes": ["uk"]}


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list that has engaged one sub-processor in the United States for ten days."""
    past = desk.later(-10)
    await past.controller("alfa")
    await past.subprocessor("cloud", "US")
    await past.engage("alfa", "cloud")
    return desk


def said(slug: str, country: str = "US") -> Desired:
    """What a file says of a sub-processor."""
    place = factories.location(country)
    return Desired(
        lines=(2,),
        slug=slug,
        subprocessor=from_plain({"name": slug.title(), "locations": [place]}, Subprocessor),
        engagement=from_plain(factories.engagement(), Engagement),
    )


async def load(desk: Desk, *items: Desired) -> Report:
    """Import what already holds."""
    terms = Terms(actor="test", today=TODAY, manner="baseline")
    work: Work = lambda conn: import_list(conn, "alfa", items, [], terms, load_law())  # noqa: E731 — one name for one use
    report: Report = await desk.run(work)
    return report


async def test_import_of_what_holds_is_one_published_notice(desk: Desk) -> None:
    """Three new sub-processors of one import are one notice of kind published, and the same again is none."""
    items = [said(slug) for slug in ("delta", "echo", "foxtrot")]
    await load(desk, *items)
    told = await desk.newest("alfa")
    assert ("published", {"delta", "echo", "foxtrot"}) == (told.kind, {item.subprocessor for item in told.items})
    assert None is told.objection_until
    assert () == (await load(desk, *items)).changes
    assert 1 == len(await desk.notices("alfa"))


async def test_import_leaves_alone_what_others_reach_through_the_chain(desk: Desk) -> None:
    """A sub-processor below what another list engages is not changed by an import: what differs is an override."""
    await desk.subprocessor("hop")
    await desk.subprocessor("top", engages=[{"subprocessor": "hop"}])
    await desk.controller("bravo")
    await desk.engage("bravo", "top")
    report = await load(desk, said("hop", "IN"))
    assert ["kept"] == [remark.kind for remark in report.remarks if remark.column == "locations"]
    document = await desk.document(subprocessor("hop"))
    assert document is not None
    assert "IE" == document["locations"][0]["country"]
    assert [] == await desk.notices("bravo")


async def test_import_changes_what_only_this_list_engages(desk: Desk) -> None:
    """Where nobody else engages it, directly or below, an import moves the sub-processor itself."""
    await load(desk, said("cloud", "IN"))
    document = await desk.document(subprocessor("cloud"))
    assert document is not None
    assert "IN" == document["locations"][0]["country"]


async def test_single_baseline_put_tells_nobody(desk: Desk) -> None:
    """A PUT that loads what already holds takes effect today without a notice; one that is waived has one."""
    await desk.put(PAIR, factories.engagement("Second"), manner="baseline")
    assert [] == await desk.notices("alfa")
    await desk.put(PAIR, factories.engagement("Third"), manner="waived")
    assert ["changed"] == [notice.kind for notice in await desk.notices("alfa")]


async def test_waived_decision_has_no_window(desk: Desk) -> None:
    """What already holds when it is told cannot be objected to; the same decision with notice can."""
    await desk.put(PAIR, factories.engagement("Second"), manner="waived")
    assert None is (await desk.newest("alfa")).objection_until
    await desk.put(PAIR, factories.engagement("Third"))
    assert day(29) == (await desk.newest("alfa")).objection_until


async def test_window_is_as_long_as_the_list_says(desk: Desk) -> None:
    """A list with a shorter window has it, counted from the day of publication."""
    await desk.put(controller("alfa"), factories.controller("Alfa", objection_period_days=14))
    await desk.put(PAIR, factories.engagement("Second"))
    assert day(14) == (await desk.newest("alfa")).objection_until


async def test_correction_changes_the_past_and_names_what_it_corrects(desk: Desk) -> None:
    """A correction for a day gone by mends that day; it names the newest notice about that sub-processor only."""
    await desk.subprocessor("other")
    await desk.put(PAIR, factories.engagement("Wrong"), manner="waived")
    wrong = await desk.newest("alfa")
    await desk.put(engagement(("alfa", "other")), factories.engagement())
    await desk.put(PAIR, factories.engagement("Right"), on=day(-2), manner="correction")
    told = await desk.newest("alfa")
    assert (day(-2), (wrong.id,)) == (told.effective_on, told.about)
    purposes = [(await desk.document(PAIR, day(days)) or {})["purpose"] for days in (-3, -2, -1)]
    assert ["Content delivery", "Right", "Right"] == purposes


async def test_correction_of_what_was_never_told_names_nothing(desk: Desk) -> None:
    """Where no notice told of the sub-processor, a correction stands alone."""
    await desk.put(PAIR, factories.engagement("Right"), on=day(-2), manner="correction")
    assert () == (await desk.newest("alfa")).about


async def test_new_exporter_is_told_for_every_entry_at_once(desk: Desk) -> None:
    """Another exporter of a list changes the basis of its transfers: one notice, one item for each entry it changes."""
    await desk.subprocessor("europe")
    await desk.subprocessor("india", "IN")
    for slug in ("europe", "india"):
        await desk.engage("alfa", slug)
    await desk.put(controller("alfa"), factories.controller("Alfa", exporter=UK))
    told = await desk.notices("alfa")
    assert 1 == len(told)
    assert {"cloud", "europe", "india"} == {item.subprocessor for item in told[0].items}
    assert ["transfers"] == [diff.field for diff in told[0].items[0].steps[0].diff]


async def test_editorial_edit_of_a_controller_tells_nobody(desk: Desk) -> None:
    """Another legal name of the controller changes no entry."""
    receipt = await desk.put(controller("alfa"), factories.controller("Alfa", legal_name="Alfa Holding Ltd"))
    assert 1 == len(receipt.changes)
    assert [] == await desk.notices("alfa")


async def test_processor_is_the_exporter_of_lists_that_name_none(desk: Desk) -> None:
    """Another processor reaches the list that rests on it, and not the one with an exporter of its own."""
    await desk.controller("bravo", exporter=UK)
    await desk.engage("bravo", "cloud")
    await desk.put(PROCESSOR, factories.processor(regimes=["ch"]))
    assert [1, 0] == [len(await desk.notices(name)) for name in ("alfa", "bravo")]


async def test_several_changes_of_one_write_are_one_notice(desk: Desk) -> None:
    """Two engagements written together are one notice of the list with an item for each."""
    await desk.subprocessor("other")
    pairs = [PAIR, engagement(("alfa", "other"))]
    await desk.acts(*(Act(subject=pair, document=whole(pair, factories.engagement("New"))) for pair in pairs))
    told = await desk.notices("alfa")
    assert [("changed", 2)] == [(notice.kind, len(notice.items)) for notice in told]
    assert {"changed", "added"} == {item.kind for item in told[0].items}


async def test_entry_hidden_from_customers_changes_without_a_notice(desk: Desk) -> None:
    """What no reader of the list sees (the contract's reference) is logged and not told."""
    document = factories.subprocessor("Cloud", locations=[factories.location("US")], dpa=factories.signed_dpa())
    assert 1 == len((await desk.put(subprocessor("cloud"), document)).changes)
    assert [] == await desk.notices("alfa")
