"""The Atom feed as readers meet it."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service import feed
from service.documents import Line, Text, from_plain
from service.errors import Invalid
from service.notices import Notice
from tests.campaigns import tried_on
from tests.feed import samples
from tests.feed.readers import GRAMMAR, read_atom, read_calendar, read_json_feed

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def bytes_of(notices: list[Notice], **head: Any) -> bytes:
    """The feed document of these notices."""
    return feed.atom(samples.head(**head), notices, public_url="https://example.org/", author="GitHub, Inc.")


def published_text(wanted: Any) -> st.SearchStrategy[str]:
    """Text that passes the door of the register as this type."""

    def passes(value: str) -> bool:
        try:
            from_plain(value, wanted)
        except Invalid:
            return False
        return True

    alphabet = st.one_of(
        st.characters(), st.sampled_from("<>&\"';]\\ \t\r\n\x00\x1f\x7f\x85\x92\u2028\u202e\ufeff\ufffe")
    )
    return st.text(alphabet, min_size=1, max_size=40).filter(passes)


def test_feed_has_the_grammar_of_atom() -> None:
    """A feed with notices of every kind, and one without any, are what RFC 4287 allows."""
    assert len(samples.notices()) == len(read_atom(bytes_of(samples.notices())).entries)
    assert [] == read_atom(bytes_of([])).entries


@pytest.mark.parametrize("path", ["id", "title", "updated", "author", "author/name", "entry/id", "entry/updated"])
def test_grammar_sees_what_is_missing(path: str) -> None:
    """The grammar of these tests refuses a feed that lacks what RFC 4287 demands."""
    tree = etree.fromstring(bytes_of(samples.notices()))
    lost = tree.find("/".join(f"{ATOM}{name}" for name in path.split("/")))
    lost.getparent().remove(lost)
    assert not GRAMMAR.validate(tree)


def test_feed_says_whose_it_is() -> None:
    """The feed names its id, title, author, moment, and its own and the list's absolute address."""
    parsed = read_atom(bytes_of(samples.notices()))
    assert f"urn:uuid:{samples.FEED}" == parsed.feed.id
    assert "GitHub: sub-processors" == parsed.feed.title
    assert "GitHub, Inc." == parsed.feed.author
    assert "2026-11-23T09:30:15.250Z" == parsed.feed.updated
    links = {(link.rel, link.type): link.href for link in parsed.feed.links}
    expected = {
        ("self", "application/atom+xml"): "https://example.org/lists/github/feed.atom",
        ("alternate", "text/html"): "https://example.org/lists/github",
    }
    assert expected == links


def test_feed_is_in_english() -> None:
    """The language of the words is declared on the feed."""
    assert "en" == etree.fromstring(bytes_of([])).get(XML_LANG)


def test_metadata_comes_before_entries() -> None:
    """Readers that stop at the first known entry have met all that the feed says of itself."""
    names = [element.tag.removeprefix(ATOM) for element in etree.fromstring(bytes_of(samples.notices()))]
    assert ["entry"] * len(samples.notices()) == names[names.index("entry") :]


def test_entries_stay_newest_first() -> None:
    """Entries come in the order of the notices, each once, under the id that was minted for it."""
    notices = samples.notices()
    assert [notice.id.urn for notice in notices] == [entry.id for entry in read_atom(bytes_of(notices)).entries]


def test_entry_tells_a_notice() -> None:
    """An entry carries title, moment, content, kind, and one link to its place on the list page."""
    notice = samples.notice(12, "added", (samples.added("AT&T <b>"),))
    entry = read_atom(bytes_of([notice])).entries[0]
    assert "AT&T <b> is added on 23 December 2026" == etree.fromstring(bytes_of([notice])).findtext(
        f".//{ATOM}entry/{ATOM}title"
    )
    assert "text/plain" == entry.title_detail.type
    assert "2026-09-24T21:30:15.250Z" == entry.published == entry.updated
    assert ["https://example.org/lists/github?notice=12#notice-12"] == [link.href for link in entry.links]
    scheme = "https://example.org/schema#"
    assert [
        ("added", f"{scheme}notice-kind", "added"),
        ("US", f"{scheme}country", "United States (US)"),
        ("adequate", f"{scheme}result", "adequate"),
    ] == [(tag.term, tag.scheme, tag.label) for tag in entry.tags]
    assert ["text/html"] == [content.type for content in entry.content]
    assert notice.content.replace("&#34;", '"') == entry.content[0].value.replace("&#34;", '"')


def test_dates_have_milliseconds_in_utc() -> None:
    """Every date is written alike, whatever the zone and the precision it came with."""
    plus_two = samples.NOW.astimezone(samples.PLUS_TWO)
    parsed = read_atom(bytes_of([], updated=plus_two.replace(microsecond=1999)))
    assert "2026-11-23T09:30:15.001Z" == parsed.feed.updated
    assert (
        "2026-11-23T09:30:15.000Z" == read_atom(bytes_of([], updated=samples.NOW.replace(microsecond=0))).feed.updated
    )


def test_same_notices_give_the_same_bytes() -> None:
    """Bytes are a function of what was published, not of the moment of rendering."""
    before = bytes_of(samples.notices())
    time.sleep(0.002)
    assert before == bytes_of(samples.notices())


def test_publication_changes_bytes() -> None:
    """A feed with one notice more is another document."""
    assert bytes_of(samples.notices()) != bytes_of(samples.notices()[1:])


@tried_on(100)
@given(name=published_text(Line), purpose=published_text(Text))
@example(name="]]>", purpose="<![CDATA[\r\n&#0;&bogus;")
@example(name="\ufdd0\U0001ffff", purpose="\u2028")
def test_text_from_the_door_never_breaks_a_feed(name: str, purpose: str) -> None:
    """Whatever passes as a line or a text is read without complaint, and the title comes out of each form as it was."""
    item = samples.added(name, purpose=purpose, data_categories=(name,))
    notice = samples.notice(1, "added", (item,), title=name)
    body = bytes_of([notice], title=name)
    assert name == etree.fromstring(body).findtext(f".//{ATOM}entry/{ATOM}title")
    assert [notice.id.urn] == [entry.id for entry in read_atom(body).entries]
    document = feed.json_feed(samples.head(title=name), [notice], public_url="https://example.org")
    (plain,) = read_json_feed(document)["items"]
    assert (name, notice.content) == (plain["title"], plain["content_html"])
    document = feed.calendar(samples.head(title=name), [notice], public_url="https://example.org")
    (event,) = read_calendar(document)
    assert name == str(event["SUMMARY"])


def test_languages_may_mix() -> None:
    """An entry in another language than the feed says so, and one in the same says nothing; the grammar takes both."""
    told = [
        samples.notice(3, "added", (samples.added("Zendesk"),), language="fr"),
        samples.notice(2, "added", (samples.added("Fastly"),), language="nb"),
        samples.notice(1, "added", (samples.added(),)),
    ]
    tree = etree.fromstring(bytes_of(told, language="nb"))
    GRAMMAR.assertValid(tree)
    assert "nb" == tree.get(XML_LANG)
    entries = tree.findall(f"{ATOM}entry")
    assert ["fr", None, "en"] == [entry.get(XML_LANG) for entry in entries]
    assert ["États-Unis (US)", "USA (US)", "United States (US)"] == [
        entry.find(f"{ATOM}category[@term='US']").get("label") for entry in entries
    ]
