"""The check over all lists: the same answers as one by one, each terms asked for once."""

from datetime import date, timedelta

import pytest

from service.changes import Subject
from service.database.pool import Connection
from service.law import load_law
from service.register import checking
from service.register.checking import ListVerdict
from service.register.judging import Judge
from service.register.reading import Moment
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.register.sweeping import sweep
from tests import factories
from tests.register.desk import TODAY, Desk, day

LAW = load_law()
LISTS = ("alfa", "bravo", "charlie", "delta")
DAYS = (day(-400), day(-1), TODAY, day(1), day(40), day(400))


async def long_since(desk: Desk, subject: Subject, document: factories.Document) -> None:
    """Put a document that has held for years."""
    await desk.put(subject, document, day(-500), "baseline")


async def in_india(desk: Desk, slug: str) -> None:
    """A sub-processor that has been in India for years, without a tool."""
    document = factories.subprocessor(slug.title(), locations=[factories.location("IN")], safeguards=[])
    await long_since(desk, subprocessor(slug), document)


async def many_sorts(desk: Desk) -> None:
    """Four lists that differ in everything a rule may look at: exporter, instructions, notice, record, dates, terms."""
    await long_since(desk, PROCESSOR, factories.processor())
    notice = {"dated": "2024-01-01", "countries": ["US"]}
    owners = {
        "alfa": factories.controller("Alfa"),
        "bravo": factories.controller("Bravo", allowed_countries=["EEA"], country="IN", safeguards=[]),
        "charlie": factories.controller("Charlie", exporter={"country": "GB", "regimes": ["uk", "eu"]}),
        "delta": factories.controller("Delta", privacy_notice=notice, record={"countries": []}),
    }
    for name, owner in owners.items():
        await long_since(desk, controller(name), owner)
    await in_india(desk, "deep")
    nimbus = factories.subprocessor("Nimbus", engages=[{"subprocessor": "deep"}])
    await long_since(desk, subprocessor("nimbus"), nimbus)
    cirrus = factories.subprocessor("Cirrus", locations=[factories.location("US")], safeguards=[factories.clauses()])
    await long_since(desk, subprocessor("cirrus"), cirrus)
    for name in LISTS:
        await desk.put(engagement((name, "nimbus")), factories.engagement(), day(-300), "baseline")
        await desk.put(engagement((name, "cirrus")), factories.engagement(), day(-30), "waived")
    own = factories.engagement(locations=[factories.location("CN")], dpa=factories.signed_dpa())
    await desk.put(engagement(("alfa", "nimbus")), own, day(-10), "waived")
    await desk.put(engagement(("bravo", "nimbus")), factories.engagement(special_categories=True), day(-20), "waived")
    await desk.move("cirrus", "IN", day(-5), "waived")
    await desk.put(controller("alfa"), factories.controller("Alfa", allowed_countries=["US"]), day(-3), "correction")
    await desk.put(PROCESSOR, factories.processor(legal_name="Other AS"), day(-2), "correction")
    await desk.end(engagement(("delta", "cirrus")), TODAY)
    await desk.end(engagement(("charlie", "nimbus")), day(30))


async def one_by_one(desk: Desk, names: tuple[str, ...], moment: Moment) -> dict[str, ListVerdict]:
    """The check of each list by itself."""

    async def work(conn: Connection) -> dict[str, ListVerdict]:
        return {name: await checking.check_list(conn, name, moment, LAW) for name in names}

    found: dict[str, ListVerdict] = await desk.run(work)
    return found


async def all_together(desk: Desk, moment: Moment) -> dict[str, ListVerdict]:
    """The check over all lists."""

    async def work(conn: Connection) -> dict[str, ListVerdict]:
        return {swept.slug: checking.of_swept(swept) async for swept in sweep(conn, moment, LAW)}

    found: dict[str, ListVerdict] = await desk.run(work)
    return found


@pytest.mark.parametrize("on", DAYS, ids=str)
async def test_all_lists_together_are_checked_as_one_by_one(desk: Desk, on: date) -> None:
    """On any day the check over all lists gives each list the transfers and findings that it has by itself."""
    await many_sorts(desk)
    moment = Moment(on=on, today=TODAY)
    together = await all_together(desk, moment)
    assert await one_by_one(desk, tuple(together), moment) == together


async def test_what_was_known_is_checked_the_same_way(desk: Desk) -> None:
    """As known at an earlier moment, too, all lists together are checked as one by one."""
    await desk.controller("alfa")
    await desk.subprocessor("nimbus", "IE")
    await desk.engage("alfa", "nimbus")
    moment = Moment(on=TODAY, today=TODAY, known_at=await desk.clock())
    before = await one_by_one(desk, ("alfa",), moment)
    await desk.move("nimbus", "IN", TODAY, "waived")
    assert before == await all_together(desk, moment) == await one_by_one(desk, ("alfa",), moment)


async def test_the_answer_of_a_list_is_that_of_its_worst_entry(desk: Desk) -> None:
    """The result of a list is the worst of its entries and of the way back to its controller."""
    await many_sorts(desk)

    async def work(conn: Connection) -> dict[str, str]:
        moment = Moment(on=TODAY, today=TODAY)
        return {swept.slug: swept.result async for swept in sweep(conn, moment, LAW)}

    results = await desk.run(work)
    assert ["unsafeguarded"] * 4 == [results[name] for name in LISTS]


async def evaluations(desk: Desk) -> int:
    """How often the rules are asked in one check over all lists."""
    judge = Judge(LAW)

    async def work(conn: Connection) -> None:
        async for _ in sweep(conn, Moment(on=TODAY, today=TODAY), LAW, judge):
            pass

    await desk.run(work)
    return judge.evaluations


async def test_more_lists_with_the_same_terms_ask_the_rules_no_more(desk: Desk) -> None:
    """Lists that engage the same on the same terms cost no further evaluation, whatever their names and first days."""
    await in_india(desk, "nimbus")
    for number in range(10):
        owner = factories.controller(f"List {number}", legal_name=f"Customer {number}")
        await long_since(desk, controller(f"list-{number}"), owner)
        start = TODAY - timedelta(days=number)
        await desk.put(engagement((f"list-{number}", "nimbus")), factories.engagement(), start, "baseline")
    assert 1 == await evaluations(desk)


async def test_other_terms_are_asked_about_anew(desk: Desk) -> None:
    """An engagement, a controller or an exporter that differs in what rules look at is evaluated by itself."""
    await desk.subprocessor("nimbus", "IN", safeguards=[])
    for name in LISTS:
        await desk.controller(name)
    await desk.put(controller("bravo"), factories.controller("Bravo", allowed_countries=["EEA"]), manner="correction")
    await desk.put(
        controller("charlie"), factories.controller("Charlie", exporter={"regimes": ["ch"]}), manner="correction"
    )
    for name in LISTS:
        await desk.engage(name, "nimbus", special_categories=name == "delta" or None)
    assert 4 == await evaluations(desk)


async def test_findings_name_their_list_and_are_told_apart(desk: Desk) -> None:
    """Two lists with the same problem have two findings, each with its list and a fingerprint of its own."""
    await many_sorts(desk)
    found = await all_together(desk, Moment(on=TODAY, today=TODAY))
    prints = [finding.fingerprint for verdict in found.values() for finding in verdict.findings]
    assert len(prints) == len(set(prints))
    assert [True] * 4 == [{f.controller for f in found[name].findings} == {name} for name in LISTS]


async def test_an_entry_that_is_over_is_asked_for_its_data_alone(desk: Desk) -> None:
    """After its end an entry has no transfers any more, and one finding while no evidence of deletion is recorded."""
    await long_since(desk, controller("alfa"), factories.controller("Alfa"))
    await in_india(desk, "nimbus")
    await desk.put(engagement(("alfa", "nimbus")), factories.engagement(), day(-30), "baseline")
    await desk.end(engagement(("alfa", "nimbus")), day(-1))
    verdict = (await all_together(desk, Moment(on=TODAY, today=TODAY)))["alfa"]
    assert ((), [("R53", day(-1))]) == (verdict.transfers, [(f.rule, f.since) for f in verdict.findings])


async def test_a_waived_period_is_flagged(desk: Desk) -> None:
    """A decision that did not wait for the notice period is R46, and one that waited is not."""
    await desk.controller("alfa")
    await desk.subprocessor("nimbus", "IE")
    await desk.put(engagement(("alfa", "nimbus")), factories.engagement(), TODAY, "waived")
    await desk.subprocessor("cirrus", "IE")
    await desk.put(engagement(("alfa", "cirrus")), factories.engagement())
    later = Moment(on=day(40), today=TODAY)
    found = (await all_together(desk, later))["alfa"].findings
    assert [("nimbus", "high", TODAY)] == [(f.subprocessor, f.severity, f.since) for f in found if f.rule == "R46"]
