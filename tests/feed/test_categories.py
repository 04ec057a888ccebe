"""What a program can filter notices by."""

from service.feed.entries import categories
from service.notices import Notice
from tests.feed import samples
from tests.feed.samples import location, transfer


def terms(notice: Notice, scheme: str) -> list[str]:
    """The terms of a notice in a scheme."""
    return [category.term for category in categories(notice) if category.scheme == scheme]


def test_places_and_ways_are_named_once() -> None:
    """Every country of places and transfers stands once, and how each transfer is carried."""
    ways = (transfer("IE"), transfer("US", "scc"), transfer("IN", "scc"), transfer("JP", "adequacy"))
    derogation = transfer("BR", "derogation")
    entry = samples.added(locations=(location("IE"), location("US")), transfers=(*ways, derogation))
    notice = samples.notice(1, "added", (entry, samples.added("Fastly")))
    assert ["BR", "IE", "IN", "JP", "US"] == terms(notice, "country")
    assert ["adequate", "derogation", "inside_eea", "safeguarded"] == terms(notice, "result")
    assert ["added"] == terms(notice, "notice-kind")


def test_what_is_not_recorded_has_no_category() -> None:
    """A region has no country, a transfer without a recorded basis no result: a feed never tells of findings."""
    entry = samples.added(locations=(location(region="EU"),), transfers=(transfer("IN"), transfer(None)))
    notice = samples.notice(1, "added", (entry,))
    assert (["IN"], []) == (terms(notice, "country"), terms(notice, "result"))


def test_an_entry_that_goes_leaves_its_kind() -> None:
    """A removal tells of no place that data goes to."""
    notice = samples.notice(1, "removed", (samples.removed(),))
    assert ["removed"] == [category.term for category in categories(notice)]
