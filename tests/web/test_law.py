"""The legal facts over HTTP: what stands in the list, and how it is narrowed."""

import json
from typing import Any

import pytest

from service.app import create_app
from service.errors import Invalid
from service.law import OverlayText
from service.settings import Settings
from tests import factories
from tests.law.overlays import KENYA, end, written
from tests.web.running import BASE, Running, in_days, running

OVERLAY = written(decisions=[KENYA], end=[end("NZ-2013-65", invalidated_by=["C-1/27"])])


async def test_facts_are_listed_on_a_day(shared: Running) -> None:
    """A decision comes with its days, how sure it is, when it was checked and where it is written."""
    body = await shared.get("law", kind="decision", id="US-PS-2016-1250", on="2020-07-16")
    (item,) = body["items"]
    assert ("2026-11-23", "2020-07-16", None, None) == (body["as_of"], body["on"], body["overlay"], body["next"])
    assert item == {
        "id": "US-PS-2016-1250",
        "kind": "decision",
        "regime": "eu",
        "name": "United States - EU-US Privacy Shield",
        "country": "US",
        "organisation": None,
        "valid_from": "2016-07-12",
        "valid_until": "2020-07-15",
        "in_force": False,
        "scope": "privacy_shield_participant",
        "confidence": "verified",
        "unverified_fields": item["unverified_fields"],
        "checked_on": "2026-11-23",
        "celex": "32016D1250",
        "links": ["https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016D1250"],
        "overlaid": False,
    }


async def test_facts_of_a_kind(shared: Running) -> None:
    """The list is narrowed to a kind, and to an id that there may not be."""
    kinds = {item["kind"] for item in (await shared.get("law", kind="clause_set"))["items"]}
    assert ({"clause_set"}, []) == (kinds, (await shared.get("law", id="nothing"))["items"])


@pytest.mark.parametrize(
    ("name", "found"), [("2021/914", "(EU) 2021/914"), ("dpf", "US-DPF-2023-1795"), ("UK-US", "UK-US")]
)
async def test_a_fact_is_found_by_what_claims_call_it(shared: Running, name: str, found: str) -> None:
    """What `revoke`, a claim or an overlay may call a fact finds it here too."""
    assert [found] == [item["id"] for item in (await shared.get("law", id=name))["items"]]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("on=yesterday", "?on"),
        ("on=1949-12-31", "?on"),
        ("kind=poem", "?kind"),
        ("kind=", "?kind"),
        ("known_at=2026-01-01T00:00:00Z", "?known_at"),
        ("country=NZ", "?country"),
        ("on=2026-01-01&on=2026-01-01", "?on"),
    ],
)
async def test_what_cannot_be_asked_is_refused(shared: Running, query: str, pointer: str) -> None:
    """A day that is none, an unknown kind and an unknown parameter are 400, with the parameter named."""
    answer = await shared.staff.get(f"/v1/law?{query}")
    assert (400, pointer) == (answer.status_code, answer.json()["errors"][0]["pointer"])


async def test_facts_take_the_scope_of_the_check(shared: Running) -> None:
    """Without a key there is no answer, and a key needs the scope `check`."""
    assert 401 == (await shared.reader.get("/v1/law")).status_code
    other = await shared.key("register:read")
    headers = {"Authorization": f"Bearer {other.secret}"}
    assert 403 == (await shared.reader.get("/v1/law", headers=headers)).status_code


async def test_description_of_the_api_has_the_route(shared: Running) -> None:
    """The OpenAPI document describes the route."""
    assert "get" in (await shared.reader.get("/schema/openapi.json")).json()["paths"]["/v1/law"]


async def assessed(service: Running, country: str, on: str) -> dict[str, Any]:
    """The check of a sub-processor in a country that rests on adequacy."""
    document = factories.subprocessor(locations=[factories.location(country)], safeguards=[{"mechanism": "adequacy"}])
    answer = await service.staff.post("/v1/assessments", json={"on": on, "subprocessor": document})
    assert 200 == answer.status_code
    found: dict[str, Any] = answer.json()
    return found


async def test_service_answers_by_the_overlay(database_url: str) -> None:
    """With an overlay the service lists and checks what it added and ended, from its days on."""
    async with running(database_url, law_overlay=OVERLAY) as service:
        body = await service.get("law", kind="decision", limit=500)
        results = [
            (await assessed(service, country, on))["result"]
            for country, on in (
                ("KE", "2027-01-31"),
                ("KE", "2027-02-01"),
                ("NZ", "2027-02-28"),
                ("NZ", "2027-03-01"),
            )
        ]
    marked = {item["id"] for item in body["items"] if item["overlaid"]}
    assert ({"KE-2027-1", "NZ-2013-65"}, {"file": "ours.json", "sha256": OVERLAY.sha256}) == (marked, body["overlay"])
    assert ["unsafeguarded", "adequate", "adequate", "unsafeguarded"] == results


async def test_forecast_goes_by_the_overlay(database_url: str) -> None:
    """What an overlay will add and end stands in the forecast of a list on its days, and as what it is."""
    added, over = in_days(40), in_days(30)
    overlay = written(
        decisions=[KENYA | {"valid_from": str(added), "adopted": str(added)}], end=[end("NZ-2013-65", str(over))]
    )
    async with running(database_url, law_overlay=overlay) as service:
        await service.seed()
        for country in ("KE", "NZ"):
            document = factories.subprocessor(country, locations=[factories.location(country)], safeguards=[])
            await service.put(f"subprocessors/{country.lower()}", document)
            await service.engage("acme", country.lower())
        items = (await service.get("controllers/acme/forecast"))["items"]
    results = {
        (item["country"], item["on"]): (item["before"], item["after"])
        for item in items
        if item["kind"] == "result" and item["country"] in ("KE", "NZ")
    }
    assert {
        ("KE", str(added)): ("unsafeguarded", "adequate"),
        ("NZ", str(over)): ("adequate", "unsafeguarded"),
    } == results


def test_service_with_a_wrong_overlay_does_not_start(database_url: str) -> None:
    """A service whose overlay does not fit is not made."""
    wrong = OverlayText(name="ours.json", text=json.dumps({"end": [end("nothing")]}).encode())
    with pytest.raises(Invalid, match=r"ours\.json, /end/0"):
        create_app(Settings(law_overlay=wrong), database_url, BASE)
