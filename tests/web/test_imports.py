"""Importing a list over HTTP."""

import io
from typing import Any

import httpx
import openpyxl
import pytest

from tests import factories
from tests.web.running import Running, in_days

ROWS = [
    {"sub_processor": "Fastly", "purpose": "Content delivery", "location_iso": "US", "location_raw": "USA"},
    {"sub_processor": "Zendesk", "purpose": "Support", "location_iso": "", "location_raw": "Global"},
]
CSV = "sub_processor,purpose,location_iso,location_raw\nFastly,Content delivery,US,USA\nZendesk,Support,,Global\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRONG = "sub_processor,location_iso\n" + "".join(f"Name {line},IE\n" for line in range(2, 7)) + "Name 7,XX\n"


def sheet() -> bytes:
    """The rows as a workbook."""
    book = openpyxl.Workbook()
    assert book.active
    for row in (list(ROWS[0]), *(list(row.values()) for row in ROWS)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


FORMS = {
    "text/csv": CSV.encode(),
    "text/csv; charset=utf-8": b"\xef\xbb\xbf" + CSV.replace(",", ";").encode(),
    "application/x-ndjson": "\n".join(map(str, ROWS)).replace("'", '"').encode(),
    XLSX: sheet(),
}


async def load(
    service: Running, content: str | bytes = CSV, form: str = "text/csv", **parameters: str
) -> httpx.Response:
    """Send a file for the public list."""
    query = {"controller": "acme"} | parameters
    return await service.staff.post("/v1/imports", content=content, params=query, headers={"Content-Type": form})


async def entries(service: Running, **parameters: str) -> dict[str, Any]:
    """The entries of the list, in effect and announced, by slug."""
    body = await service.get("controllers/acme/subprocessors", **parameters)
    return {entry["subprocessor"]: entry for entry in (*body["items"], *body["planned"])}


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_is_read_alike(service: Running, form: str) -> None:
    """CSV with commas or semicolons, NDJSON and XLSX load the same entries."""
    answer = await load(service, FORMS[form], form)
    report = answer.json()
    assert (200, ["fastly", "zendesk"], False) == (answer.status_code, report["added"], report["dry_run"])
    found = await entries(service)
    assert "US" == found["fastly"]["locations"][0]["country"]
    assert [(None, "Global")] == [(place["country"], place["stated"]) for place in found["zendesk"]["locations"]]


async def test_import_is_one_notice_and_idempotent(service: Running) -> None:
    """A first load is one published notice for the whole file; the same file again makes no change at all."""
    first = (await load(service)).json()
    notices = await service.pool.fetch("SELECT kind FROM notice WHERE controller = 'acme'")
    assert ["published"] == [row["kind"] for row in notices]
    assert len(first["changes"]) >= 2
    before = await service.everything()
    second = (await load(service)).json()
    assert ([], [], ["fastly", "zendesk"], []) == (
        second["added"],
        second["changed"],
        second["unchanged"],
        second["changes"],
    )
    assert before == await service.everything()


@pytest.mark.parametrize("flag", ["true", "1"])
async def test_dry_run_writes_nothing(service: Running, flag: str) -> None:
    """dry_run reports what would be done and leaves every table as it was."""
    before = await service.everything()
    report = (await load(service, dry_run=flag)).json()
    assert (True, ["fastly", "zendesk"]) == (report["dry_run"], report["added"])
    assert before == await service.everything()
    wet = (await load(service, dry_run="false")).json()
    assert (report["added"], report["remarks"]) == (wet["added"], wet["remarks"])


async def test_bad_line_refuses_the_whole(shared: Running) -> None:
    """A file with a bad line 7 is refused whole; line, column, reason and remedy are named."""
    before = await shared.everything()
    answer = await load(shared, WRONG)
    (place,) = answer.json()["errors"]
    assert (422, "/lines/7/location_iso") == (answer.status_code, place["pointer"])
    assert "XX" in place["detail"]
    assert before == await shared.everything()


async def test_announced_import_waits(service: Running) -> None:
    """notice=announce makes the file news: its entries wait for the notice period."""
    await load(service, notice="announce")
    found = await entries(service)
    assert {("planned", str(in_days(30)))} == {
        (entry["status"], entry["effective_from"]) for slug, entry in found.items() if slug != "cloudflare"
    }


async def test_announced_change_waits(service: Running) -> None:
    """News of an entry that is on the list waits as well, and the same file again is no news."""
    await load(service)
    moved = CSV.replace("US,USA", "IN,India")
    assert ["fastly"] == (await load(service, moved, notice="announce")).json()["changed"]
    for days, country in ((29, "US"), (30, "IN")):
        assert country == (await entries(service, on=str(in_days(days))))["fastly"]["locations"][0]["country"]
    before = await service.everything()
    assert [] == (await load(service, moved, notice="announce")).json()["changes"]
    assert before == await service.everything()


async def test_import_may_say_a_day(service: Running) -> None:
    """What already holds may hold since a day in the past."""
    await load(service, effective_on="2024-05-01")
    assert {"fastly", "zendesk"} == (await entries(service, on="2024-05-01")).keys() - {"cloudflare"}


async def test_import_never_touches_what_another_list_has(service: Running) -> None:
    """A sub-processor that another list engages keeps its terms: what differs becomes an override, and is told."""
    report = (await load(service, "sub_processor,location_iso\nCloudflare,US\n")).json()
    assert ("cloudflare", ["locations"]) == (
        report["changed"][0],
        [remark["column"] for remark in report["remarks"] if remark["kind"] == "kept"],
    )
    entry = (await entries(service))["cloudflare"]
    assert (["locations"], "US") == (entry["overrides"], entry["locations"][0]["country"])
    assert "IE" == (await service.get("subprocessors/cloudflare"))["locations"][0]["country"]
    other = (await service.get("controllers/closed/subprocessors"))["items"][0]
    assert "IE" == other["locations"][0]["country"]


async def test_what_the_file_leaves_out_stays(service: Running) -> None:
    """An entry that is not in the file stays on the list, and the report names it."""
    report = (await load(service)).json()
    assert ["cloudflare"] == report["not_in_file"]
    assert "cloudflare" in await entries(service)


async def test_waived_import_needs_a_reason(service: Running) -> None:
    """The exceptions of an import are those of a document."""
    assert 422 == (await load(service, notice="waived")).status_code
    assert 200 == (await load(service, notice="waived", reason="an outage")).status_code
    assert 400 == (await load(service, notice="history")).status_code
    assert 400 == (await load(service, dry_run="yes")).status_code


@pytest.mark.parametrize("content", ["", "\n", "sub_processor\n", "name\nFastly\n", "\x00", b"\xff\xfe", b"PK\x03\x04"])
async def test_file_that_is_none_is_refused_or_empty(shared: Running, content: str | bytes) -> None:
    """No file, however broken, is an error of ours, and a broken one stores nothing."""
    before = await shared.everything()
    for form in FORMS:
        answer = await load(shared, content, form)
        assert answer.status_code in (200, 400, 422), answer.text
        assert before == await shared.everything()


async def test_formulas_are_text(service: Running) -> None:
    """A cell that a spreadsheet would compute stays the text that it is, on the page too."""
    name = '=HYPERLINK("https://evil.example")'
    await load(service, f'sub_processor,purpose\n"{name.replace(chr(34), chr(34) * 2)}",<script>alert(1)</script>\n')
    page = (await service.reader.get("/lists/acme", headers={"Accept": "text/html"})).text
    assert "<script>" not in page
    assert "=HYPERLINK(&#34;https://evil.example&#34;)" in page


async def test_largest_import_is_quick_enough(service: Running) -> None:
    """A list of a thousand sub-processors is loaded in one request."""
    lines = "".join(f"Name {number},Purpose {number},IE\n" for number in range(1000))
    answer = await load(service, f"sub_processor,purpose,location_iso\n{lines}")
    assert (200, 1000) == (answer.status_code, len(answer.json()["added"]))
    assert 500 == len((await service.get("controllers/acme/subprocessors", limit=500))["items"])


async def test_engagement_by_hand_survives_an_import(service: Running) -> None:
    """What staff recorded by hand and the file does not say stays as it is."""
    await load(service)
    path = "controllers/acme/subprocessors/fastly"
    document = factories.engagement(hr_data=True, frequency="continuous")
    await service.put(path, document, notice="waived", reason="a test")
    await load(service)
    kept = await service.get(path)
    assert (True, "continuous", ["Users"]) == (kept["hr_data"], kept["frequency"], kept["data_subjects"])
