"""On which day a write lands: decisions after due notice, facts on their own day, and what a PUT leaves alone."""

import pytest

from service.changes import Plain, Subject
from service.documents import etag
from service.errors import NoticePeriod, PreconditionFailed
from service.register.scope import engagement, subprocessor
from service.store.subjects import NOW
from tests import factories
from tests.register.desk import Desk, day, whole

PAIR = engagement(("alfa", "cloud"))
CLOUD = subprocessor("cloud")


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A list with a notice period of 30 days that has engaged one sub-processor in Ireland for ten days."""
    past = desk.later(-10)
    await past.controller("alfa")
    await past.subprocessor("cloud")
    await past.engage("alfa", "cloud")
    return desk


async def field(desk: Desk, subject: Subject, name: str, days: int) -> object:
    """The value of a field on a day; null where the subject is not there."""
    document = await desk.document(subject, day(days))
    return None if document is None else document[name]


def cloud(country: str = "IE", **fields: object) -> Plain:
    """The sub-processor as the desk made it, but for the fields given."""
    return factories.subprocessor("Cloud", locations=[factories.location(country)], **fields)


async def test_decision_waits_for_the_notice_period(desk: Desk) -> None:
    """A move without a day takes effect when the period is over, not the day before."""
    await desk.move("cloud", "IN")
    assert ["IE", "IN"] == [await desk.country("alfa", "cloud", day(days)) for days in (29, 30)]


async def test_first_allowed_day_is_allowed_and_the_day_before_is_not(desk: Desk) -> None:
    """A refusal names the first allowed day and the fields, stores nothing, and that day is taken."""
    with pytest.raises(NoticePeriod, match=str(day(30))) as refused:
        await desk.move("cloud", "IN", on=day(29))
    assert ["/locations"] == [place.pointer for place in refused.value.errors]
    assert "IE" == await desk.country("alfa", "cloud", day(29))
    await desk.move("cloud", "IN", on=day(30))
    assert "IN" == await desk.country("alfa", "cloud", day(30))


async def test_fact_holds_today_or_on_the_day_it_names(desk: Desk) -> None:
    """A contract that was signed is a fact: it waits for nothing, and may name a day of the past."""
    await desk.put(CLOUD, cloud(dpa=factories.signed_dpa()), on=day(-3))
    assert [True, False] == [await field(desk, CLOUD, "dpa", days) is not None for days in (0, -4)]
    await desk.put(CLOUD, cloud(dpa=factories.signed_dpa(reference="7")))
    assert factories.signed_dpa(reference="7").items() <= (await desk.document(CLOUD) or {})["dpa"].items()


async def test_plan_shows_on_its_day_and_only_since_it_was_recorded(desk: Desk) -> None:
    """A planned move shows on its day, not the day before, and not at all as known before it was recorded."""
    before = await desk.clock()
    await desk.move("cloud", "IN", on=day(40))
    shown = [await desk.country("alfa", "cloud", day(days)) for days in (39, 40)]
    known = [await desk.country("alfa", "cloud", day(days), known_at=before) for days in (39, 40)]
    assert (["IE", "IN"], ["IE", "IE"]) == (shown, known)


async def test_edit_of_today_and_plan_survive_each_other(desk: Desk) -> None:
    """A small edit recorded after a plan, with its day named, holds on day 30 too, and the plan holds."""
    await desk.move("cloud", "IN", on=day(30))
    await desk.put(CLOUD, cloud(website="https://cloud.example"), on=day(0))
    assert ["IE", "IN"] == [await desk.country("alfa", "cloud", day(days)) for days in (29, 30)]
    assert ["https://cloud.example"] * 2 == [await field(desk, CLOUD, "website", days) for days in (0, 30)]


async def test_same_put_on_the_next_day_changes_nothing(desk: Desk) -> None:
    """Whoever repeats a PUT a day later plans nothing new: the plan is there."""
    first = await desk.move("cloud", "IN")
    again = await desk.later(1).move("cloud", "IN")
    assert (1, ()) == (len(first.changes), again.changes)
    assert 1 == len(await desk.notices("alfa"))


async def test_put_that_changes_nothing_answers_with_what_was_put(desk: Desk) -> None:
    """Beside a plan, the document of today is answered with itself, and that of the plan's day with that."""
    await desk.move("cloud", "IN")
    answers = [await desk.move("cloud", country) for country in ("IE", "IN")]
    assert [whole(CLOUD, cloud("IE")), whole(CLOUD, cloud("IN"))] == [answer.document for answer in answers]
    assert [(), ()] == [answer.changes for answer in answers]


async def test_addition_is_engaged_again_after_an_end(desk: Desk) -> None:
    """What ended is engaged again by a PUT, after due notice, and the list is told of an addition."""
    await desk.end(PAIR)
    await desk.put(PAIR, factories.engagement())
    assert [False, True] == ["cloud" in await desk.entries("alfa", day(days)) for days in (29, 30)]
    assert ["removed", "added"] == [notice.kind for notice in await desk.notices("alfa")]


async def test_waived_addition_comes_forward_to_today(desk: Desk) -> None:
    """A planned engagement that is put again, waived, begins today; its old beginning is told as dropped."""
    await desk.subprocessor("other")
    pair = engagement(("alfa", "other"))
    await desk.put(pair, factories.engagement())
    await desk.put(pair, factories.engagement(), manner="waived")
    item = (await desk.newest("alfa")).items[0]
    assert ("added", day(0), [day(30)]) == (item.kind, item.effective_on, [step.effective_on for step in item.dropped])
    assert "other" in await desk.entries("alfa", day(0))


async def test_edit_of_an_addition_planned_for_later_lands_on_its_first_day(desk: Desk) -> None:
    """Another purpose for what begins on day 45 holds from day 45: it is in time, and nothing begins earlier."""
    await desk.subprocessor("other")
    pair = engagement(("alfa", "other"))
    await desk.put(pair, factories.engagement("First"), on=day(45))
    await desk.put(pair, factories.engagement("Second", duration="One year"))
    assert [None, "Second"] == [await field(desk, pair, "purpose", days) for days in (44, 45)]
    assert "One year" == await field(desk, pair, "duration", 45)


async def test_contact_of_what_is_only_planned_is_kept(desk: Desk) -> None:
    """The same contact again, for a sub-processor that is only planned, is no change and makes no second person."""
    document = cloud(contact=factories.person())
    other, pair = subprocessor("other"), engagement(("alfa", "other"))
    await desk.put(other, document, on=day(10))
    await desk.put(pair, factories.engagement(), on=day(30))
    assert () == (await desk.put(other, document)).changes


async def test_override_that_keeps_the_places_is_no_move(desk: Desk) -> None:
    """A list may hold on to the places it has from today on, with no notice: another place still waits."""
    await desk.move("cloud", "IN", on=day(30))
    await desk.put(PAIR, factories.engagement(locations=[factories.location("IE")]), on=day(0))
    assert ["IE", "IE"] == [await desk.country("alfa", "cloud", day(days)) for days in (0, 30)]
    with pytest.raises(NoticePeriod):
        await desk.put(PAIR, factories.engagement(locations=[factories.location("DE")]), on=day(0))


async def test_tag_is_that_of_the_day_on_which_the_write_lands(desk: Desk) -> None:
    """Beside a plan, today's tag fits an edit of today; a decision meets the plan, whose tag is another."""
    await desk.move("cloud", "IN")
    today = etag(whole(CLOUD, cloud()))
    await desk.put(CLOUD, cloud(website="https://cloud.example"), if_match=today)
    tag = etag(await desk.document(CLOUD))
    with pytest.raises(PreconditionFailed):
        await desk.put(CLOUD, cloud("DE", website="https://cloud.example"), if_match=tag)
    planned = etag(await desk.document(CLOUD, day(30)))
    await desk.put(CLOUD, cloud("DE", website="https://cloud.example"), if_match=planned)
    assert "DE" == await desk.country("alfa", "cloud", day(30))


async def test_tag_that_fits_no_document_is_refused(desk: Desk) -> None:
    """If-Match where nothing is there, and If-None-Match where something is, are refused and store nothing."""
    with pytest.raises(PreconditionFailed):
        await desk.put(engagement(("alfa", "none")), factories.engagement(), if_match='"0"')
    with pytest.raises(PreconditionFailed):
        await desk.put(PAIR, factories.engagement("Another"), if_none_match=True)
    assert "Content delivery" == await field(desk, PAIR, "purpose", 60)


async def test_what_was_recorded_before_stays_reachable(desk: Desk) -> None:
    """A plan that took another's place is read now; the first is read as known before the second."""
    await desk.move("cloud", "IN", on=day(30))
    between = await desk.clock()
    await desk.move("cloud", "US", on=day(30))
    known = [await desk.document(CLOUD, day(30), moment) for moment in (between, NOW)]
    assert ["IN", "US"] == [(document or {})["locations"][0]["country"] for document in known]
