"""The customer surface: who sees a list, in which form, and how a private one is opened."""

import base64
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service.store import tokens
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, BASE, Running, fields_of, in_days

JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PRIVATE = "private, max-age=60, must-revalidate"


def password(secret: str, user: str = "") -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER["Accept"], "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("image/png", "text/html; charset=utf-8"),
        ("no media type", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.5", "application/json"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("application/*", "application/json"),
        ("text/html, application/json", "text/html; charset=utf-8"),
        ("text/html, application/json;q=0.9", "text/html; charset=utf-8"),
    ],
)
async def test_form_follows_accept(shared: Running, accept: str, media_type: str) -> None:
    """A list is a page, or JSON for whoever prefers it, and caches are told that it depends."""
    answer = await shared.reader.get("/lists/acme", headers={"Accept": accept})
    assert (200, media_type) == (answer.status_code, answer.headers["Content-Type"])
    assert "Accept" in answer.headers["Vary"]


async def test_list_without_accept_is_a_page(shared: Running) -> None:
    """Whoever says nothing gets the page."""
    request = shared.reader.build_request("GET", "/lists/acme")
    del request.headers["Accept"]
    assert "text/html; charset=utf-8" == (await shared.reader.send(request)).headers["Content-Type"]


async def test_page_is_a_page(shared: Running) -> None:
    """The page names the list, its entries, and its feed, and is sent under a policy without script."""
    page = await shared.reader.get("/lists/acme", headers=BROWSER)
    tree = html.document_fromstring(page.text)
    assert "Sub-processors: Acme" == tree.findtext(".//h1")
    assert ["Cloudflare"] == [heading.text for heading in tree.iter("h3")][:1]
    (feed,) = tree.xpath("//head/link[@type='application/atom+xml']/@href")
    assert f"{BASE}/lists/acme/feed.atom" == feed
    assert feed in page.headers["Link"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "script" not in page.headers["Content-Security-Policy"]
    assert "nosniff" == page.headers["X-Content-Type-Options"]
    assert 200 == (await shared.reader.get(feed)).status_code
    (sheet,) = tree.xpath("//link[@rel='stylesheet']/@href")
    assert "text/css; charset=utf-8" == (await shared.reader.get(sheet)).headers["Content-Type"]


async def test_json_shows_what_a_customer_may_see(service: Running) -> None:
    """The JSON of a list has the fields of the allow-list, what is announced, and where page and feed are."""
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Advertising"))
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    await service.put("controllers/acme/subprocessors/fastly", factories.engagement())
    body = (await service.reader.get("/lists/acme", headers=JSON)).json()
    addresses = {"page", "feed", "json_feed", "calendar"}
    assert {"controller", "name", "on", "items", "planned", "announced", "objected", *addresses} == body.keys()
    assert ("acme", "Acme", str(in_days(0))) == (body["controller"], body["name"], body["on"])
    (entry,) = body["items"]
    assert {
        *("subprocessor", "name", "legal_name", "country", "role", "purpose", "nature", "services"),
        *("data_categories", "data_subjects", "locations", "transfers", "copy_from", "from", "until", "replaces"),
    } == entry.keys()
    assert ["fastly"] == [planned["subprocessor"] for planned in body["planned"]]
    assert [("cloudflare", str(in_days(30)))] == [
        (item["subprocessor"], item["effective_on"]) for item in body["announced"]
    ]


async def test_list_of_another_day(service: Running) -> None:
    """?on shows a past list and an announced one; a day before the first entry is an empty list and no error."""
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Advertising"))
    for day, purposes in ((in_days(-1), []), (in_days(0), ["Content delivery"]), (in_days(30), ["Advertising"])):
        body = (await service.reader.get("/lists/acme", params={"on": str(day)}, headers=JSON)).json()
        assert purposes == [entry["purpose"] for entry in body["items"]]
    page = await service.reader.get("/lists/acme", params={"on": "1999-12-31"}, headers=BROWSER)
    assert (200, True) == (page.status_code, "No sub-processor is on this list on 31 December 1999" in page.text)


async def test_head_has_the_headers_of_get(shared: Running) -> None:
    """HEAD is GET without the body, for pages, JSON and errors."""
    for path in ("/lists/acme", "/lists/closed", "/s/unknown"):
        for accept in (BROWSER, JSON):
            get, head = [await shared.reader.request(method, path, headers=accept) for method in ("GET", "HEAD")]
            assert (get.status_code, b"", fields_of(get)) == (head.status_code, head.content, fields_of(head))


@pytest.mark.parametrize("suffix", ["", "/feed.atom"])
@pytest.mark.parametrize("headers", [{}, BROWSER, password("wrong"), password(""), {"Authorization": "Basic !"}])
async def test_private_list_looks_like_no_list(shared: Running, suffix: str, headers: dict[str, str]) -> None:
    """A stranger gets the same answer, byte for byte, for a private list and for one that does not exist."""
    await shared.token()
    private, none = [
        await shared.reader.get(f"/lists/{name}{suffix}", headers=headers) for name in ("closed", "absent")
    ]
    assert 401 == private.status_code == none.status_code
    assert 'Basic realm="subreg", charset="UTF-8"' == private.headers["WWW-Authenticate"]
    assert fields_of(private) == fields_of(none)
    assert private.content == none.content
    assert b"closed" not in private.content


async def test_no_name_is_told_from_a_list_that_is_none(shared: Running) -> None:
    """A name that no list can have is answered like a private list."""
    private = await shared.reader.get("/lists/closed")
    for name in ("No%20Slug", "a" * 100, "-", "%00", "%C3%A6"):
        answer = await shared.reader.get(f"/lists/{name}")
        assert (private.status_code, private.content) == (answer.status_code, answer.content)


@pytest.mark.parametrize("suffix", ["", "/feed.atom"])
async def test_token_is_the_password(shared: Running, suffix: str) -> None:
    """The password of HTTP Basic opens a private list, whatever the user name; caches may keep it for its reader."""
    secret = (await shared.token()).secret
    for user in ("", "reader", "ærlig"):
        answer = await shared.reader.get(f"/lists/closed{suffix}", headers=password(secret, user))
        assert (200, PRIVATE, "noindex") == (
            answer.status_code,
            answer.headers["Cache-Control"],
            answer.headers["X-Robots-Tag"],
        )


@pytest.mark.parametrize("suffix", ["", "/feed.atom"])
async def test_token_is_a_capability_address(shared: Running, suffix: str) -> None:
    """/s/{token} stands for /lists/{controller} and shows the same list under its own address."""
    secret = (await shared.token()).secret
    answer = await shared.reader.get(f"/s/{secret}{suffix}")
    assert (200, PRIVATE, "noindex", "no-referrer") == (
        answer.status_code,
        answer.headers["Cache-Control"],
        answer.headers["X-Robots-Tag"],
        answer.headers["Referrer-Policy"],
    )


async def test_page_of_a_capability_keeps_to_it(shared: Running) -> None:
    """The page that a capability address opens leads to the feed under the same address."""
    secret = (await shared.token()).secret
    body: dict[str, Any] = (await shared.reader.get(f"/s/{secret}", headers=JSON)).json()
    assert (f"{BASE}/s/{secret}", f"{BASE}/s/{secret}/feed.atom") == (body["page"], body["feed"])
    assert 200 == (await shared.reader.get(body["feed"])).status_code


@pytest.mark.parametrize("suffix", ["", "/feed.atom"])
async def test_token_opens_its_own_list_alone(service: Running, suffix: str) -> None:
    """The token of another list is as good as none, and says nothing of which lists there are."""
    await service.put("controllers/other", factories.controller("Other", visibility="private"))
    other = (await service.token("other")).secret
    stranger = await service.reader.get(f"/lists/closed{suffix}")
    for name in ("closed", "absent"):
        answer = await service.reader.get(f"/lists/{name}{suffix}", headers=password(other))
        assert (401, stranger.content) == (answer.status_code, answer.content)


@pytest.mark.parametrize("suffix", ["", "/feed.atom"])
async def test_revoked_token_is_gone(shared: Running, suffix: str) -> None:
    """A token that was revoked gets 410 at once, in both of its forms; an unknown one gets 404 or 401."""
    minted = await shared.token()
    async with shared.pool.acquire() as conn:
        assert await tokens.revoke(conn, minted.id)
    answers = [
        await shared.reader.get(f"/s/{minted.secret}{suffix}"),
        await shared.reader.get(f"/lists/closed{suffix}", headers=password(minted.secret)),
        await shared.reader.get(f"/s/{minted.secret}x{suffix}"),
        await shared.reader.get(f"/lists/absent{suffix}", headers=password(minted.secret)),
    ]
    assert [410, 410, 404, 401] == [answer.status_code for answer in answers]


async def test_api_key_opens_no_private_list(shared: Running) -> None:
    """The key of the API is not a token, neither as a password nor as an address."""
    secret = (await shared.key("register:read")).secret
    assert 401 == (await shared.reader.get("/lists/closed", headers=password(secret))).status_code
    assert 401 == (await shared.staff.get("/lists/closed")).status_code
    assert 404 == (await shared.reader.get(f"/s/{secret}")).status_code
    token = (await shared.token()).secret
    assert 401 == (await shared.reader.get("/v1/processor", headers={"Authorization": f"Bearer {token}"})).status_code


async def test_visibility_follows_the_day(service: Running) -> None:
    """A list that is to be public from a later day is private until then, whatever day is asked for."""
    document = factories.controller("Closed", visibility="public")
    await service.put("controllers/closed", document, effective_on=str(in_days(1)))
    assert 401 == (await service.reader.get("/lists/closed", params={"on": str(in_days(2))})).status_code
    await service.put("controllers/closed", document)
    assert 200 == (await service.reader.get("/lists/closed")).status_code
    await service.put("controllers/closed", document | {"visibility": "private"})
    assert 401 == (await service.reader.get("/lists/closed", params={"on": str(in_days(-2))})).status_code


async def test_token_remembers_its_last_use(service: Running) -> None:
    """Whoever looks after tokens sees on which day each was last used."""
    used, unused = await service.token(), await service.token()
    await service.reader.get(f"/s/{used.secret}")
    async with service.pool.acquire() as conn:
        days = {token.id: token.last_used_on for token in await tokens.all_tokens(conn)}
    assert {used.id: in_days(0), unused.id: None} == days


async def test_links_are_made_of_the_public_address(shared: Running) -> None:
    """No header of a request changes an address that the page, the JSON or the feed names."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path in ("/lists/acme", "/lists/acme/feed.atom"):
        for accept in (BROWSER, JSON):
            answer = await shared.reader.get(path, headers=lies | accept)
            assert (200, False) == (answer.status_code, "evil" in answer.text + str(answer.headers))
