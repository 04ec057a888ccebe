"""The words of a notice."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

import tracemalloc
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service import wording_places, wording_values
from service.changes import Manner
from service.documents import to_plain
from service.engagements import Engagement, Entry
from service.languages import ENGLISH
from service.list_entries import PublicLocation, PublicTransfer, notice_view, public_entry
from service.notices import Item, NoticeKind
from service.subprocessors import Subprocessor
from service.wording import announced, content_of
from service.wording_titles import title_of
from tests.feed import samples
from tests.feed.samples import added, changed, entry, item, location, removed, replaced, transfer, withdrawn

ALLOWED = {"p", "h4", "ul", "li", "strong", "em", "br", "code", "table", "thead", "tbody", "tr", "th", "td"}
BEGUN = (date(2023, 12, 27), entry())
NEW_YEAR = date(2027, 1, 3)
TO_INDIA: dict[str, Any] = {"locations": (location("IN"),), "transfers": (transfer("IN"),)}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u2028&amp;'


def read(fragment: str) -> str:
    """What a person reads of an HTML fragment: one part a line, the cells of a row parted by a bar."""
    tree = html.fragment_fromstring(fragment, create_parent="div")
    for element in tree.iter("p", "li", "tr", "h4", "br", "table"):
        element.tail = "\n" + (element.tail or "")
    for element in tree.iter("ul"):
        element.text = "\n" + (element.text or "")
    for cell in tree.iter("th", "td"):
        cell.tail = " | " + (cell.tail or "")
    return "\n".join(line.strip(" |") for line in tree.text_content().splitlines() if line.strip(" |"))


def content(*items: Item, kind: NoticeKind = "changed", manner: Manner = "notice", **rest: Any) -> str:
    """What a person reads of a notice."""
    return read(content_of(ENGLISH, kind, items, **{"objection_until": None, "reason_kind": manner} | rest))


@pytest.mark.parametrize(
    ("kind", "items", "title"),
    [
        pytest.param("added", [added()], "Cloudflare is added on 23 December 2026", id="added"),
        pytest.param("removed", [removed()], "Cloudflare is removed on 23 December 2026", id="removed"),
        pytest.param("replaced", [replaced()], "Cloudflare is replaced by Fastly on 23 December 2026", id="replaced"),
        pytest.param(
            "changed", [changed(**TO_INDIA)], "Cloudflare: locations change on 23 December 2026", id="locations"
        ),
        pytest.param(
            "changed",
            [changed(transfers=(transfer("US"),))],
            "Cloudflare: basis of transfers changes on 23 December 2026",
            id="basis",
        ),
        pytest.param(
            "changed",
            [changed(purpose="Firewall", **TO_INDIA)],
            "Cloudflare: purpose and locations change on 23 December 2026",
            id="two-fields",
        ),
        pytest.param(
            "changed",
            [changed(purpose="Firewall", nature="Filtering", country="IN")],
            "Cloudflare: 3 details change on 23 December 2026",
            id="three-fields",
        ),
        pytest.param(
            "changed",
            [item([BEGUN], [BEGUN, (NEW_YEAR, entry(purpose="Firewall")), (date(2027, 2, 1), None)])],
            "Cloudflare: purpose changes on 3 January 2027, more follows later",
            id="more-steps",
        ),
        pytest.param(
            "withdrawn",
            [withdrawn()],
            "The change of Cloudflare announced for 23 December 2026 will not happen",
            id="withdrawn",
        ),
        pytest.param(
            "withdrawn",
            [item([(NEW_YEAR, entry())], [])],
            "The addition of Cloudflare announced for 3 January 2027 will not happen",
            id="withdrawn-addition",
        ),
        pytest.param(
            "withdrawn",
            [item([BEGUN, (NEW_YEAR, None)], [BEGUN])],
            "The removal of Cloudflare announced for 3 January 2027 will not happen",
            id="withdrawn-removal",
        ),
        pytest.param("published", [], "List published with no sub-processors", id="published-empty"),
        pytest.param("published", [added()], "List published with 1 sub-processor", id="published-one"),
        pytest.param("published", [added()] * 11, "List published with 11 sub-processors", id="published"),
        pytest.param(
            "published",
            [added(), removed("Zendesk")],
            "List published anew: 1 sub-processor is added and 1 is removed on 23 December 2026",
            id="published-anew",
        ),
        pytest.param(
            "changed",
            [changed(on=NEW_YEAR, purpose="Firewall")] * 5,
            "5 sub-processors change on 3 January 2027",
            id="many-on-a-day",
        ),
        pytest.param(
            "changed",
            [changed(on=NEW_YEAR, purpose="Firewall"), changed(on=date(2027, 2, 1), purpose="Firewall")],
            "2 sub-processors change, from 3 January 2027",
            id="many-from-a-day",
        ),
        pytest.param(
            "changed",
            [added(), added("Fastly"), removed("Zendesk"), changed(purpose="Firewall")],
            "2 sub-processors are added, 1 is removed and 1 changes on 23 December 2026",
            id="mixed",
        ),
        pytest.param(
            "withdrawn",
            [withdrawn(), withdrawn(name="Fastly")],
            "Announced changes of 2 sub-processors will not happen",
            id="many-withdrawn",
        ),
    ],
)
def test_titles(kind: NoticeKind, items: list[Item], title: str) -> None:
    """The title is one plain sentence that says what happens to whom, and when."""
    assert title == title_of(ENGLISH, kind, tuple(items))


def test_title_of_a_correction_says_so() -> None:
    """Mending the record does not read as news."""
    expected = "Corrected: Cloudflare: purpose changes on 23 December 2026"
    assert expected == title_of(ENGLISH, "changed", (changed(purpose="Firewall"),), reason_kind="correction")


@pytest.mark.parametrize("make", [added, removed, changed, withdrawn, replaced])
def test_titles_are_short(make: Callable[..., Item]) -> None:
    """However long the names are, a title has 160 characters at most."""
    name = "N" * 300
    on = date(2026, 9, 30)
    names = {"old": name, "new": name + "2"} if make is replaced else {"name": name}
    rest = {"data_subjects": ("a",), "data_categories": ("a",)} if make is changed else {}
    items = (make(on=on, **names, **rest),)
    assert 160 >= len(title_of(ENGLISH, "changed", items, reason_kind="correction"))
    assert 160 >= len(title_of(ENGLISH, "published", items))


def test_addition_tells_all_of_an_entry() -> None:
    """An addition says who it is, for what, with which data, where, on what basis, and what is not recorded."""
    fresh = added(
        legal_name="Cloudflare, Inc.",
        country="US",
        role="independent_controller",
        services=("CDN", "DNS"),
        locations=(location("US", "hosting"), location("IN", "support"), location("JP", "support")),
        transfers=(samples.to_us(), transfer("IN"), transfer("JP", "scc", article="46(2)(c)")),
    )
    expected = """\
Cloudflare is added on 23 December 2026.
Legal entity | Cloudflare, Inc.
Country of the legal entity | United States (US)
Role | independent controller
Purpose | Content delivery service
Services | CDN; DNS
Locations
United States (US): hosting
India (IN), Japan (JP): support
Where the data goes, and on what basis
United States (US): adequacy decision (EU) 2023/1795
India (IN): no basis recorded
Japan (JP): standard contractual clauses (Art. 46(2)(c))
Not recorded | data categories, data subjects
You may object until 22 December 2026, that day included (UTC). The list page, to which this entry links, says how."""
    assert expected == content(fresh, kind="added", objection_until=date(2026, 12, 22))


def test_change_tells_before_and_after() -> None:
    """A change shows each field before and after, and of lists what is new and what is gone."""
    moved = changed(
        locations=(location("US"), location("IN")), transfers=(samples.to_us(), transfer("IN")), purpose="Firewall"
    )
    expected = """\
Cloudflare changes on 23 December 2026.
What | Before | After
Purpose | Content delivery service | Firewall
Locations | United States (US)
United States (US)
new: India (IN)
Where the data goes, and on what basis | United States (US): adequacy decision (EU) 2023/1795
United States (US): adequacy decision (EU) 2023/1795
new: India (IN): no basis recorded
It already holds, so there is no time to object."""
    assert expected == content(moved)


def test_change_tells_where_the_data_goes() -> None:
    """A change that moves no data still says where it goes and on what basis."""
    expected = """\
Where the data goes from then on, and on what basis:
United States (US): adequacy decision (EU) 2023/1795"""
    assert expected in content(changed(purpose="Firewall"))


def test_table_is_read_by_machines_too() -> None:
    """The table of a change has a head, and its headers say what they head."""
    tree = html.fragment_fromstring(str(announced(ENGLISH, changed(purpose="Firewall"))), create_parent="div")
    assert ["col"] * 3 == [cell.get("scope") for cell in tree.findall(".//thead/tr/th")]
    assert ["row"] == [cell.get("scope") for cell in tree.findall(".//tbody/tr/th")]


def test_later_steps_follow() -> None:
    """A notice tells what happens on its first day, then what follows on later days."""
    told = content(
        item([BEGUN], [BEGUN, (NEW_YEAR, entry(**TO_INDIA)), (date(2027, 2, 1), entry()), (date(2027, 3, 1), None)])
    )
    order = [
        "changes on 3 January 2027",
        "Later, on 1 February 2027:",
        "Later, on 1 March 2027, Cloudflare is removed.",
    ]
    places = [told.index(part) for part in order]
    assert all(one < other for one, other in pairwise(places))


def test_return_tells_all_of_an_entry() -> None:
    """Where an entry ends and comes back later, the notice says what it is and where the data goes from then on."""
    told = content(item([BEGUN], [BEGUN, (NEW_YEAR, None), (date(2027, 2, 1), entry(**TO_INDIA))]))
    back = """\
Later, on 1 February 2027, Cloudflare is added again.
Purpose | Content delivery service
Locations | India (IN)
Where the data goes, and on what basis | India (IN): no basis recorded"""
    assert back in told


def test_dropped_steps_are_told() -> None:
    """What had been announced and will not happen is told with the day and the values it would have had."""
    moved = content(
        item([BEGUN, (NEW_YEAR, entry(purpose="Firewall"))], [BEGUN, (date(2027, 2, 1), entry(purpose="DNS"))])
    )
    assert "Purpose | Content delivery service | DNS" in moved
    assert "The change announced for 3 January 2027 is dropped:" in moved
    assert "What | Before | Had been announced\nPurpose | Content delivery service | Firewall" in moved


def test_other_value_for_the_same_day_is_told() -> None:
    """A plan that is written anew for its day names what had been announced."""
    anew = content(item([BEGUN, (NEW_YEAR, entry(purpose="Firewall"))], [BEGUN, (NEW_YEAR, entry(purpose="DNS"))]))
    assert "Purpose | Firewall | DNS" not in anew
    assert "Purpose | Content delivery service | DNS\ninstead of, as announced before: Firewall" in anew


def test_withdrawal_says_what_will_not_happen() -> None:
    """A withdrawal tells the plan that it takes back and needs no window."""
    expected = """\
What was announced for Cloudflare will not happen.
The change announced for 23 December 2026 is dropped:
What | Before | Had been announced
Purpose | Content delivery service | Firewall
Nothing new takes effect, so there is no time to object."""
    assert expected == content(withdrawn(), kind="withdrawn")


def test_end_and_replacement_are_told() -> None:
    """An end names its first day without the entry, a replacement both entries and the new one's details."""
    assert "Cloudflare is removed on 23 December 2026: from that day on it is no longer engaged." in content(removed())
    told = content(replaced(), kind="replaced")
    assert "Cloudflare is replaced by Fastly on 23 December 2026.\nPurpose | Content delivery service" in told


def test_published_list_names_its_entries() -> None:
    """A first publication names every entry, its purpose, its places and the basis."""
    expected = """\
This list is published with 2 sub-processors.
Cloudflare
Content delivery service
Locations: United States (US)
Where the data goes, and on what basis: United States (US): adequacy decision (EU) 2023/1795
Fastly
Content delivery service
Locations: not recorded
Where the data goes, and on what basis: no transfer
It already holds and is not a change, so there is no time to object."""
    items = (added(), added("Fastly", locations=None, transfers=()))
    assert expected == content(*items, kind="published", manner="baseline")


def test_list_published_anew_tells_each_change() -> None:
    """A later load of what already holds tells what became of each entry."""
    told = content(added("Fastly"), removed(), kind="published", manner="baseline")
    assert "Fastly is added on 23 December 2026." in told
    assert "Cloudflare is removed on 23 December 2026: from that day on it is no longer engaged." in told


def test_notice_about_several_entries_has_a_heading_each() -> None:
    """Entries of one notice are told one after the other under their names."""
    tree = html.fragment_fromstring(
        content_of(ENGLISH, "added", (added(), added("Fastly")), objection_until=None, reason_kind="notice"),
        create_parent="div",
    )
    assert ["Cloudflare", "Fastly"] == [heading.text for heading in tree.findall("h4")]


@pytest.mark.parametrize(
    ("manner", "kind", "words"),
    [
        ("notice", "changed", "It already holds"),
        ("waived", "changed", "The notice period was waived"),
        ("baseline", "added", "It already holds and is not a change"),
        ("correction", "changed", "It corrects what was recorded wrongly"),
        ("history", "removed", "It is history"),
        ("notice", "removed", "Nothing new takes effect"),
    ],
)
def test_absence_of_a_window_is_explained(manner: Manner, kind: NoticeKind, words: str) -> None:
    """A notice without objection window says why there is none."""
    last = content(changed(purpose="Firewall"), kind=kind, manner=manner).splitlines()[-1]
    assert last.startswith(words)
    assert last.endswith(", so there is no time to object.")


def test_change_to_come_without_agreed_window() -> None:
    """A change to come for a list without objection period is not said to hold already."""
    told = content(changed(purpose="Firewall"), published_on=date(2026, 12, 22))
    assert "No time to object is agreed for this list." == told.splitlines()[-1]
    assert "It already holds" in content(changed(purpose="Firewall"), published_on=date(2026, 12, 23))


def test_a_later_day_is_still_to_come() -> None:
    """Of a fact that holds at once and a change to come in one notice it is not said that all holds already."""
    begun, now = (date(2023, 12, 27), samples.entry()), samples.NOW.date()
    renamed = samples.entry(legal_name="Other Ltd")
    later = (date(2026, 12, 23), samples.entry(legal_name="Other Ltd", purpose="Ads"))
    told = content(item([begun], [begun, (now, renamed), later]), published_on=now)
    assert "No time to object is agreed for this list." == told.splitlines()[-1]


def test_older_notice_is_named() -> None:
    """A correction or withdrawal names the notice that it is about."""
    told = content(withdrawn(), kind="withdrawn", about=("Cloudflare: purpose <changes>",))
    assert "It is about the notice “Cloudflare: purpose <changes>”." in told


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (location("IE"), "Ireland (IE)"),
        (location("IE", "hosting"), "Ireland (IE): hosting"),
        (location("IE", "remote_access", place="Dublin"), "Dublin, Ireland (IE): remote access"),
        (location("XK"), "Kosovo (XK)"),
        (location(None, region="EU"), "EU (no country named)"),
        (location(None, region="EU", stated="inside the EU"), 'EU (no country named; the source says "inside the EU")'),
        (location(None, stated="Global"), 'not recorded (the source says "Global")'),
        (location(None, "support"), "not recorded: support"),
        (location(None, place="Building 5"), "Building 5, country not recorded"),
        (location("DE", stated="Frankfurt"), 'Germany (DE) (the source says "Frankfurt")'),
    ],
)
def test_locations(place: PublicLocation, words: str) -> None:
    """A place is told by country and code; what is not recorded is said, with the words of the source."""
    assert words == wording_places.location(ENGLISH, to_plain(place))


def test_locations_together() -> None:
    """Countries where the same is done share a line; places and words of a source keep their own."""
    places = (
        location("IE", "hosting"),
        location("IN", "support"),
        location("IE", "backup"),
        location("DE", "hosting"),
        location("DE", "backup"),
        location("NO"),
        location(None, stated="Paris, Rome"),
        location("BR"),
        location("BR"),
    )
    expected = [
        "Ireland (IE), Germany (DE): hosting, backup",
        "India (IN): support",
        "Norway (NO), Brazil (BR)",
        'not recorded (the source says "Paris, Rome")',
    ]
    assert expected == wording_places.locations(ENGLISH, to_plain(places))


@pytest.mark.parametrize(
    ("hop", "words"),
    [
        (samples.to_us(), "United States (US): adequacy decision (EU) 2023/1795"),
        (transfer("DE"), "Germany (DE): inside the EEA"),
        (transfer("IN"), "India (IN): no basis recorded"),
        (transfer("IN", "scc", article="46(2)(c)"), "India (IN): standard contractual clauses (Art. 46(2)(c))"),
        (transfer("IN", "bcr", article="Art. 47"), "India (IN): binding corporate rules (Art. 47)"),
        (transfer("JP", "adequacy", article="45"), "Japan (JP): adequacy decision (Art. 45)"),
        (
            transfer("GB", "adequacy", decision="UK-US", regime="uk"),
            "United Kingdom (GB), under the UK rules: adequacy decision UK-US",
        ),
        (transfer("IN", chain=("Acme",)), "India (IN), further sub-processor Acme: no basis recorded"),
        (transfer("IN", chain=("Acme", "B")), "India (IN), further sub-processors Acme, B: no basis recorded"),
        (transfer(None), "country not recorded: no basis recorded"),
        (transfer(None, inside_eea=True), "EU or EEA (no country named): inside the EEA"),
        (transfer("IN", "new_tool"), "India (IN): new tool"),
    ],
)
def test_transfers(hop: PublicTransfer, words: str) -> None:
    """A transfer is told by where it goes, by whom further on, and on what basis."""
    assert words == wording_places.transfer(ENGLISH, to_plain(hop))


def test_transfers_together() -> None:
    """Countries on the same basis share a line."""
    hops = (transfer("DE"), samples.to_us(), transfer("IE"), transfer("DE"))
    expected = ["Germany (DE), Ireland (IE): inside the EEA", "United States (US): adequacy decision (EU) 2023/1795"]
    assert expected == wording_places.transfers(ENGLISH, to_plain(hops))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("purpose", None, "not recorded"),
        ("purpose", "one\ntwo <b>", "one\ntwo <b>"),
        ("hr_data", True, "yes"),
        ("hr_data", False, "no"),
        ("country", "IE", "Ireland (IE)"),
        ("role", "joint_controller", "joint controller"),
        ("services", [], "none"),
        ("services", ["CDN", "DNS"], "CDN; DNS"),
        ("transfers", [], "no transfer"),
    ],
)
def test_values(field: str, value: object, words: str) -> None:
    """Every kind of value is told in words."""
    assert words == read(str(wording_values.shown(ENGLISH, field, value)))


def test_words_of_long_values_are_not_kept() -> None:
    """What is told of long lists leaves nothing in memory, however many of them there are."""
    tracemalloc.start()
    for number in range(20):
        told = [f"{number} {'&' * 280}"] * 200
        assert wording_values.shown(ENGLISH, "data_categories", told).count("&amp;") == 280 * 200
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000


def test_order_alone_is_neither_new_nor_gone() -> None:
    """Two lists that differ in their order show no mark."""
    cells = wording_values.before_and_after(ENGLISH, "services", ["CDN", "DNS"], ["DNS", "CDN"])
    assert ["CDN\nDNS", "DNS\nCDN"] == [read(str(cell)) for cell in cells]


def test_every_field_of_a_notice_has_a_label() -> None:
    """Whatever a notice may compare has words of its own."""
    bare = Entry(slug="acme", subprocessor=Subprocessor(name="Acme"), engagement=Engagement())
    assert set(notice_view(bare, public_entry(bare, (), None))) == set(wording_values.LABELS)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30) | st.just(HOSTILE))
def test_content_has_allowed_tags_only(word: str) -> None:
    """No value brings a tag or an attribute into a notice."""
    fresh = added(
        word, purpose=word, services=(word,), locations=(location("US", place=word), location(None, stated=word))
    )
    moved = item([BEGUN], [BEGUN, (NEW_YEAR, entry(word, purpose=word, services=(word, word)))])
    for kind in ("changed", "published"):
        made = content_of(
            ENGLISH,
            kind,
            (fresh, moved, replaced(old=word, new=word + "2")),
            objection_until=None,
            reason_kind="notice",
            about=(word,),
        )
        tree = html.fragment_fromstring(made, create_parent="div")
        assert {element.tag for element in tree.iterdescendants()} <= ALLOWED
        assert {name for element in tree.iter() for name in element.attrib} <= {"scope"}
