"""The list page leads to every notice, however old: where an entry of a feed links to, and from page to page."""

import feedparser
import httpx
import pytest
import pytest_asyncio
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from tests.web.running import BASE, Running
from tests.web.test_archives import publish
from tests.web.test_lists import BROWSER, password

COUNT = 65


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def told_to_all(service_of_module: Running) -> None:
    """What all tests read: the list `acme` was told of many notices, and the list `closed` too."""
    await publish(service_of_module, COUNT, controller="acme")
    await publish(service_of_module, COUNT, controller="closed")


async def anchors(service: Running, address: str, **headers: str) -> list[str]:
    """The anchors of the notices that the page at an address shows, in order."""
    answer = await service.reader.get(address, headers={**BROWSER, **headers})
    assert 200 == answer.status_code, answer.text
    found: list[str] = html.document_fromstring(answer.text).xpath("//article[@class='notice']/@id")
    return found


def numbered(*numbers: int) -> list[str]:
    """The anchors of notices."""
    return [f"notice-{number}" for number in numbers]


def link(answer: httpx.Response, rel: str) -> str | None:
    """Where a page leads to."""
    found: list[str] = html.document_fromstring(answer.text).xpath(f"//a[@rel='{rel}']/@href")
    assert len(found) <= 1
    return found[0] if found else None


async def test_every_entry_leads_to_its_notice(shared: Running) -> None:
    """The page behind the link of each entry of a feed, in all its forms, has the anchor of that link."""
    parsed = feedparser.parse((await shared.reader.get("/lists/acme/feed.atom")).content)
    links = [entry.link for entry in parsed.entries]
    items = (await shared.reader.get("/lists/acme/feed.json")).json()["items"]
    assert COUNT == len(links)
    assert links == [item["url"] for item in items]
    for address in links:
        page, _, anchor = address.partition("#")
        assert anchor == (await anchors(shared, page))[0]


async def test_a_private_list_leads_there_too(shared: Running) -> None:
    """With the token as a password, at the address in the feed, and with the pages under the capability address."""
    token = (await shared.token()).secret
    parsed = feedparser.parse((await shared.reader.get(f"/s/{token}/feed.atom")).content)
    page, _, anchor = parsed.entries[-1].link.partition("#")
    assert [anchor] == await anchors(shared, page, **password(token))
    newest = await shared.reader.get(f"/s/{token}", headers=BROWSER)
    older = link(newest, "next")
    assert older is not None
    assert older.startswith(f"{BASE}/s/{token}?")


async def test_pages_of_notices_follow_each_other(shared: Running) -> None:
    """From the newest to the first one and back, each notice stands on one page, and the ends lead nowhere further."""
    revision = len(feedparser.parse((await shared.reader.get("/lists/acme/feed.atom")).content).entries)
    address: str | None = f"{BASE}/lists/acme"
    seen: list[str] = []
    visited: list[str] = []
    while address is not None:
        visited.append(address)
        page = await shared.reader.get(address, headers=BROWSER)
        seen += await anchors(shared, address)
        address = link(page, "next")
    assert numbered(*range(revision, 0, -1)) == seen
    back = link(page, "prev")
    assert back is not None
    assert await anchors(shared, visited[-2]) == await anchors(shared, back)
    assert None is link(await shared.reader.get(visited[0], headers=BROWSER), "prev")


async def test_other_pages_name_what_they_show(shared: Running) -> None:
    """A page of older notices says so; the newest one is asked for by any number from the newest on."""
    old = await shared.reader.get("/lists/acme?notice=20", headers=BROWSER)
    headings = html.document_fromstring(old.text).xpath("//h2/text()")
    assert "Older notices" in headings
    assert "Latest notices" not in headings
    newest = await anchors(shared, "/lists/acme")
    assert newest == await anchors(shared, "/lists/acme?notice=999999999999999")


async def test_the_day_goes_along(shared: Running) -> None:
    """Who reads the list of another day, or as it was known at a moment, does so on its older pages too."""
    moment = "2200-01-01"
    page = await shared.reader.get(f"/lists/acme?on={moment}&utm_source=mail", headers=BROWSER)
    assert f"{BASE}/lists/acme?on={moment}&notice=45#notices" == link(page, "next")


async def test_the_highest_number_is_the_one_of_the_openapi_document(shared: Running) -> None:
    """What the document names as the highest number is taken, the next one refused, and the refusal names it."""
    described = (await shared.reader.get("/schema/openapi.json")).json()
    parameters = described["paths"]["/lists/{controller}"]["get"]["parameters"]
    [highest] = [one["schema"]["maximum"] for one in parameters if one["name"] == "notice"]
    taken, refused = [
        await shared.reader.get("/lists/acme", params={"notice": number}) for number in (highest, highest + 1)
    ]
    assert (200, 400, True) == (taken.status_code, refused.status_code, str(highest) in refused.json()["detail"])


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "01", "9" * 16, "٣"])
async def test_what_is_no_number_is_refused(shared: Running, number: str) -> None:
    """The page says what is wrong with it, and what to do."""
    answer = await shared.reader.get("/lists/acme", params={"notice": number})
    assert 400 == answer.status_code
    assert "leave it out for the newest" in answer.json()["detail"]
