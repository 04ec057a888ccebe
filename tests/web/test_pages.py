"""The pages that a customer reads."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

import re
from collections import Counter
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service.controllers import Controller, Exporter
from service.documents import Contact
from service.languages import SHIPPED
from service.web import pages
from tests.feed import samples
from tests.feed.samples import entry, location, transfer

TODAY = date(2026, 11, 23)
FEED_URL = "https://example.org/lists/github/feed.atom"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}&lt;'
STYLE = Path(pages.__file__).parent / "static" / "style.css"
VOID = {"meta", "link", "br", "input"}
COUNTRIES = ("AU", "BR", "CA", "FR", "JP", "NO", "ES", "SE", "CH", "GB", "US")


class Nesting(HTMLParser):
    """Collects the elements that are open; what is closed out of turn is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute of {tag} stands twice"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()


def list_page(**fields: Any) -> str:
    """The page of GitHub's list, today, unless the fields say otherwise."""
    rest: dict[str, Any] = {
        "slug": "github",
        "controller": Controller(name="GitHub", legal_name="GitHub, Inc."),
        "exporter_name": "GitHub, Inc.",
        "on": TODAY,
        "today": TODAY,
        "items": (),
        "page_url": "https://example.org/lists/github",
        "feed_url": FEED_URL,
    }
    return pages.list_page(pages.ListPage(**rest | fields))


def full_page(**fields: Any) -> str:
    """A page with all that a list may have, as long as GitHub's."""
    rest: dict[str, Any] = {
        "items": (
            entry("Microsoft", locations=tuple(map(location, COUNTRIES)), transfers=tuple(map(transfer, COUNTRIES))),
            *(entry(f"GitHub Subsidiary {number}") for number in range(29)),
        ),
        "planned": (entry("New Cloud", from_=date(2026, 12, 23)),),
        "announced": (samples.changed(purpose="Firewall"),),
        "notices": tuple(samples.notices()),
        "note": "This is a demonstration.",
    }
    return list_page(**rest | fields)


def tree_of(page: str) -> Any:
    """The elements of a page."""
    return html.document_fromstring(page)


def said(page: str) -> str:
    """What a person reads of a page, white space collapsed."""
    return " ".join(tree_of(page).find("body").text_content().split())


ALL = [
    pytest.param(full_page(), id="full"),
    pytest.param(list_page(), id="empty"),
    pytest.param(full_page(private=True, on=date(2027, 1, 1)), id="private"),
    pytest.param(pages.error_page(404, "Not found", "There is no such list."), id="error"),
]


@pytest.mark.parametrize("page", ALL)
def test_elements_are_nested(page: str) -> None:
    """Every element is closed, in turn, and the document is one of HTML 5."""
    parser = Nesting()
    parser.feed(page)
    parser.close()
    assert [] == parser.open
    assert page.startswith('<!doctype html>\n<html lang="en">')


@pytest.mark.parametrize("page", ALL)
def test_headings_are_in_order(page: str) -> None:
    """A page has one h1, at its beginning, and no level is skipped on the way down."""
    levels = [int(element.tag[1]) for element in tree_of(page).iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("page", ALL)
def test_content_security_policy_is_kept(page: str) -> None:
    """A page has no script, no inline style, no form to anywhere else, and loads one style sheet of our own."""
    tree = tree_of(page)
    assert [] == list(tree.iter("script", "style", "img", "iframe", "object", "base"))
    assert all(form.get("action").startswith(FEED_URL.removesuffix("feed.atom")) for form in tree.iter("form"))
    names = {name for element in tree.iter() for name in element.attrib}
    assert set() == {name for name in names if name == "style" or name.startswith("on")}
    assert ["/static/style.css"] == tree.xpath("//link[@rel='stylesheet']/@href")


@pytest.mark.parametrize("page", ALL)
def test_page_can_be_walked_without_sight(page: str) -> None:
    """A page has its landmarks, a skip link to the content, names for its sections, and ids that are met once."""
    tree = tree_of(page)
    ids = Counter(tree.xpath("//@id"))
    assert {1} == set(ids.values())
    assert ["#main"] == tree.xpath("//body/*[1]/@href")
    assert (1, 1) == (len(tree.xpath("//main")), len(tree.xpath("//body/footer")))
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)
    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    assert [] == tree.xpath("//th[not(@scope)]")


@pytest.mark.parametrize("page", ALL)
def test_disclaimer_stands_once(page: str) -> None:
    """Each page says once that subreg gives no legal advice."""
    assert 1 == said(page).count("subreg informs; it does not give legal advice.")


def test_feed_is_discovered() -> None:
    """A feed reader that is given the page finds the feed, and a person reads its address."""
    tree = tree_of(full_page())
    assert [FEED_URL] == tree.xpath("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert FEED_URL in said(full_page())


def test_page_says_whose_list_it_is() -> None:
    """The page names the controller, the exporter with its role, and the day."""
    text = said(list_page())
    assert "Sub-processors: GitHub" in text
    assert "Data is sent onward by GitHub, Inc., as processor" in text
    assert "This is the list of today, 23 November 2026." in text
    own = Controller(name="Intility", exporter=Exporter(role="controller"))
    assert "sent onward by Intility AS, as controller" in said(list_page(controller=own, exporter_name="Intility AS"))
    assert "Data is sent onward by not recorded" in said(list_page(exporter_name=None))


def test_page_of_another_day_says_so() -> None:
    """A past and a coming day are told apart from today, with a way back."""
    past, coming = list_page(on=date(2021, 1, 1)), list_page(on=date(2027, 1, 1))
    assert "This is the list as it was on 1 January 2021. Read the list of today." in said(past)
    assert "This is the list of 1 January 2027, as far as it is announced today." in said(coming)
    for page in (past, coming):
        assert ["https://example.org/lists/github"] == tree_of(page).xpath("//p[@class='lead']/a/@href")
    assert "https://example.org/lists/github?on=YYYY-MM-DD" in said(past)


def test_empty_list_is_a_sentence() -> None:
    """A list without entries says so."""
    assert "No sub-processor is on this list on 1 January 2017." in said(list_page(on=date(2017, 1, 1)))


def test_entry_is_told() -> None:
    """An entry shows all that a customer may see of it, and names what is not recorded."""
    fastly = entry(
        "Fastly",
        legal_name="Fastly, Inc.",
        role="joint_controller",
        until=date(2027, 3, 1),
        replaces="cloudflare",
        copy_from="write to the office",
        data_categories=("IP addresses",),
    )
    page = list_page(items=(fastly, entry()))
    expected = (
        "Fastly Since 27 December 2023. No longer from 1 March 2027 on. Replaces Cloudflare. "
        "Legal entity Fastly, Inc. Role joint controller Purpose Content delivery service "
        "Categories of data IP addresses "
        "Locations United States (US) "
        "Where the data goes, and on what basis United States (US): adequacy decision (EU) 2023/1795 "
        "Not recorded data subjects"
    )
    assert expected == " ".join(tree_of(page).get_element_by_id("entry-fastly").text_content().split())
    assert "Copy of the safeguards write to the office" in said(page)


def test_countries_share_a_line() -> None:
    """An entry in eleven countries is read in few lines."""
    text = said(full_page())
    assert "Australia (AU), Brazil (BR), Canada (CA), France (FR), Japan (JP), Norway (NO), Spain (ES)" in text
    assert "France (FR), Norway (NO), Spain (ES), Sweden (SE): inside the EEA" in text


def test_what_is_announced_stands_apart() -> None:
    """Additions and changes to come are told with their day, under a heading of their own."""
    text = said(full_page())
    announced = text[text.index("Announced ") : text.rindex("Latest notices")]
    assert "New Cloud From 23 December 2026." in announced
    assert "Cloudflare changes on 23 December 2026." in announced
    assert "Announced" not in said(list_page(items=(entry(),)))


def test_notices_have_anchors() -> None:
    """Each notice stands under the anchor to which its feed entry links, the newest twenty of them."""
    many = [samples.notice(number, "added", (samples.added(),)) for number in range(25, 0, -1)]
    anchors = tree_of(list_page(notices=tuple(many))).xpath("//article[@class='notice']/@id")
    assert [f"notice-{number}" for number in range(25, 5, -1)] == anchors
    assert "Published 24 September 2026, 10:30 UTC" in said(list_page(notices=(many[-1],)))


def test_content_of_a_notice_is_shown_as_made() -> None:
    """The words of a notice are the same on the page and in the feed."""
    told = samples.notice(1, "changed", (samples.changed(purpose="<b>"),))
    assert told.content in list_page(notices=(told,))


def test_private_page_is_kept_to_itself() -> None:
    """A private list is not indexed and sends its address nowhere; its feed has the address that was given."""
    address = "https://example.org/s/srt_secret/feed.atom"
    tree = tree_of(list_page(private=True, feed_url=address))
    metas = {meta.get("name"): meta.get("content") for meta in tree.iter("meta") if meta.get("name")}
    assert ("noindex", "no-referrer") == (metas["robots"], metas["referrer"])
    assert {address} == set(tree.xpath("//@href[contains(., 'feed.atom')]"))
    assert "noindex" not in list_page()


def test_way_to_object_is_told() -> None:
    """The page says how long and where to object, as far as there is a window."""
    assert "write to GitHub, Inc., at the address that your contract names for such notices, and say" in said(
        list_page()
    )
    assert "within 30 days of its notice" in said(list_page())
    none = Controller(name="GitHub", notice_period_days=30, objection_period_days=0)
    assert "You may object to a change within" not in said(list_page(controller=none))


def test_no_person_is_named() -> None:
    """Contacts of the controller stay off the page."""
    person = Contact(name="Ada Lovelace", email="ada@example.org", address="1 Street")
    page = list_page(controller=Controller(name="GitHub", contact=person, representative=person, dpo=person))
    assert not re.search("Ada|ada@|1 Street", page)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30) | st.just(HOSTILE))
def test_hostile_text_is_inert(word: str) -> None:
    """Text in any place brings no element and no attribute into a page, and is read as it was written."""

    def page(value: str) -> str:
        one = entry("Cloudflare", legal_name=value, purpose=value, services=(value,), copy_from=value)
        return list_page(
            controller=Controller(name=value, legal_name=value),
            exporter_name=value,
            items=(one, entry(value, subprocessor="fastly", locations=(location(None, stated=value),))),
            planned=(entry(value, subprocessor="planned", replaces="x"),),
            notices=(samples.notice(1, "added", (samples.added("X", purpose=value),), title=value),),
            note=value,
        )

    def skeleton(document: str) -> list[tuple[str, list[str]]]:
        return [(element.tag, sorted(element.attrib)) for element in tree_of(document).iter()]

    assert skeleton(page("plain")) == skeleton(page(word))
    assert " ".join(word.split()) in said(page(word))


def test_error_page_says_what_to_do() -> None:
    """An error page shows title, detail and status, inert, and is not indexed."""
    page = pages.error_page(401, HOSTILE, "Ask for <a key>.")
    assert [HOSTILE] == tree_of(page).xpath("//h1/text()")
    assert "Ask for <a key>. Status 401" in said(page)
    assert ["noindex"] == tree_of(page).xpath("//meta[@name='robots']/@content")


def test_style_loads_nothing() -> None:
    """The style sheet asks for no other file."""
    assert not re.search(r"url\(|@import", STYLE.read_text("utf-8"))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "link"])
def test_colours_have_contrast(scheme: int, ink: str) -> None:
    """Text is told from its ground at 4.5 to 1 or better (WCAG 2.2, 1.4.3), in both colour schemes."""
    palette = dict(re.findall(r"--([\w-]+): (#\w{6});", STYLE.read_text("utf-8").split(":root {")[scheme + 1]))
    for ground in ("paper", "card", "note"):
        darker, lighter = sorted(luminance(palette[name]) for name in (ink, ground))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("tag", SHIPPED)
@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_page_speaks_a_language(tag: str, on: date) -> None:
    """A page names its language, whatever it shows; sentences are apart, and nothing is left to fill in."""
    controller = Controller(name="GitHub", legal_name="GitHub, Inc.", language=tag)
    gone = entry("Old Cloud", until=date(2026, 12, 24), replaces="older")
    tree = tree_of(full_page(controller=controller, on=on, planned=(gone,)))
    assert tag == tree.get("lang")
    said = [" ".join(part.text_content().split()) for part in tree.iter("p", "h1", "h2", "dt", "summary", "label")]
    assert all(said)
    assert [] == [one for one in said if re.search(r"[a-z][.;][A-Z]|%\(|\{", one)]


def test_notice_in_another_language_says_so() -> None:
    """On a page in German a notice in English is marked as that, and one in German is not."""
    both = (
        samples.notice(2, "added", (samples.added(),), language="de"),
        samples.notice(1, "added", (samples.added(),)),
    )
    tree = tree_of(list_page(controller=Controller(name="GitHub", language="de"), notices=both))
    headings = tree.findall(".//article[@class='notice']/h3")
    assert [None, "en"] == [heading.get("lang") for heading in headings]
    assert ["en"] == [part.get("lang") for part in tree.findall(".//article[@class='notice']/div")]
