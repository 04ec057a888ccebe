"""Imports beside what others have and what is planned: nothing of it is changed or lost unsaid."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from service.histories import read_history
from service.imports import read_list
from service.law import load_law
from service.register.acts import Terms
from service.register.importing import import_history, import_list
from service.register.scope import engagement, subprocessor
from tests import factories
from tests.register.desk import TODAY, Desk, day

HISTORY = b"date,change,name,field,old,new,commit\n2020-01-01,added,Zed,*,,Hosting | United States,abc\n"
ROW = b"sub_processor,location_iso\nZed,US\n"


async def load(desk: Desk, data: bytes, manner: Any, on: date | None = None) -> Any:  # noqa: ANN401 — a report
    """Import a list into alfa."""
    terms = Terms(actor="test", today=TODAY, manner=manner)
    parsed = read_list(data, "csv")
    return await desk.run(
        lambda conn: import_list(conn, "alfa", parsed.items, parsed.remarks, terms, load_law(), effective_on=on)
    )


async def two_lists(desk: Desk, begins: int, engaged: int) -> None:
    """Zed is in the catalogue from a day on and engaged by bravo from a day on; alfa is empty."""
    await desk.controller("alfa")
    await desk.controller("bravo")
    await desk.put(subprocessor("zed"), factories.subprocessor("Zed"), on=day(begins))
    await desk.put(engagement(("bravo", "zed")), factories.engagement(), on=day(engaged), manner="waived")


@pytest.mark.parametrize("way", ["history", "baseline of the past"])
async def test_import_of_the_past_leaves_other_lists_alone(desk: Desk, way: str) -> None:
    """What a file says of a time before the catalogue knew a sub-processor is an override of its own list."""
    await two_lists(desk, 0, 0)
    told = len(await desk.notices("bravo"))
    if way == "history":
        await desk.run(lambda conn: import_history(conn, "alfa", read_history(HISTORY), "test", load_law()))
    else:
        report = await load(desk, ROW, "baseline", day(-100))
        assert any("override" in remark.detail for remark in report.remarks)
    assert told == len(await desk.notices("bravo"))
    assert ["IE", "US", "US"] == [
        await desk.country("bravo", "zed"),
        await desk.country("alfa", "zed"),
        await desk.country("alfa", "zed", day(-50)),
    ]


async def test_announced_import_leaves_what_is_planned_for_others(desk: Desk) -> None:
    """A file that is announced before a shared sub-processor begins changes nothing of another list's plan."""
    await two_lists(desk, 10, 40)
    told = len(await desk.notices("bravo"))
    await load(desk, ROW, "notice")
    assert told == len(await desk.notices("bravo"))
    assert ["IE", "US"] == [await desk.country(name, "zed", day(45)) for name in ("bravo", "alfa")]


@pytest.mark.parametrize("manner", ["notice", "baseline"])
async def test_empty_cell_leaves_what_a_planned_engagement_has(desk: Desk, manner: str) -> None:
    """A file that says nothing of the purpose leaves the purpose of an engagement that is planned."""
    await desk.controller("alfa")
    await desk.subprocessor("zed")
    await desk.put(engagement(("alfa", "zed")), factories.engagement("Mail"), on=day(30))
    await load(desk, b"sub_processor,location_iso\nZed,IE\n", manner)
    document = await desk.document(engagement(("alfa", "zed")), day(30))
    assert document is not None
    assert ("Mail", ["Users"]) == (document["purpose"], document["data_subjects"])


async def test_no_history_row_is_lost(conn: "asyncpg.Connection[asyncpg.Record]", desk: Desk) -> None:
    """The sub-processor is in the catalogue since the day of the history, as the others have it since later."""
    await two_lists(desk, 0, 0)
    await desk.run(lambda conn: import_history(conn, "alfa", read_history(HISTORY), "test", load_law()))
    document = await desk.document(subprocessor("zed"), date(2020, 1, 1))
    assert document is not None
    assert "IE" == document["locations"][0]["country"]
    assert 0 == await conn.fetchval("SELECT count(*) FROM change WHERE kind = 'withdrawn'")


KNOWN = factories.subprocessor(
    "Zed", legal_name="Zed Holding, Inc.", registration_number="HRB 1", website="https://www.zed.example/a"
)


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ("Nova,Zed Holding Inc,", ["legal name"]),
        ("Nova,,http://zed.example", ["website"]),
        ("Nova,ZED HOLDING INC.,https://zed.example/other", ["legal name", "website"]),
        ("Nova,Zed Holdings Inc,https://mail.zed.example", None),
        ("Nova,,", None),
        ("Zed,Zed Holding Inc,https://zed.example", None),
    ],
)
async def test_a_new_name_of_a_known_organisation_is_offered(desk: Desk, row: str, because: list[str] | None) -> None:
    """The report says whom a new one may be and why; the file is taken as it is, and nobody is renamed."""
    await desk.controller("alfa")
    await desk.put(subprocessor("zed"), KNOWN)
    report = await load(desk, f"sub_processor,legal_entity,url\n{row}\n".encode(), "baseline")
    offered = [(one.subprocessor, one.known_as, list(one.because)) for one in report.renames]
    assert offered == ([] if because is None else [("nova", "zed", because)])
    assert all("PUT /v1/subprocessors/zed" in one.detail for one in report.renames)
    assert {row.partition(",")[0].lower()} == set(await desk.entries("alfa"))


async def test_an_address_without_a_host_is_nobodys_mark(desk: Desk) -> None:
    """Neither in the file nor in the catalogue does it keep a list from being imported, or offer anybody."""
    await desk.controller("alfa")
    await desk.put(subprocessor("zed"), factories.subprocessor("Zed", website="https://[zed"))
    report = await load(
        desk, b"sub_processor,url\nNova,https://[zed\nNovum,http://no\xe2\x84\x80.example\n", "baseline"
    )
    assert ((), {"nova", "novum"}) == (report.renames, set(await desk.entries("alfa")))
