"""A list that is exported and imported again is the same list, with every fact that the check rests on."""

import json
from typing import Any

import pytest

from service.database.pool import Connection
from service.documents import to_json
from service.errors import NotFound
from service.imports import read_list
from service.law import load_law
from service.register import checking
from service.register.acts import Terms
from service.register.exporting import export_list
from service.register.importing import Report, import_list
from service.register.reading import Moment
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, day
from tests.rules import perfect

NOW = Moment(on=TODAY, today=TODAY)
LAW = load_law()
ASSESSED: dict[str, Any] = {"tias": [perfect.assessment("2026-01-01", "2027-01-01", recipient="Nimbus Ltd")]}
TOOLS = [
    perfect.clauses("2025-01-15", 3, **ASSESSED),
    {"mechanism": "idta", "signed_on": "2025-01-15"},
    perfect.binding_rules("2020-01-01", "processor"),
    perfect.certificate("2025-01-01"),
    perfect.authorised("ad_hoc_clauses", "2024-01-01"),
    perfect.derogation("contract", "2025-01-01"),
    {
        "mechanism": "adequacy",
        "decision": "US-DPF-2023-1795",
        "dpf": perfect.framework_entry("2026-02-01", "2027-01-01"),
    },
]
NIMBUS = factories.subprocessor(
    "Nimbus",
    contact=factories.person(),
    locations=[factories.location("US"), factories.location("IN", operator={"legal_name": "Helpers", "country": "IN"})],
    dpa=factories.signed_dpa(terms=["a", "h"], flow_down=True),
    safeguards=TOOLS,
    engages=[{"subprocessor": "deep", "purpose": "Backups", "dpa": factories.signed_dpa()}],
    due_diligence={"checked_on": "2026-01-01", "next_check_on": "2027-01-01", "evidence": "a report"},
)
TERMS = factories.engagement(
    hr_data=False,
    special_categories=True,
    frequency="continuous",
    authorisation={"type": "specific", "status": "granted", "decided_on": "2024-01-01"},
)


async def a_rich_list(desk: Desk) -> None:
    """One entry with every tool, a contact and a further hop, and one with overrides."""
    await desk.put(PROCESSOR, factories.processor())
    await desk.put(controller("alfa"), factories.controller("Alfa"))
    await desk.put(subprocessor("deep"), factories.subprocessor("Deep", engages=[]))
    await desk.put(subprocessor("nimbus"), NIMBUS)
    await desk.put(subprocessor("other"), factories.subprocessor("Other", safeguards=[]))
    await desk.put(engagement(("alfa", "nimbus")), TERMS, manner="baseline")
    own = factories.engagement(locations=[factories.location("IN")], dpa=factories.signed_dpa(), safeguards=[])
    await desk.put(engagement(("alfa", "other")), own, manner="baseline")


async def exported(desk: Desk, moment: Moment = NOW) -> bytes:
    """The list as the verb prints it."""
    found = await desk.run(lambda conn: export_list(conn, "alfa", moment))
    return b"".join(to_json(entry) + b"\n" for entry in found)


async def imported(desk: Desk, data: bytes) -> Report:
    """The report of loading it into alfa as what already holds."""
    items = read_list(data, "ndjson").items
    terms = Terms(actor="test", today=TODAY, manner="baseline")
    report: Report = await desk.run(lambda conn: import_list(conn, "alfa", items, (), terms, LAW))
    return report


async def findings(desk: Desk) -> set[tuple[str, str, str | None]]:
    """What the check says of alfa."""
    verdict = await desk.run(lambda conn: checking.check_list(conn, "alfa", NOW, LAW))
    return {(finding.rule, finding.severity, finding.country) for finding in verdict.findings}


async def test_an_export_makes_the_same_list_again(conn: Connection) -> None:
    """Into an empty register it brings every field, contacts, overrides and further hops; a second time nothing."""
    desk = Desk.on(conn)
    source = conn.transaction()
    await source.start()
    await a_rich_list(desk)
    data, before = await exported(desk), await findings(desk)
    await source.rollback()
    await desk.put(PROCESSOR, factories.processor())
    await desk.put(controller("alfa"), factories.controller("Alfa"))
    report = await imported(desk, data)
    assert ("deep", "nimbus", "other") == report.added
    assert data == await exported(desk)
    assert before == await findings(desk)
    again = await imported(desk, data)
    assert ((), ("deep", "nimbus", "other")) == (again.changes, again.unchanged)


async def test_an_export_holds_every_field_and_the_hops_come_first(desk: Desk) -> None:
    """The first line is the further hop, without an engagement; contacts stand in it, for staff alone reads it."""
    await a_rich_list(desk)
    lines = [json.loads(line) for line in (await exported(desk)).splitlines()]
    assert [("deep", False), ("nimbus", True), ("other", True)] == [
        (line["slug"], line["engagement"] is not None) for line in lines
    ]
    assert factories.person() == lines[1]["subprocessor"]["contact"]
    assert ["IE"] == [place["country"] for place in lines[2]["subprocessor"]["locations"]]
    assert ["IN"] == [place["country"] for place in lines[2]["engagement"]["locations"]]


async def test_an_export_is_of_a_day(desk: Desk) -> None:
    """A planned end is in the export of its day, and not in that of today."""
    await a_rich_list(desk)
    await desk.end(engagement(("alfa", "other")), day(40))
    ahead = (await exported(desk, Moment(on=day(40), today=TODAY))).splitlines()
    assert (3, 2) == (len((await exported(desk)).splitlines()), len(ahead))


async def test_what_an_entry_replaced_is_left_out(desk: Desk) -> None:
    """The sub-processor that an entry once replaced need not be where the export goes."""
    await a_rich_list(desk)
    await desk.put(subprocessor("newer"), factories.subprocessor("Newer"))
    await desk.put(engagement(("alfa", "newer")), factories.engagement(replaces="other"), manner="waived")
    lines = [json.loads(line) for line in (await exported(desk)).splitlines()]
    assert ["deep", "newer", "nimbus"] == [line["slug"] for line in lines]
    assert {None} == {(line["engagement"] or {}).get("replaces") for line in lines}


async def test_a_hop_that_other_lists_rest_on_stays_as_it_is(desk: Desk) -> None:
    """A line that says something else of a further hop changes nothing for others, and the report says so."""
    await a_rich_list(desk)
    await desk.put(controller("bravo"), factories.controller("Bravo"))
    await desk.put(engagement(("bravo", "nimbus")), factories.engagement(), manner="baseline")
    entry = {"slug": "deep", "subprocessor": factories.subprocessor("Deep", locations=[factories.location("CN")])}
    report = await imported(desk, json.dumps(entry).encode())
    assert ((), ["deep is engaged by other lists too: the catalogue keeps its locations."]) == (
        report.changes,
        [remark.detail for remark in report.remarks],
    )


async def test_an_unknown_list_is_not_exported(desk: Desk) -> None:
    """There is nothing to export of a list that is none."""
    with pytest.raises(NotFound, match="nobody"):
        await desk.run(lambda conn: export_list(conn, "nobody", NOW))
