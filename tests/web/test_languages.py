"""A list as its controller's language has it: feeds, calendar, page, objections, and what stays when it changes."""

from typing import Any

import httpx
import pytest
from lxml import etree, html  # type: ignore[import-untyped]  # lxml ships no types

from service.access import tokens
from tests import factories
from tests.feed.readers import GRAMMAR
from tests.feed.test_atom import ATOM, XML_LANG
from tests.web.running import Running
from tests.web.test_archives import publish
from tests.web.test_freshness import looked
from tests.web.test_lists import BROWSER, JSON

FORM = {"Content-Type": "application/x-www-form-urlencoded", **BROWSER}


async def speak(service: Running, language: str, controller: str = "acme", **fields: Any) -> None:  # noqa: ANN401
    """Give a controller another language."""
    await service.put(f"controllers/{controller}", factories.controller(language=language, **fields))


async def announce(service: Running, name: str, controller: str = "acme") -> None:
    """Announce an addition to a list."""
    await service.put(f"subprocessors/{name.lower()}", factories.subprocessor(name))
    await service.put(f"controllers/{controller}/subprocessors/{name.lower()}", factories.engagement())


async def feed_of(service: Running, address: str = "/lists/acme") -> Any:  # noqa: ANN401 — lxml ships no types
    """The Atom feed of a list, which follows the grammar."""
    document = etree.fromstring((await service.reader.get(f"{address}/feed.atom")).content)
    GRAMMAR.assertValid(document)
    return document


def entries(feed: Any) -> list[tuple[str | None, str]]:  # noqa: ANN401 — lxml ships no types
    """The language that each entry says it has, and how its title begins."""
    found = feed.findall(f"{ATOM}entry")
    return [(entry.get(XML_LANG), entry.findtext(f"{ATOM}title").rpartition(" am ")[0]) for entry in found]


async def page_of(service: Running) -> Any:  # noqa: ANN401 — lxml ships no types
    """The page of the list."""
    return html.document_fromstring((await service.reader.get("/lists/acme", headers=BROWSER)).text)


@pytest.fixture
async def english(service: Running) -> Running:
    """A list that has had a notice in English."""
    await announce(service, "Stripe")
    return service


@pytest.fixture
async def german(english: Running) -> Running:
    """A list that was begun in English and has had a notice in German since."""
    await speak(english, "de-AT")
    await announce(english, "Fastly")
    return english


async def test_feed_takes_the_language_with_its_next_notice(english: Running) -> None:
    """A new language alone changes no byte; the next notice has it, the feed too, and older entries say their own."""
    before = (await english.reader.get("/lists/acme/feed.atom")).content
    old = etree.fromstring(before).findtext(f"{ATOM}entry/{ATOM}content")
    await speak(english, "de-AT")
    assert before == (await english.reader.get("/lists/acme/feed.atom")).content
    await announce(english, "Fastly")
    feed = await feed_of(english)
    assert ("de", "Unterauftragsverarbeiter von Acme") == (feed.get(XML_LANG), feed.findtext(f"{ATOM}title"))
    assert [(None, "Fastly wird"), ("en", "")] == entries(feed)
    assert old == feed.findall(f"{ATOM}entry/{ATOM}content")[1].text


async def test_entries_say_their_language_again_when_it_changes_back(german: Running) -> None:
    """What was kept of the feed in one language is not told in another: each entry says what differs now."""
    await feed_of(german)
    await speak(german, "en")
    await announce(german, "Zendesk")
    assert [(None, ""), ("de", "Fastly wird"), (None, "")] == entries(await feed_of(german))


async def test_other_forms_say_it_too(german: Running) -> None:
    """The JSON feed and its items, and each text of the calendar, name the language."""
    found = (await german.reader.get("/lists/acme/feed.json")).json()
    assert ("de", [None, "en"]) == (found["language"], [item.get("language") for item in found["items"]])
    days = (await german.reader.get("/lists/acme/calendar.ics")).text.replace("\r\n ", "")
    assert "NAME;LANGUAGE=de:Unterauftragsverarbeiter von Acme" in days
    assert "SUMMARY;LANGUAGE=de:Letzter Tag für einen Einspruch: Fastly wird am " in days
    assert "SUMMARY;LANGUAGE=en:Stripe is added on " in days


async def test_what_a_program_filters_by_stays(german: Running) -> None:
    """Labels of categories are in the language of their entry, terms and schemes are not."""
    newest = (await feed_of(german)).find(f"{ATOM}entry")
    found = {one.get("term"): one.get("label") for one in newest.findall(f"{ATOM}category")}
    assert {"added": "hinzugefügt", "IE": "Irland (IE)", "inside_eea": "innerhalb des EWR"} == found


async def test_page_speaks_the_language_at_once(german: Running) -> None:
    """The page is in the language of the controller, its notices in that in which they were published."""
    page = await page_of(german)
    assert "de" == page.get("lang")
    assert "Unterauftragsverarbeiter: Acme" == page.findtext(".//title") == page.findtext(".//h1")
    newest, oldest = page.findall(".//article[@class='notice']")
    assert newest.find("h3").get("lang") is None
    assert ["en", "en"] == [oldest.find("h3").get("lang"), oldest.find("div").get("lang")]
    assert "Einspruch gegen diese Änderung erheben" == newest.findtext(".//summary")
    await speak(german, "fr")
    page = await page_of(german)
    assert ("fr", "de") == (page.get("lang"), page.find(".//article[@class='notice']/h3").get("lang"))


async def test_objection_is_answered_in_the_language(german: Running) -> None:
    """An objection's page has the language of the list, the title its own; what programs are told is English."""
    (action, *_) = (await page_of(german)).xpath("//form/@action")
    filed = await german.reader.post(action, content="reason=Nein", headers=FORM)
    shown = await german.reader.get(filed.headers["Location"], headers=BROWSER)
    page = html.document_fromstring(shown.text)
    assert ("de", "Einspruch ") == (page.get("lang"), page.findtext(".//h1")[:10])
    assert "Er ist eingegangen." in page.findtext(".//p[@class='lead']")
    for tag, title in (("fr", "de"), ("de", None)):
        await speak(german, tag)
        page = html.document_fromstring((await german.reader.get(filed.headers["Location"], headers=BROWSER)).text)
        assert (tag, title) == (page.get("lang"), page.find(".//dd").get("lang"))
    refused = await german.reader.post(action, json={}, headers=JSON)
    assert 400 <= refused.status_code < 500
    assert "reason" in refused.json()["detail"]


async def test_page_of_the_archive_keeps_its_language(empty: Running) -> None:
    """A page that is full says for ever what it said, byte for byte, whatever the list speaks later."""
    await empty.put("controllers/fresh", factories.controller("Fresh"))
    await publish(empty, 199)
    before = await empty.reader.get("/lists/fresh/archive/1.atom")
    await speak(empty, "nb", "fresh", name="Fresh")
    await announce(empty, "Fastly", "fresh")
    pages = [(await empty.reader.get(f"/lists/fresh/archive/{number}.atom")).content for number in (1, 2)]
    assert before.content == pages[0]
    old, new = map(etree.fromstring, pages)
    assert ["en", "nb"] == [page.get(XML_LANG) for page in (old, new)]
    assert [None, *["en"] * 99] == [entry.get(XML_LANG) for entry in new.findall(f"{ATOM}entry")]
    assert not old.xpath(".//*[@xml:lang]")


async def closing_entry(service: Running, secret: str) -> Any:  # noqa: ANN401 — lxml ships no types
    """The last entry of an address that closes."""
    (found,) = [
        entry
        for entry in (await feed_of(service, f"/s/{secret}")).findall(f"{ATOM}entry")
        if "/lists/closed/feed.atom" in entry.findtext(f"{ATOM}content")
    ]
    return found


async def test_last_entry_of_an_address_keeps_its_language(service: Running) -> None:
    """The entry that says that an address closes is in the language of the feed at that time, whatever comes later."""
    await speak(service, "fr", "closed", name="Closed", visibility="private")
    await announce(service, "Fastly", "closed")
    old = await service.token()
    async with service.pool.acquire() as conn:
        await tokens.rotate(conn, old.id, days=30)
    await looked(service)
    said = await closing_entry(service, old.secret)
    assert said.findtext(f"{ATOM}title").startswith("Cette adresse ferme le ")
    assert said.get(XML_LANG) is None
    await speak(service, "de", "closed", name="Closed", visibility="private")
    await announce(service, "Zendesk", "closed")
    await looked(service)
    later = await closing_entry(service, old.secret)
    assert "fr" == later.get(XML_LANG)
    assert [said.findtext(f"{ATOM}{part}") for part in ("title", "content")] == [
        later.findtext(f"{ATOM}{part}") for part in ("title", "content")
    ]


async def test_lists_on_equal_terms_are_each_told_in_their_language(service: Running) -> None:
    """One change of a shared sub-processor is told to each list in its own words."""
    for language in ("de", "fr", "sv"):
        await service.put(f"controllers/{language}", factories.controller(language=language))
        await service.engage(language, "cloudflare")
    await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("NO")]))
    query = (
        "SELECT DISTINCT ON (controller) controller, language, title FROM notice "
        "WHERE controller = ANY($1) ORDER BY controller, number DESC"
    )
    rows = await service.pool.fetch(query, ["acme", "de", "fr", "sv"])
    found = {row["controller"]: (row["language"], row["title"].partition(": ")[2].split()[0]) for row in rows}
    english = ("en", "locations")
    assert {"acme": english, "sv": english, "de": ("de", "Änderung"), "fr": ("fr", "modification")} == found


async def test_refusals_stay_english(german: Running) -> None:
    """Who writes to the register is answered in English, whatever the list speaks."""
    answer: httpx.Response = await german.staff.put("/v1/controllers/acme/subprocessors/nobody", json={})
    assert answer.status_code in (404, 422)
    assert "nobody" in answer.json()["detail"]
