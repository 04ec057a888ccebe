"""The check over HTTP: transfers and findings of lists, and of a sub-processor that nobody engages yet."""

from typing import Any

import pytest
import pytest_asyncio

from tests import factories
from tests.web.running import Running, in_days

DPF = "US-DPF-2023-1795"
TRANSFER = {
    *("controller", "subprocessor", "country", "activities", "chain", "regime", "exporter", "importer"),
    *("result", "basis", "fallbacks", "manual_review"),
}
FINDING = {
    *("rule", "title", "severity", "regime", "controller", "subprocessor", "country", "message", "legal_basis"),
    *("remedy", "since", "unknown", "confidence", "accepted", "fingerprint"),
}
SEVERITIES = ["info", "low", "medium", "high", "critical"]


def certified() -> factories.Document:
    """A sub-processor in the United States that is on the Data Privacy Framework List."""
    dpf = {"status": "active", "covers_non_hr": True, "covers_hr": True, "checked_on": str(in_days(-1))}
    dpf |= {"legal_name": "Fastly Ltd", "next_certification_on": str(in_days(200)), "participant_id": "1"}
    adequacy = {"mechanism": "adequacy", "decision": DPF, "dpf": dpf}
    places = [factories.location("US")]
    return factories.subprocessor("Fastly", locations=places, safeguards=[adequacy], dpa=factories.signed_dpa())


async def engage_three(service: Running) -> None:
    """Have the public list engage Cloudflare in Ireland, Fastly in the United States and Moved in India."""
    await service.put("subprocessors/fastly", certified())
    moved = factories.subprocessor("Moved", locations=[factories.location("IN")], safeguards=[])
    await service.put("subprocessors/moved", moved)
    await service.engage("acme", "fastly", hr_data=False)
    await service.engage("acme", "moved")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def engaged_for_all(service_of_module: Running) -> None:
    """The three on the public list that those who only read share."""
    await engage_three(service_of_module)


@pytest.fixture
async def checked(service: Running) -> Running:
    """A service of one's own whose public list engages the three."""
    await engage_three(service)
    return service


async def test_transfers_of_a_list(shared: Running) -> None:
    """Every hop of a list is listed with its result and its legal basis, those inside the EEA too."""
    body = await shared.get("controllers/acme/transfers")
    assert {"controller", "on", "items", "next"} == body.keys()
    assert all(item.keys() == TRANSFER for item in body["items"])
    found = {item["subprocessor"]: (item["country"], item["result"]) for item in body["items"]}
    assert {
        "cloudflare": ("IE", "inside_eea"),
        "fastly": ("US", "adequate"),
        "moved": ("IN", "unsafeguarded"),
    } == found


async def test_findings_of_a_list(shared: Running) -> None:
    """Findings come worst first with all that a reader needs to act, and are counted by severity."""
    body = await shared.get("controllers/acme/findings")
    assert all(item.keys() == FINDING for item in body["items"])
    ranks = [SEVERITIES.index(item["severity"]) for item in body["items"]]
    assert sorted(ranks, reverse=True) == ranks
    assert {name: ranks.count(rank) for rank, name in enumerate(SEVERITIES)} == body["summary"]
    worst = body["items"][0]
    assert ("R23", "critical", "moved", "IN") == (
        worst["rule"],
        worst["severity"],
        worst["subprocessor"],
        worst["country"],
    )
    assert worst["remedy"]
    assert any("44" in basis for basis in worst["legal_basis"])


async def test_findings_can_be_narrowed(shared: Running) -> None:
    """Severity, rule and country narrow the findings and their counts; what nobody knows is refused."""
    everything = await shared.get("findings", limit=500)
    for parameters in ({"min_severity": "high"}, {"rule": "R23"}, {"country": "IN"}, {"country": "IN", "rule": "R23"}):
        body = await shared.get("findings", limit=500, **parameters)
        least = SEVERITIES.index(parameters.get("min_severity", "info"))
        expected = [
            item
            for item in everything["items"]
            if SEVERITIES.index(item["severity"]) >= least
            and parameters.get("rule", item["rule"]) == item["rule"]
            and parameters.get("country", item["country"]) == item["country"]
        ]
        assert expected == body["items"]
        assert len(expected) == sum(body["summary"].values()) > 0
    wrong = ({"min_severity": "HIGH"}, {"rule": "R99"}, {"rule": "R4"}, {"country": "XX"}, {"min_severity": ""})
    for parameters in wrong:
        assert (await shared.staff.get("/v1/findings", params=parameters)).status_code in (400, 422)


async def test_all_lists_are_checked(shared: Running) -> None:
    """The findings over all lists are those of each list."""
    everything = (await shared.get("findings", limit=500))["items"]
    single = [
        item
        for name in ("acme", "closed")
        for item in (await shared.get(f"controllers/{name}/findings", limit=500))["items"]
    ]
    key = lambda item: item["fingerprint"]  # noqa: E731 — a key, used twice
    assert sorted(single, key=key) == sorted(everything, key=key)
    assert len(everything) == len({item["fingerprint"] for item in everything})


async def test_what_if_a_decision_falls(shared: Running) -> None:
    """?revoke answers as if the decision had fallen, and changes nothing."""
    before = await shared.get("controllers/acme/findings")
    fallen = await shared.get("controllers/acme/findings", revoke=DPF)
    assert "fastly" in {item["subprocessor"] for item in fallen["items"] if item["severity"] == "critical"}
    assert before == await shared.get("controllers/acme/findings")
    for path in ("findings", "controllers/acme/findings"):
        answer = await shared.staff.get(f"/v1/{path}", params={"revoke": "no-such-decision"})
        assert answer.status_code in (400, 422), "a decision that is misspelt must not read as passed"


async def test_findings_of_a_later_day(checked: Running) -> None:
    """A plan shows today what will be wrong on its day, and nothing before."""
    moving = factories.subprocessor(locations=[factories.location("IN")], safeguards=[])
    await checked.put("subprocessors/cloudflare", moving)
    found = {}
    for days in (29, 30):
        items = (await checked.get("controllers/acme/findings", on=str(in_days(days)), min_severity="critical"))[
            "items"
        ]
        found[days] = sorted(item["subprocessor"] for item in items)
    assert {29: ["moved"], 30: ["cloudflare", "moved"]} == found


async def assess(service: Running, **request: Any) -> Any:  # noqa: ANN401 — JSON
    """What the stateless check answers."""
    answer = await service.staff.post("/v1/assessments", json=request)
    assert 200 == answer.status_code, answer.text
    return answer.json()


async def test_assessment_of_a_candidate(shared: Running) -> None:
    """A sub-processor that nobody engages is checked with reasons, for today, and nothing is stored."""
    before = await shared.everything()
    body = await assess(shared, subprocessor=factories.subprocessor(locations=[factories.location("IN")]))
    assert {"on", "result", "transfers", "findings", "not_evaluated"} == body.keys()
    assert (str(in_days(0)), "undetermined") == (body["on"], body["result"])
    assert all(item.keys() == TRANSFER for item in body["transfers"])
    assert all(item.keys() == FINDING for item in body["findings"])
    assert before == await shared.everything()


@pytest.mark.parametrize(
    ("subprocessor", "result"),
    [
        (factories.subprocessor(), "inside_eea"),
        (certified(), "adequate"),
        (factories.subprocessor(locations=[factories.location("IN")], safeguards=[]), "unsafeguarded"),
        (factories.subprocessor(locations=[]), "undetermined"),
        ({"name": "Nobody knows"}, "undetermined"),
    ],
)
async def test_result_is_that_of_the_worst_hop(shared: Running, subprocessor: factories.Document, result: str) -> None:
    """The result of an assessment follows from the places and the tools; unknown is never a pass."""
    assert result == (await assess(shared, subprocessor=subprocessor, engagement={"hr_data": False}))["result"]


async def test_assessment_of_a_chain(shared: Running) -> None:
    """A hop that the request brings along counts, and its transfer names the chain."""
    below = {"slug": "below"} | factories.subprocessor("Below", locations=[factories.location("IN")], safeguards=[])
    top = factories.subprocessor(engages=[{"subprocessor": "below"}])
    body = await assess(shared, subprocessor=top, chain=[below])
    assert "unsafeguarded" == body["result"]
    (hop,) = [item for item in body["transfers"] if item["country"] == "IN"]
    assert "below" == hop["chain"][-1]


@pytest.mark.parametrize(
    ("engages", "slugs", "said"),
    [
        ([], ["below"], "nobody in this request engages it"),
        (["below"], ["below", "beside"], "nobody in this request engages it"),
        (["below"], ["below", "below"], "given twice"),
    ],
)
async def test_assessment_passes_over_no_member_of_the_chain(
    shared: Running, engages: list[str], slugs: list[str], said: str
) -> None:
    """A member that is not reached, or two documents of one, are refused: no passing answer leaves one out."""
    chain = [{"slug": slug} | factories.subprocessor(slug, locations=[factories.location("IN")]) for slug in slugs]
    top = factories.subprocessor(engages=[{"subprocessor": slug} for slug in engages])
    answer = await shared.staff.post("/v1/assessments", json={"subprocessor": top, "chain": chain})
    *_, last = answer.json()["errors"]
    assert (422, f"/chain/{len(slugs) - 1}/slug", said) == (answer.status_code, last["pointer"], last["detail"])


async def test_assessment_knows_the_exporter(service: Running) -> None:
    """The regimes are those of the exporter given, else of the processor on the register."""
    request = {"subprocessor": factories.subprocessor()}
    assert {"eu"} == {item["regime"] for item in (await assess(service, **request))["transfers"]}
    given = await assess(service, **request, exporter={"regimes": ["uk", "eu"]})
    assert {"eu", "uk"} == {item["regime"] for item in given["transfers"]}
    await service.put("processor", factories.processor(regimes=["ch"]))
    assert {"ch"} == {item["regime"] for item in (await assess(service, **request))["transfers"]}


async def test_assessment_knows_who_runs_the_register(service: Running) -> None:
    """What the record of processing says of the processor is judged by its document on the register."""
    customer = {"name": "Acme", "legal_name": "Acme Ltd", "contact": {"name": "Office"}}
    customer |= {"processing_categories": ["Hosting"], "record": {"countries": []}}
    request = {"subprocessor": factories.subprocessor(), "controller": customer}

    async def unknown() -> list[str]:
        findings = (await assess(service, **request))["findings"]
        return [field for finding in findings if finding["rule"] == "R54" for field in finding["unknown"]]

    assert ["processor.contact", "processor.security_reference"] == await unknown()
    complete = factories.processor(contact={"name": "Office"}, security_reference="ISO 27001 certificate")
    await service.put("processor", complete)
    assert [] == await unknown()


async def test_assessment_of_a_scenario(shared: Running) -> None:
    """A scenario takes decisions as fallen, for this answer alone; a decision that is none is refused."""
    request = {"subprocessor": certified(), "engagement": {"hr_data": False}}
    assert "adequate" == (await assess(shared, **request))["result"]
    assert "unsafeguarded" == (await assess(shared, **request, scenario={"revoke": [DPF]}))["result"]
    wrong = await shared.staff.post("/v1/assessments", json=request | {"scenario": {"revoke": ["no-such"]}})
    assert wrong.status_code in (400, 422)


async def test_assessment_of_another_day(shared: Running) -> None:
    """The law of the day counts: before its decision was made, the Data Privacy Framework was no basis."""
    body = await assess(shared, subprocessor=certified(), on="2022-01-01", engagement={"hr_data": False})
    assert ("2022-01-01", "unsafeguarded") == (body["on"], body["result"])
