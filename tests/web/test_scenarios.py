"""What if and what next, through the API: scenarios, forecasts, and the findings of all lists as a stream."""

import json
from typing import Any

import pytest
import pytest_asyncio

from service.web import findings
from tests import factories
from tests.web.running import Running, in_days

LINES = {"Accept": "application/x-ndjson"}
FRAMEWORK = {
    "mechanism": "adequacy",
    "decision": "US-DPF-2023-1795",
    "dpf": {"status": "active", "legal_name": "Nimbus Ltd", "covers_hr": False, "covers_non_hr": True},
}


async def us_list(service: Running, *, clauses: bool) -> None:
    """A list whose one sub-processor rests on the framework, with or without clauses beside it."""
    fallback = factories.clauses(
        clause_9={"option": "general", "days": 30},
        governing_law="IE",
        courts="IE",
        text_changed=False,
        parties_match=True,
        tias=[{"completed_on": "2026-01-01", "review_on": "2199-01-01", "outcome": "equivalent"}],
    )
    document = factories.subprocessor(
        "Nimbus", locations=[factories.location("US")], safeguards=[FRAMEWORK, *([fallback] if clauses else [])]
    )
    await service.put("subprocessors/nimbus", document)
    await service.put("controllers/us", factories.controller("US list"))
    engagement = factories.engagement(hr_data=False)
    await service.put("controllers/us/subprocessors/nimbus", engagement, notice="baseline")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def listed_for_all(service_of_module: Running) -> None:
    """That list, resting on the framework alone, where those who only read share it."""
    await us_list(service_of_module, clauses=False)


@pytest.mark.parametrize(("clauses", "breaks", "holds"), [(False, 1, 0), (True, 0, 1)])
async def test_a_scenario_says_what_breaks_and_what_holds(
    service: Running, *, clauses: bool, breaks: int, holds: int
) -> None:
    """If the framework fell, the hop breaks where nothing else is signed, and rests on the clauses where they are."""
    await us_list(service, clauses=clauses)
    answer = await service.staff.get("/v1/controllers/us/findings", params={"revoke": "US-DPF-2023-1795"})
    scenario = answer.json()["scenario"]
    assert (["US-DPF-2023-1795"], breaks, holds) == (
        scenario["revoke"],
        len(scenario["breaks"]),
        len(scenario["holds"]),
    )
    (hop,) = scenario["breaks"] or scenario["holds"]
    assert ("us", "nimbus", "US", "adequate") == (hop["controller"], hop["subprocessor"], hop["country"], hop["before"])
    everywhere = (await service.staff.get("/v1/findings", params={"revoke": "US-DPF-2023-1795"})).json()["scenario"]
    lines = await service.staff.get("/v1/findings", params={"revoke": "US-DPF-2023-1795"}, headers=LINES)
    assert [scenario] * 2 == [everywhere, json.loads(lines.text.splitlines()[-1])["scenario"]]


async def test_the_hops_that_an_answer_has_no_room_for_are_counted(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all lists an answer holds only so many hops of each kind, and says how many it leaves out."""
    monkeypatch.setattr(findings, "MOST", 1)
    await us_list(service, clauses=False)
    for number in range(3):
        await service.put(f"controllers/us-{number}", factories.controller(f"List {number}"))
        engagement = factories.engagement(hr_data=False)
        await service.put(f"controllers/us-{number}/subprocessors/nimbus", engagement, notice="baseline")
    scenario = (await service.staff.get("/v1/findings", params={"revoke": "US-DPF-2023-1795"})).json()["scenario"]
    assert (1, 0, 3) == (len(scenario["breaks"]), len(scenario["holds"]), scenario["left_out"])


async def test_a_scenario_over_no_lists_breaks_nothing(service: Running) -> None:
    """Where there is no list the scenario is answered all the same."""
    empty = (await service.staff.get("/v1/findings", params={"revoke": "US-DPF-2023-1795"})).json()["scenario"]
    assert {"revoke": ["US-DPF-2023-1795"], "breaks": [], "holds": [], "left_out": 0} == empty


async def test_an_assessment_in_a_scenario_says_the_same(shared: Running) -> None:
    """A sub-processor that is not engaged yet is asked the same way."""
    document = factories.subprocessor("Nimbus", locations=[factories.location("CH")], safeguards=[])
    body = {"subprocessor": document, "scenario": {"revoke": ["2000/518/ec"]}}
    answer = (await shared.staff.post("/v1/assessments", json=body)).json()
    assert ("unsafeguarded", "adequate") == (answer["result"], answer["scenario"]["breaks"][0]["before"])
    assert ["CH-2000-518"] == answer["scenario"]["revoke"]


async def test_a_scenario_of_nothing_known_is_refused(shared: Running) -> None:
    """An id that is no decision, list entry or clause set is refused with its place."""
    answer = await shared.staff.get("/v1/findings", params={"revoke": "US-DPF"})
    assert (422, "?revoke") == (answer.status_code, answer.json()["errors"][0]["pointer"])
    body = {"subprocessor": factories.subprocessor(), "scenario": {"revoke": ["UK-US", "US-DPF"]}}
    answer = await shared.staff.post("/v1/assessments", json=body)
    assert (422, "/scenario/revoke/1") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize("path", ["findings", "controllers/us/findings"])
@pytest.mark.parametrize("nothing", ["", " ", ",", " , "])
async def test_a_scenario_that_names_nothing_is_refused(shared: Running, path: str, nothing: str) -> None:
    """An empty `revoke`, such as an unset variable leaves, is no scenario in which nothing breaks."""
    answer = await shared.staff.get(f"/v1/{path}", params={"revoke": nothing})
    assert (400, "?revoke") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize("path", ["findings", "controllers/us/findings"])
async def test_what_falls_twice_falls_once(shared: Running, path: str) -> None:
    """What is named twice, with blanks around it or by another name, stands once in the scenario."""
    named = " US-DPF-2023-1795 , 2021/914,US-DPF-2023-1795,dpf"
    scenario = (await shared.staff.get(f"/v1/{path}", params={"revoke": named})).json()["scenario"]
    assert (["US-DPF-2023-1795", "(EU) 2021/914"], 1) == (scenario["revoke"], len(scenario["breaks"]))


@pytest.mark.parametrize("path", ["findings", "controllers/us/findings"])
@pytest.mark.parametrize(
    "revoke", ["dpf", "us-dpf-2023-1795", ["idta", "DPF"], ["DPF,idta", "idta"], ["Data Privacy Framework", "IDTA"]]
)
async def test_what_falls_is_called_as_people_do(shared: Running, path: str, revoke: str | list[str]) -> None:
    """What falls may be named in whatever case, by a name of a claim, repeated and by commas; ids are answered."""
    scenario = (await shared.staff.get(f"/v1/{path}", params={"revoke": revoke})).json()["scenario"]
    wanted = {"US-DPF-2023-1795", "idta"} if isinstance(revoke, list) else {"US-DPF-2023-1795"}
    assert (wanted, 1) == (set(scenario["revoke"]), len(scenario["breaks"]))


async def test_findings_of_all_lists_come_as_lines(shared: Running) -> None:
    """With NDJSON each line is a finding, and the last counts them; the pages hold the same in the same order."""
    stream = await shared.staff.get("/v1/findings", headers=LINES)
    *lines, last = [json.loads(line) for line in stream.text.splitlines()]
    whole = (await shared.staff.get("/v1/findings", params={"limit": 500})).json()
    assert (whole["items"], whole["summary"]) == (lines, last["summary"])
    assert "application/x-ndjson" == stream.headers["content-type"].partition(";")[0]


async def test_findings_page_across_lists(shared: Running) -> None:
    """Pages of one finding each give all findings once, in order."""
    whole = (await shared.staff.get("/v1/findings", params={"limit": 500})).json()["items"]
    found: list[dict[str, Any]] = []
    cursor = None
    while cursor is not None or not found:
        parameters = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await shared.staff.get("/v1/findings", params=parameters)).json()
        found += page["items"]
        cursor = page["next"]
    assert whole == found


async def test_a_forecast_names_day_and_cause(service: Running) -> None:
    """A move that is planned stands in the forecast on its day, with the result that it will have."""
    await us_list(service, clauses=False)
    moved = factories.subprocessor("Nimbus", locations=[factories.location("IN")], safeguards=[])
    written = await service.put("subprocessors/nimbus", moved, effective_on=str(in_days(60)))
    answer = (await service.staff.get("/v1/controllers/us/forecast")).json()
    planned = [item for item in answer["items"] if item["on"] == str(in_days(60)) and item["country"] == "IN"]
    assert ("result", "unsafeguarded") in {(item["kind"], item["after"]) for item in planned}
    changes = {f"planned change {change}" for change in written.headers["Subreg-Change"].split(", ")}
    assert [changes] * len(planned) == [{why.partition(":")[0] for why in item["why"]} for item in planned]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("acme/forecast?until=2001-01-01", 422),
        ("acme/forecast?until=tomorrow", 400),
        ("acme/forecast?from=2027-01-01", 400),
        ("nobody/forecast", 404),
    ],
)
async def test_a_forecast_that_makes_no_sense_is_refused(shared: Running, path: str, status: int) -> None:
    """A window that ends before it begins, a day that is none, an unknown parameter and an unknown list are refused."""
    assert status == (await shared.staff.get(f"/v1/controllers/{path}")).status_code
