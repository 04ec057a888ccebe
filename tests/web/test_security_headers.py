"""Every answer has the security headers, whoever gives it."""

from http import HTTPStatus

import httpx
import pytest

from service.rates import Rates
from tests.web.browsing import harms
from tests.web.routes import ROUTES, ask
from tests.web.running import BASE, BOOTSTRAP, Running, bearer, running
from tests.web.test_limits import used_up, without_memory

BROWSER = {"Accept": "text/html"}
NOWHERE = ("/", "/nowhere", "/favicon.ico", "/lists", "/lists/acme/nothing", "/v1/nothing", "/%FF")


async def test_every_route_has_them(service: Running, planned: str) -> None:
    """Whatever comes back to staff, to a stranger or to a browser has the headers, and no page runs anything."""
    for name in ROUTES:
        for headers in (bearer(BOOTSTRAP), {}, BROWSER, bearer(BOOTSTRAP) | BROWSER):
            answer = await ask(service, name, planned, headers)
            assert [] == harms(answer), (name, answer.status_code, headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "DELETE", "PROPFIND"])
async def test_what_no_handler_answers_has_them(shared: Running, method: str) -> None:
    """Paths that lead nowhere, OPTIONS, and methods that a path does not know."""
    paths = {route.path.replace("{planned}", "unknown") for route in ROUTES.values()}
    for path in (*NOWHERE, *sorted(paths)):
        answer = await shared.reader.request(method, path, headers=BROWSER)
        assert [] == harms(answer), (path, answer.status_code)


@pytest.mark.parametrize("document", ["feed.atom", "feed.json", "calendar.ics"])
async def test_feeds_have_them_from_memory_too(shared: Running, document: str) -> None:
    """A document of a feed and its 304, from the database and from memory, at each kind of address."""
    token = (await shared.token()).secret
    for path in (f"/lists/acme/{document}", f"/s/{token}/{document}"):
        tag = (await shared.reader.get(path)).headers["ETag"]
        for is_kept in (True, False):
            for headers in ({}, {"If-None-Match": tag}):
                if not is_kept:
                    without_memory(shared)
                answer = await shared.reader.get(path, headers=headers)
                assert [] == harms(answer), (path, answer.status_code)
                assert (HTTPStatus.NOT_MODIFIED if headers else HTTPStatus.OK) == answer.status_code


async def test_pages_behind_a_capability_have_them(shared: Running) -> None:
    """The page of a private list, and the page that says that its address is closed or unknown."""
    token = (await shared.token()).secret
    for path in (f"/s/{token}", f"/s/{token}x", f"/s/{token}/objections/unknown"):
        answer = await shared.reader.get(path, headers=BROWSER)
        assert "text/html; charset=utf-8" == answer.headers["Content-Type"]
        assert [] == harms(answer), path


async def test_who_asks_too_often_gets_them(database_url: str) -> None:
    """A refusal for the rate is an answer like any other."""
    async with running(database_url, rate_limits=Rates(address=10)) as service:
        await used_up(service.reader, "/lists/acme", 10)
        for headers in ({}, BROWSER):
            answer = await service.reader.get("/lists/acme", headers=headers)
            assert HTTPStatus.TOO_MANY_REQUESTS == answer.status_code
            assert [] == harms(answer)


@pytest.mark.parametrize(
    ("headers", "html", "wrong"),
    [
        ({}, "", "Referrer-Policy"),
        ({"Set-Cookie": "a=b"}, "", "Set-Cookie"),
        ({"Access-Control-Allow-Origin": "*"}, "", "access-control-allow-origin"),
        ({"Content-Security-Policy": "default-src *"}, "<p>", "policy: default-src *"),
        ({}, '<p onclick="a()">', "p onclick"),
        ({}, "<script>a()</script>", "script"),
        ({}, '<link rel="stylesheet" href="https://cdn.example/a.css">', "https://cdn.example/a.css"),
    ],
)
def test_harm_is_found(headers: dict[str, str], html: str, wrong: str) -> None:
    """An answer that lacks a header, tells too much or runs something is told from one that does not."""
    kind = {"Content-Type": "text/html"} if html else {}
    answer = httpx.Response(200, headers=headers | kind, text=html, request=httpx.Request("GET", BASE))
    assert wrong in harms(answer)
