"""The legal facts as a list: one shape for all kinds, with days, confidence and links."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from service.documents import to_plain
from service.law import Law, load_law
from service.law.listing import KINDS, listed, named, near, whole
from service.law.references import eur_lex, is_celex
from tests.law.overlays import KENYA, LISTED, end, overlaid

AS_OF = date(2026, 11, 23)


def one(law: Law, name: str, on: str = "2026-11-23") -> dict[str, Any]:
    (item,) = listed(law, date.fromisoformat(on), name=name).items
    found: dict[str, Any] = to_plain(item)
    return found


def test_every_record_is_listed() -> None:
    """Every decision, list entry, set, territory, instrument, ground, scheme and national tool stands in the list."""
    counted = Counter(item.kind for item in listed(load_law(), AS_OF).items)
    expected = {"decision": 23, "listed": 61, "clause_set": 7, "territory": 86, "instrument": 10, "derogation": 8}
    assert expected | {"scheme": 1, "tool": 10} == counted
    assert list(KINDS) == list(counted)


# One record of each kind and regime as it is listed: country, organisation, first and last day, scope, CELEX number.
ROWS: dict[tuple[str, str, str], tuple[str | None, ...]] = {
    ("decision", "eu", "BR-2026-179"): ("BR", None, "2026-01-26", None, "lgpd_subject", "32026D0179"),
    ("decision", "eu", "EPO-2025-1382"): (None, "EPO", "2025-07-15", None, "io_full", "32025D1382"),
    ("listed", "uk", "UK-US"): ("US", None, "2023-10-12", None, "dpf_participant_with_uk_extension", None),
    ("listed", "uk", "UK-EU-EEA"): (None, "EU", "2021-01-01", None, "io_full", None),
    ("listed", "ch", "CH-US"): ("US", None, "2024-09-15", None, "swiss_us_dpf_participant", None),
    ("clause_set", "eu", "2001/497/EC"): (
        *(None, None, "2001-09-03", "2022-12-27"),
        *("controller to controller", "32001D0497"),
    ),
    ("territory", "eu", "LI"): ("LI", None, "1995-05-01", None, "eea_efta", None),
    ("territory", "eu", "GG"): ("GG", None, None, None, "third_country", None),
    ("instrument", "eu", "adequacy"): (None, None, None, None, "anyone", "32016R0679"),
    ("derogation", "eu", "a49_1_a"): (None, None, None, None, None, "32016R0679"),
    ("scheme", "eu", "Europrivacy 82"): (None, None, "2026-04-15", None, "certification", None),
    ("tool", "uk", "uk_addendum"): (
        *(None, None, "2022-03-21", None),
        *("executed EU clauses (EU) 2021/914 with the right module", None),
    ),
    ("tool", "uk", "legacy_eu_scc"): (None, None, None, "2024-03-21", None, None),
    ("tool", "ch", "eu_scc_swiss"): (None, None, "2021-08-27", None, None, None),
}


@pytest.mark.parametrize("record", ROWS, ids=lambda record: f"{record[1]} {record[2]}")
def test_each_kind_says_what_it_is_about(record: tuple[str, str, str]) -> None:
    """Whatever its kind, a record tells its place or organisation, its days, its scope and where it is written."""
    items = [to_plain(item) for item in listed(load_law(), AS_OF).items]
    (found,) = (item for item in items if (item["kind"], item["regime"], item["id"]) == record)
    fields = ("country", "organisation", "valid_from", "valid_until", "scope", "celex")
    assert ROWS[record] == tuple(found[field] for field in fields)


def test_the_bridge_is_in_the_list_of_its_days() -> None:
    """A territory is listed as it stood on the day: the United Kingdom lay inside on the last day of the bridge."""
    inside, outside = (one(load_law(), "GB", day) for day in ("2021-06-27", "2021-06-28"))
    assert ("2021-06-27", True) == (inside["valid_until"], inside["in_force"])
    assert (None, False) == (outside["valid_until"], outside["in_force"])


def test_ids_are_unique_within_kind_and_regime() -> None:
    """Kind, regime and id together name one record."""
    items = listed(load_law(), AS_OF).items
    assert len(items) == len({(item.kind, item.regime, item.id) for item in items})


def test_every_record_says_when_it_was_checked() -> None:
    """Each shipped record was checked on the day of its file, and none is the operator's."""
    found = listed(load_law(), AS_OF)
    assert ({AS_OF}, {False}) == ({item.checked_on for item in found.items}, {item.overlaid for item in found.items})
    assert (AS_OF, None) == (found.as_of, found.overlay)


def test_decision_in_the_list() -> None:
    """A decision has its CELEX number, the link that follows from it, and the last day on which it held."""
    item = one(load_law(), "US-PS-2016-1250", "2020-07-15")
    link = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016D1250"
    assert ("32016D1250", link) == (item["celex"], item["links"][0])
    assert ("2016-07-12", "2020-07-15", True) == (item["valid_from"], item["valid_until"], item["in_force"])
    assert ("eu", "US", None) == (item["regime"], item["country"], item["organisation"])
    assert False is one(load_law(), "US-PS-2016-1250", "2020-07-16")["in_force"]


@pytest.mark.parametrize(
    ("name", "on", "in_force"),
    [
        ("2010/87/EU", "2010-05-14", False),
        ("2010/87/EU", "2010-05-15", True),
        ("2010/87/EU", "2022-12-27", True),
        ("2010/87/EU", "2022-12-28", False),
        ("2002/16/EC", "2010-05-15", False),
        ("future: importers subject to the GDPR (Art. 3(2))", "2030-01-01", False),
        ("HR", "2013-06-30", False),
        ("HR", "2013-07-01", True),
        ("GB", "2020-12-31", True),
        ("GB", "2021-06-28", False),
        ("Europrivacy 82", "2026-04-14", False),
        ("Europrivacy 82", "2026-04-15", True),
        ("UK-EEA", "2020-12-31", False),
        ("CH-US", "2024-09-15", True),
        ("eu_scc_alone", "2026-11-23", False),
        ("eu_scc_swiss", "2021-08-26", False),
        ("uk_bcr", "2026-11-23", None),
        ("a49_1_a", "2026-11-23", None),
    ],
)
def test_in_force_is_said_of_the_day(name: str, on: str, in_force: bool | None) -> None:  # noqa: FBT001 — what is expected
    """A record is in force on the days of its window; where no day is recorded nobody knows, and null says so."""
    assert in_force is one(load_law(), name, on)["in_force"]


def test_articles_of_the_gdpr_link_to_it() -> None:
    """An instrument and a derogation, which stand in the GDPR itself, have its CELEX number."""
    assert ["32016R0679"] * 2 == [one(load_law(), name)["celex"] for name in ("bcr", "a49_1_a")]


def test_what_an_overlay_touched_is_marked() -> None:
    """Records that an overlay added or ended are marked, and the file is named with its digest."""
    law = overlaid(decisions=[KENYA], listed={"uk": [LISTED]}, end=[end("CH-2000-518"), end("2021/914")])
    found = listed(law, AS_OF)
    marked = {item.id for item in found.items if item.overlaid}
    assert {"KE-2027-1", "UK-KE", "CH-2000-518", "(EU) 2021/914"} == marked
    assert found.overlay is not None
    assert ("ours.json", 64) == (found.overlay.file, len(found.overlay.sha256))
    assert ["2027-02-28"] * 2 == [one(law, name)["valid_until"] for name in ("CH-2000-518", "(EU) 2021/914")]


@pytest.mark.parametrize(
    ("members", "name", "checked_on"),
    [
        ({"decisions": [KENYA]}, "KE-2027-1", None),
        ({"decisions": [KENYA], "as_of": "2027-02-03"}, "KE-2027-1", "2027-02-03"),
        ({"decisions": [KENYA | {"checked_on": "2027-02-04"}], "as_of": "2027-02-03"}, "KE-2027-1", "2027-02-04"),
        ({"end": [end("CH-2000-518")]}, "CH-2000-518", "2026-11-23"),
        ({"end": [end("CH-2000-518")], "as_of": "2027-02-03"}, "CH-2000-518", "2027-02-03"),
        ({"end": [end("CH-2000-518", checked_on="2027-02-04")], "as_of": "2027-02-03"}, "CH-2000-518", "2027-02-04"),
        ({"as_of": "2027-02-03"}, "CH-2000-518", "2026-11-23"),
    ],
)
def test_an_overlay_says_when_it_was_checked(members: dict[str, Any], name: str, checked_on: str | None) -> None:
    """What an overlay touched was checked on the day that it names, of the record before that of the file."""
    assert checked_on == one(overlaid(**members), name)["checked_on"]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("US-DPF-2023-1795", ["US-DPF-2023-1795"]),
        ("dpf", ["US-DPF-2023-1795"]),
        ("2023/1795", ["US-DPF-2023-1795"]),
        ("2021/914", ["(EU) 2021/914"]),
        ("uk", ["GB"]),
        ("Norway", ["CH-NO", "NO"]),
        ("legacy_eu_scc", ["legacy_eu_scc", "legacy_eu_scc"]),
        ("nothing", []),
    ],
)
def test_a_fact_is_found_by_what_people_call_it(name: str, ids: list[str]) -> None:
    """A fact is found by its id, else by a name of a claim, in whatever case."""
    assert ids == [record.id for record in named(load_law(), name)]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("US-DFP-2023-1795", "US-DPF-2023-1795"),
        ("DFP", "US-DPF-2023-1795"),
        ("privacy shild", "US-PS-2016-1250"),
        ("UK-ZN", "UK-NZ"),
        ("2021/941", "(EU) 2021/914"),
    ],
)
def test_near_ids_are_offered(name: str, first: str) -> None:
    """Whoever mistypes an id, or a name by which a claim calls the fact, reads the id that was meant."""
    found = near(load_law(), name)
    assert first in found[:2]
    assert len(set(found)) == len(found) <= 5


def test_what_is_near_to_nothing_is_not_guessed() -> None:
    """A name that is like no other is answered with no id at all."""
    assert [] == near(load_law(), "zzzzz")


def test_whole_record_tells_what_may_end_it() -> None:
    """A decision comes with all its fields and with the events that may end it."""
    law = load_law()
    (record,) = named(law, "US-DPF-2023-1795")
    found = to_plain(whole(law, record, AS_OF))
    assert "C-703/25 P" in found["watch_list"][0]["event"]
    assert "(EU) 2023/1795" == found["record"]["decision"]


def test_event_of_an_overlay_is_marked() -> None:
    """Among the events that may end a decision, those that an overlay added are marked."""
    event = {"id": "US-DPF-2023-1795", "event": "C-2/27", "status": "pending", "kind": "contested"}
    law = overlaid(watch_list=[event])
    (record,) = named(law, "US-DPF-2023-1795")
    found = whole(law, record, AS_OF)
    assert {"C-2/27"} == {event.event for event in found.watch_list if event.overlaid}
    assert (False, False) == (found.item.overlaid, all(event.overlaid for event in found.watch_list))


def test_celex_numbers_have_a_form() -> None:
    """A CELEX number is told from other texts, and its link is made in one place."""
    good = ["32021D0914", "62014CJ0362", "32016R0679R(02)", "52020PC0001", "22018A1234(01)"]
    bad = ["", "2021/914", "32021D914", "32021D0914 ", "32021D0914\n", "32021d0914", "x32021D0914"]
    assert (good, []) == ([text for text in good if is_celex(text)], [text for text in bad if is_celex(text)])
    assert "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32021D0914" == eur_lex("32021D0914")
