"""What passed the gate once is not taken through it again, and nothing is taken for what it is not."""

import gc
import sys
from collections import OrderedDict
from datetime import date

import msgspec
import pytest

from service.controllers import Exporter
from service.documents import Country
from service.engagements import Engagement, Entry
from service.law import load_law
from service.rules import Facts, Scene, keeping, transfers
from service.rules.passages import transfers_of
from service.rules.recording import LeakedDay, Recording
from service.subprocessors import Location, Subprocessor
from service.transfers import Transfer

DAY = date(2026, 11, 30)


def facts(country: str = "US", slug: str = "nimbus", controller: str = "acme") -> Facts:
    """The facts about an entry with one place."""
    known = Subprocessor(name="Nimbus", locations=(Location(country=Country(country), activity="hosting"),))
    entry = Entry(slug=slug, subprocessor=known, engagement=Engagement(purpose="Hosting"))
    exporter = Exporter(legal_name="Kari Cloud AS", country=Country("NO"))
    return Facts(on=DAY, exporter=exporter, entry=entry, controller_slug=controller)


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sub-processors whose scenes were taken through the gate, one after the other."""
    found: list[str] = []

    def through(scene: Scene) -> tuple[Transfer, ...]:
        found.append(scene.slug)
        return transfers_of(scene)

    monkeypatch.setattr(keeping, "transfers_of", through)
    return found


def test_equal_scenes_pass_once(passed: list[str]) -> None:
    """An equal entry is not asked again, and on another list its transfers name that list."""
    law = load_law()
    first, second = (transfers(facts(slug="once", controller=name), law) for name in ("acme", "other"))
    assert passed == ["once"]
    assert ["acme"] == [hop.controller for hop in first]
    assert ["other"] == [hop.controller for hop in second]
    assert [msgspec.structs.replace(hop, controller="other") for hop in first] == list(second)


def test_whatever_differs_passes_anew(passed: list[str]) -> None:
    """Another place, sub-processor or day, and another law, though its words be the same, are asked for themselves."""
    law, given = load_law(), facts()
    for other in (given, facts("IN"), facts(slug="cirrus"), msgspec.structs.replace(given, on=date(2026, 12, 1))):
        transfers(other, law)
    transfers(given, law.without([]))
    assert passed == ["nimbus", "nimbus", "cirrus", "nimbus", "nimbus"]


def test_a_day_that_records_is_refused() -> None:
    """A day that records what it meets gets no answer that was kept, from which it would learn nothing."""
    law, given = load_law(), facts()
    transfers(given, law)
    with pytest.raises(LeakedDay):
        transfers(msgspec.structs.replace(given, on=Recording().day(DAY)), law)


def test_of_a_scene_is_kept_what_came_of_it() -> None:
    """Documents, which may be large, are let go once they passed: what is kept of them has a size of its own."""
    law, given = load_law(), facts(slug="large")
    before = sys.getrefcount(given.entry.subprocessor)
    transfers(given, law)
    gc.collect()
    after = sys.getrefcount(given.entry.subprocessor)
    assert before == after


def test_no_more_is_kept_than_there_is_room_for(passed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not asked for the longest gives way."""
    monkeypatch.setattr(keeping, "_MOST", 2)
    monkeypatch.setattr(keeping, "_kept", OrderedDict())
    law = load_law()
    for slug in ("one", "two", "one", "three", "one", "two"):
        transfers(facts(slug=slug), law)
    assert passed == ["one", "two", "three", "two"]
