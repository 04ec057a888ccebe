"""Errors as RFC 9457 problem documents, and as pages for people who read a list."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from service.store import tokens
from service.web.context import Context
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, bearer, in_days

PROBLEMS = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")


async def failures(service: Running) -> AsyncIterator[httpx.Response]:
    """One answer of every kind of error that the service gives, but for those of an outage."""
    staff, reader = service.staff, service.reader
    yield await staff.put("/v1/controllers/acme", content=b"{")
    yield await staff.get("/v1/controllers?on=x")
    yield await reader.get("/v1/controllers")
    yield await staff.get("/v1/controllers", headers=bearer((await service.key("check")).secret))
    yield await staff.get("/v1/controllers/nobody")
    yield await staff.get("/v1/nothing/here")
    yield await staff.get("/nothing")
    yield await staff.get("/schema/nothing.json")
    yield await reader.get("/schema/nothing")
    yield await reader.get("/lists/closed")
    yield await reader.get("/s/unknown/feed.atom")
    yield await reader.get(f"/s/{await revoked(service)}")
    yield await staff.patch("/v1/processor")
    yield await staff.post("/v1/processor", content=b"x")
    yield await reader.delete("/lists/acme")
    (change, *_) = (await service.get("controllers/acme/changes"))["items"]
    yield await staff.post(f"/v1/changes/{change['id']}/withdrawal", json={"reason": "late"})
    yield await staff.put("/v1/controllers/acme", json=factories.controller(), headers={"If-Match": '"x"'})
    yield await staff.put("/v1/controllers/acme", content=b"x" * 1_000_001)
    yield await staff.put("/v1/controllers/acme", json={"name": "", "nme": ""})
    yield await staff.put(ACME_CLOUDFLARE, json={"purpose": "x"}, params={"effective_on": str(in_days(0))})


async def revoked(service: Running) -> str:
    """The secret of a subscriber token that was revoked."""
    minted = await service.token()
    async with service.pool.acquire() as conn:
        assert await tokens.revoke(conn, minted.id)
    return minted.secret


async def test_every_error_has_the_one_shape(shared: Running) -> None:
    """Each error is a problem document with its status, a type of ours, a title, a sentence, and places if any."""
    statuses = set()
    titles: dict[str, set[str]] = {}
    async for answer in failures(shared):
        body = answer.json()
        assert "application/problem+json" == answer.headers["Content-Type"], answer.request.url
        assert {"type", "title", "status", "detail"} == body.keys() - {"errors"}
        assert body["status"] == answer.status_code
        assert body["type"].startswith("urn:subreg:problem:")
        assert body["detail"].endswith(".")
        assert all({"pointer", "detail"} == place.keys() for place in body.get("errors", ()))
        assert None not in [value for place in body.get("errors", ()) for value in place.values()]
        statuses.add(answer.status_code)
        titles.setdefault(body["type"], set()).add(body["title"])
    assert {400, 401, 403, 404, 405, 409, 410, 412, 413, 422} == statuses
    assert {1} == {len(names) for names in titles.values()}, "a type has one title"


async def test_every_problem_type_is_documented(shared: Running) -> None:
    """The types that are met stand in the manual, those of the framework too."""
    async for answer in failures(shared):
        assert f"`{answer.json()['type']}`" in PROBLEMS


async def test_error_tells_no_inside(shared: Running) -> None:
    """No error repeats a secret, a query of SQL or a trace."""
    secret = "subreg_key_" + "s" * 43
    answer = await shared.reader.get("/v1/controllers", headers=bearer(secret))
    assert secret not in answer.text
    answer = await shared.reader.get(f"/s/{secret}")
    assert secret not in answer.text
    async for failed in failures(shared):
        assert not {"Traceback", "SELECT", "asyncpg", "litestar", "site-packages"} & set(failed.text.split())


async def test_method_that_is_not_allowed_names_those_that_are(shared: Running) -> None:
    """405 carries Allow (RFC 9110 section 15.5.6)."""
    answer = await shared.staff.patch("/v1/processor")
    assert {"GET", "PUT"} <= {name.strip() for name in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize(
    ("path", "status"), [("/lists/closed", 401), ("/lists/nobody", 401), ("/s/unknown", 404), ("/lists/acme?on=x", 400)]
)
async def test_people_get_a_page(shared: Running, path: str, status: int) -> None:
    """A browser that asks for a list gets its error as a page, a program gets a problem document."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = await shared.reader.get(path, headers=browser)
    assert (status, "text/html; charset=utf-8") == (page.status_code, page.headers["Content-Type"])
    assert f"Status {status}" in page.text
    for accept in ("application/json", "*/*", "application/problem+json", "not a media type", ""):
        answer = await shared.reader.get(path, headers={"Accept": accept})
        assert (status, "application/problem+json") == (answer.status_code, answer.headers["Content-Type"]), accept


async def test_page_of_an_error_is_safe(shared: Running) -> None:
    """What a reader typed stands in a page as text, and the page carries the policy that lists have."""
    path = "/lists/acme?on=<script>alert(1)</script>"
    page = await shared.reader.get(path, headers={"Accept": "text/html"})
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    listed = await shared.reader.get("/lists/acme")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert listed.headers[name] == page.headers.get(name), name
    assert "no-store" == page.headers.get("Cache-Control")


async def test_feed_reader_never_gets_a_page(shared: Running) -> None:
    """The error of a feed is a problem document whatever the reader says that it takes."""
    answer = await shared.reader.get("/lists/closed/feed.atom", headers={"Accept": "text/html"})
    assert "application/problem+json" == answer.headers["Content-Type"]


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/controllers?q=%FF", "/v1/subprocessors?q=%FF%00", "/v1/subprocessors?q=%ED%A0%80", "/lists/%00"),
        *("/lists/%FF", "/lists/%ED%A0%80", "/s/%00", "/s/%FF", "/s/%ED%A0%80/feed.atom", "/lists/a%0Ab", "/%FF"),
        *("/lists/" + "a" * 5000, "/s/" + "a" * 5000, "/lists/acme?on=%FF", "/lists/acme?%FF=%FF", "/lists/..%2Fv1"),
        *("/v1/changes/%00", "/v1/changes/" + "0" * 36, "/v1/subprocessors?q=" + "x" * 10_000, "//lists/acme"),
    ],
)
async def test_address_of_any_kind_is_answered(shared: Running, path: str) -> None:
    """No address, however it is written, is an error of ours."""
    answer = await shared.staff.get(path)
    assert answer.status_code in (200, 400, 401, 404, 422), answer.text


async def test_mistake_of_ours_is_500_and_logged(
    shared: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody thought of is a problem document without detail; the log has the trace and the route, no address."""
    context: Context = shared.app.state.context
    minted = await shared.token()
    monkeypatch.setattr(context, "public_url", None)
    with caplog.at_level(logging.ERROR):
        answer = await shared.reader.get(f"/s/{minted.secret}")
    assert (500, "urn:subreg:problem:internal") == (answer.status_code, answer.json()["type"])
    assert "GET /s/{token} failed" in caplog.text
    assert "Traceback" in caplog.text
    assert minted.secret not in caplog.text
    assert "Traceback" not in answer.text
