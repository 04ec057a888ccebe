"""Histories of published lists, replayed."""

import contextlib
import csv
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import examples
from service.errors import Invalid, Malformed
from service.histories import HistoryStep, read_history
from service.imports import Desired, read_list, slug_of
from service.subprocessors import Location

HEADER = "date,change,name,field,old,new,commit"
TWELVE_DAYS = [
    *("2018-05-23", "2018-05-24", "2019-04-19", "2019-11-08", "2020-08-03", "2021-01-01", "2021-02-08"),
    *("2022-06-30", "2023-12-27", "2024-04-17", "2025-05-14", "2026-03-23"),
]


def history(*lines: str) -> tuple[HistoryStep, ...]:
    return read_history("\n".join((HEADER, *lines)).encode())


def list_on(steps: tuple[HistoryStep, ...], day: str) -> dict[str, Desired]:
    entries: dict[str, Desired | None] = {}
    for step in steps:
        if step.day <= date.fromisoformat(day):
            entries[step.slug] = step.desired
    return {slug: entry for slug, entry in entries.items() if entry}


def places_of(step: HistoryStep) -> tuple[Location, ...]:
    return (step.desired.subprocessor.locations if step.desired else None) or ()


def purpose_of(step: HistoryStep) -> str | None:
    return step.desired.engagement.purpose if step.desired else None


def names_on(data: bytes, day: str) -> set[str]:
    """A plain fold of the file, which knows nothing of the program."""
    count: dict[str, int] = {}
    for event in csv.DictReader(data.decode().splitlines()):
        if event["date"] <= day and event["change"] != "changed":
            count[event["name"]] = count.get(event["name"], 0) + (1 if event["change"] == "added" else -1)
    return {name for name, rows in count.items() if rows > 0}


@pytest.mark.parametrize("day", TWELVE_DAYS)
def test_github_on_a_day(day: str) -> None:
    """GitHub's list on a day holds the names that a plain fold of its history gives."""
    steps = read_history(examples.github_history())
    assert {slug_of(name) for name in names_on(examples.github_history(), day)} == set(list_on(steps, day))


def test_the_fold_is_no_empty_comparison() -> None:
    """The days that are compared hold between none and twenty-nine names."""
    sizes = [len(names_on(examples.github_history(), day)) for day in TWELVE_DAYS]
    assert (0, 29) == (sizes[0], max(sizes))
    assert 8 <= len(set(sizes))


@pytest.mark.parametrize("name", examples.LISTS)
def test_history_ends_at_the_list(name: str) -> None:
    """The history of an example list ends with its entries, their purposes, places and services."""
    end = list_on(read_history(examples.history_file(name)), "2026-12-31")
    now = {item.slug: item for item in read_list(examples.list_file(name), "csv").items}
    assert {slug: summary(item) for slug, item in now.items()} == {slug: summary(item) for slug, item in end.items()}


def summary(item: Desired) -> tuple[object, ...]:
    said = item.engagement
    return item.subprocessor.name, said.purpose, said.services, item.subprocessor.locations


def test_github_changes_of_one_entry() -> None:
    """Azure's entry gains its places, then leaves the list and comes back under another name."""
    steps = [step for step in read_history(examples.github_history()) if step.slug == "azure-microsoft"]
    assert ["2023-12-27", "2024-04-17", "2025-05-14", "2025-05-14"] == [str(step.day) for step in steps]
    countries = [[place.country for place in places_of(step)] for step in steps]
    assert [["US"], ["US", "FR", "CH", "JP"]] == countries[:2]
    assert None is steps[-1].desired


def test_rename_by_punctuation_is_one_entry() -> None:
    """A sub-processor that goes from "Npm, Inc." to "npm Inc" is one whose spelling changes."""
    steps = [step for step in read_history(examples.github_history()) if step.slug == "npm-inc"]
    assert ["Npm, Inc.", "npm Inc"] == [step.desired and step.desired.subprocessor.name for step in steps]


def test_location_may_be_missing() -> None:
    """A row without a location has none, also where its purpose holds a bar."""
    steps = history(
        "2020-01-01,added,A,*,,Cloud hosting & data centers,c1",
        "2020-01-01,added,B,*,,Hosting | backup | EU,c1",
        "2020-02-01,removed,A,*,Cloud hosting & data centers,,c2",
        "2020-02-01,removed,B,*,Hosting | backup | EU,,c2",
    )
    assert ["Cloud hosting & data centers", "Hosting | backup"] == [purpose_of(step) for step in steps[:2]]
    assert [(), (Location(region="EU", stated="EU"),)] == [places_of(step) for step in steps[:2]]
    assert [None, None] == [step.desired for step in steps[2:]]


def test_changes_of_alike_rows() -> None:
    """Changes go to the rows that they fit as a whole, and a removal to a row that the same commit did not change."""
    row = "Public cloud hosting | Australia"
    steps = history(
        *[f"2024-08-26,added,AWS,*,,{row},c1"] * 4,
        "2025-08-08,changed,AWS,location_raw,Australia,Canada,c2",
        "2025-08-08,changed,AWS,service_scope,Old,Billing,c2",
        "2025-08-08,changed,AWS,purpose,Public cloud hosting,Email,c2",
        "2025-08-08,changed,AWS,location_raw,Australia,Ireland,c2",
        "2025-08-08,changed,AWS,service_scope,Webhooks,Sign-in,c2",
        f"2025-08-08,removed,AWS,*,{row},,c2",
        "2025-08-09,removed,AWS,*,Email | Ireland,,c3",
    )
    services = [step.desired and step.desired.engagement.services for step in steps]
    purposes = ["Public cloud hosting", "Public cloud hosting; Email", "Public cloud hosting"]
    assert purposes == [purpose_of(step) for step in steps]
    assert [None, ("Billing", "Sign-in"), ("Billing",)] == services
    assert [["AU"], ["CA", "IE", "AU"], ["CA", "AU"]] == [
        [place.country for place in places_of(step)] for step in steps
    ]


def test_step_only_where_something_differs() -> None:
    """A second row that says the same, and a change that is taken back in its commit, make no step."""
    steps = history(
        "2020-01-01,added,A,*,,Hosting | Ireland,c1",
        "2020-01-02,added,A,*,,Hosting | Ireland,c2",
        "2020-01-03,changed,A,purpose,Hosting,Backup,c3",
        "2020-01-03,changed,A,purpose,Backup,Hosting,c3",
        "2020-01-04,changed,A,purpose,Hosting,Backup,c4",
    )
    assert ["c1", "c4"] == [step.commit for step in steps]


def test_steps_carry_lines_and_remarks() -> None:
    """A step names the lines that its entry comes from, and what was kept of the words of that commit."""
    steps = history("2020-01-01,added,A,*,,CDN | Global,c1", "2020-01-02,changed,A,purpose,CDN,Edge,c2")
    assert [(2,), (2, 3)] == [step.desired and step.desired.lines for step in steps]
    assert [(2, "location_raw", "kept")] == [(said.line, said.column, said.kind) for said in steps[0].remarks]


@pytest.mark.parametrize(
    ("line", "pointer", "words"),
    [
        ("2019-12-31,added,B,*,,CDN,c2", "/lines/3/date", "before 2020-01-01"),
        ("0000-01-01,added,B,*,,CDN,c2", "/lines/3/date", "is no day"),
        ("2020-13-01,added,B,*,,CDN,c2", "/lines/3/date", "is no day"),
        ("9999-12-31,added,B,*,,CDN,c2", "/lines/3/date", "between 1950-01-01 and 2200-12-31"),
        ("2020-01-02,moved,B,*,,CDN,c2", "/lines/3/change", "none of added"),
        ("2020-01-02,changed,A,*,CDN,Edge,c2", "/lines/3/field", "none of legal_entity"),
        ("2020-01-02,changed,A,sub_processor,A,B,c2", "/lines/3/field", "none of legal_entity"),
        ("2020-01-02,added,B,purpose,,CDN,c2", "/lines/3/field", "none of *"),
        ("2020-01-02,added,,*,,CDN,c2", "/lines/3/name", "empty"),
        ("2020-01-02,added,B,*,,CDN,", "/lines/3/commit", "empty"),
        ("2020-01-02,removed,B,*,CDN,,c2", "/lines/3", "not on the list"),
        ("2020-01-02,removed,A,*,CDN | Ireland,,c2", "/lines/3", "not on the list"),
        ("2020-01-02,changed,A,purpose,Hosting,Edge,c2", "/lines/3", 'has "Hosting" as its purpose'),
        ("2020-01-02,changed,B,purpose,CDN,Edge,c2", "/lines/3", 'no row of "B"'),
        ("2020-01-02,changed,A,location_iso,,XX,c2", "/lines/3/location_iso", "no ISO 3166-1"),
        ("2020-01-02,added,B\0,*,,CDN,c2", "/lines/3/name", "control"),
    ],
)
def test_contradictions_are_refused(line: str, pointer: str, words: str) -> None:
    """A history that is wrong or contradicts itself is refused with the line, the reason and what was expected."""
    with pytest.raises(Invalid) as caught:
        history("2020-01-01,added,A,*,,CDN,c1", line)
    assert [pointer] == [place.pointer for place in caught.value.errors]
    assert words in caught.value.errors[0].detail


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["added", "removed", "changed"]),
            st.sampled_from(["A", "a.", "B"]),
            st.sampled_from(["*", "purpose", "location_raw"]),
            *[st.sampled_from(["", "x", "y", "x | EU", "x | Global"])] * 2,
            st.sampled_from(["c1", "c2"]),
        ),
        max_size=12,
    )
)
@settings(deadline=None)
def test_any_events_are_replayed_or_refused(events: list[tuple[str, ...]]) -> None:
    """Any sequence of events is replayed or refused, and never anything else."""
    steps: tuple[HistoryStep, ...] = ()
    with contextlib.suppress(Invalid, Malformed):
        steps = history(*(",".join(("2020-01-01", *event)) for event in events))
    assert all(step.desired is None or step.desired.slug == step.slug for step in steps)
