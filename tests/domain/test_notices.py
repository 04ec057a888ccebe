"""What a notice says: the difference between two timelines of one entry, and until when one may object."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.changes import Plain, Span
from service.notices import Item, compare, joined, kind_of, later_days, objection_deadline

TODAY = date(2026, 3, 2)
NAMES: Plain = {"cloud": "Cloud"}


def day(days: int) -> date:
    """So many days after the day on which all tests happen."""
    return TODAY + timedelta(days=days)


def timeline(*states: tuple[int, Plain | None]) -> list[Span]:
    """An entry over time, by days."""
    return [Span(day(days), None if state is None else {"name": "Cloud"} | state) for days, state in states]


def told(before: list[Span], after: list[Span], slug: str = "cloud") -> Item:
    """What is told of the difference; there must be one."""
    item = compare(slug, before, after, NAMES, TODAY)
    assert item is not None
    return item


def steps(item: Item) -> list[tuple[int, bool | None, dict[str, tuple[Any, Any]]]]:
    """The steps of an item: day, presence, before and after by field."""
    return [
        ((step.effective_on - TODAY).days, step.present, {one.field: (one.before, one.after) for one in step.diff})
        for step in item.steps
    ]


NOW = (-1, {"purpose": "a"})


def test_no_difference_is_no_item() -> None:
    """Where a reader sees the same on every day, there is nothing to tell."""
    plan = timeline(NOW, (30, {"purpose": "b"}))
    assert None is compare("cloud", plan, plan, NAMES, TODAY)
    assert None is compare("cloud", [], [], NAMES, TODAY)


def test_addition() -> None:
    """An entry that appears is added on its first day, and shown as it is then."""
    item = told([], timeline((30, {"purpose": "a"})))
    assert ("added", day(30), [(30, True, {})]) == (item.kind, item.effective_on, steps(item))
    assert {"name": "Cloud", "purpose": "a"} == item.entry


def test_addition_tells_of_what_is_planned_already() -> None:
    """Steps that follow the addition stand in the same item."""
    item = told([], timeline((30, {"purpose": "a"}), (50, {"purpose": "b"})))
    assert [(30, True, {}), (50, None, {"purpose": ("a", "b")})] == steps(item)


def test_removal() -> None:
    """An entry that goes is removed on the first day without it; nothing is shown of it then."""
    item = told(timeline(NOW), timeline(NOW, (0, None)))
    assert ("removed", [(0, False, {})], None) == (item.kind, steps(item), item.entry)


def test_return_after_an_end() -> None:
    """An entry that comes back after its end is an addition."""
    gone = (NOW, (0, None))
    item = told(timeline(*gone), timeline(*gone, (30, {"purpose": "a"})))
    assert ("added", [(30, True, {})]) == (item.kind, steps(item))


def test_return_within_one_item_tells_all_of_the_entry() -> None:
    """An entry that ends and comes back in one write is described at its return: nothing else tells what it is then."""
    item = told(timeline(NOW), timeline(NOW, (30, None), (45, {"purpose": "b", "nature": None})))
    back = {"name": (None, "Cloud"), "purpose": (None, "b")}
    assert ("removed", [(30, False, {}), (45, True, back)]) == (item.kind, steps(item))


def test_change_names_before_and_after() -> None:
    """A change says what it changes, from what to what, and leaves out what stays."""
    item = told(timeline(NOW), timeline(NOW, (30, {"purpose": "b"})))
    assert ("changed", [(30, None, {"purpose": ("a", "b")})]) == (item.kind, steps(item))


def test_plan_for_the_same_day_takes_the_place_of_the_first() -> None:
    """Another value for an announced day is told as instead of the announced one; nothing is dropped."""
    item = told(timeline(NOW, (30, {"purpose": "b"})), timeline(NOW, (30, {"purpose": "c"})))
    assert [(30, None, {"purpose": ("a", "c")})] == steps(item)
    assert ("b", ()) == (item.steps[0].diff[0].instead_of, item.dropped)


def test_new_change_is_instead_of_nothing() -> None:
    """Where nothing had been announced for that field and day, there is nothing that it replaces."""
    planned = (30, {"purpose": "a", "nature": "b"})
    item = told(timeline(NOW, planned), timeline(NOW, (30, {"purpose": "c", "nature": "b"})))
    assert [("purpose", None)] == [(one.field, one.instead_of) for one in item.steps[0].diff]


def test_withdrawn_plan_is_dropped() -> None:
    """A plan that will not happen is withdrawn: no step, and the announced one dropped."""
    item = told(timeline(NOW, (30, {"purpose": "b"})), timeline(NOW))
    assert ("withdrawn", day(30), ()) == (item.kind, item.effective_on, item.steps)
    assert [("purpose", "a", "b")] == [(one.field, one.before, one.after) for one in item.dropped[0].diff]


def test_withdrawn_addition_is_dropped() -> None:
    """An addition that will not happen is withdrawn, and the entry keeps its name."""
    item = told(timeline((30, {"purpose": "a"})), [])
    assert ("withdrawn", "Cloud", [True]) == (item.kind, item.name, [step.present for step in item.dropped])


def test_addition_moved_earlier() -> None:
    """An addition that comes earlier is added on the new day and dropped on the old one."""
    item = told(timeline((30, {"purpose": "a"})), timeline((10, {"purpose": "a"})))
    assert ("added", day(10), [day(30)]) == (item.kind, item.effective_on, [step.effective_on for step in item.dropped])


def test_override_that_masks_a_plan() -> None:
    """Where the entry takes another value before an announced change of it, that change is dropped."""
    item = told(timeline(NOW, (50, {"purpose": "b"})), timeline(NOW, (30, {"purpose": "c"})))
    assert [(30, None, {"purpose": ("a", "c")})] == steps(item)
    assert [day(50)] == [step.effective_on for step in item.dropped]


def test_withdrawn_end_that_uncovers_a_plan() -> None:
    """Without the end, what was planned behind it is told again, and the end is dropped."""
    item = told(timeline(NOW, (30, None)), timeline(NOW, (40, {"purpose": "b"})))
    assert ("changed", [(40, None, {"purpose": ("a", "b")})]) == (item.kind, steps(item))
    assert [(day(30), False)] == [(step.effective_on, step.present) for step in item.dropped]


def added(slug: str, days: int = 30) -> Item:
    """An addition of an entry."""
    return told([], timeline((days, {"purpose": "a"})), slug)


def removed(slug: str, days: int = 30) -> Item:
    """The end of an entry."""
    return told(timeline(NOW), timeline(NOW, (days, None)), slug)


def test_addition_and_end_are_joined_to_a_replacement() -> None:
    """The end of what is replaced stands in the item of what replaces it; other items stay."""
    items = joined([removed("old"), removed("third"), added("new")], {"new": "old"})
    assert [("removed", "third", None), ("replaced", "new", "old")] == [
        (item.kind, item.subprocessor, item.replaces) for item in items
    ]


def test_end_without_an_addition_is_not_joined() -> None:
    """What is on the list already and now replaces another has no addition: the end stands alone."""
    assert [removed("old")] == list(joined([removed("old")], {"new": "old"}))
    assert [added("new")] == list(joined([added("new")], {"new": "old"}))


def test_kind_of_a_notice() -> None:
    """Items that agree give their kind; else a replacement counts before a change; a baseline is published."""
    gone, come = removed("old"), added("new")
    swapped = joined([gone, come], {"new": "old"})
    assert "removed" == kind_of([gone, removed("third")], published=False)
    assert "changed" == kind_of([gone, come], published=False)
    assert "replaced" == kind_of([*swapped, added("third")], published=False)
    assert "published" == kind_of([come], published=True)


def test_window_ends_with_its_period_or_before_the_change() -> None:
    """The last day to object is so many days after publication, and at the latest the day before the change."""
    assert day(14) == objection_deadline(TODAY, day(30), 14)
    assert day(29) == objection_deadline(TODAY, day(30), 30)
    assert day(0) == objection_deadline(TODAY, day(1), 30)


def test_no_window_where_there_is_nothing_to_stop() -> None:
    """What already holds, what has no day and a list without a window have none."""
    assert None is objection_deadline(TODAY, TODAY, 30)
    assert None is objection_deadline(TODAY, day(-1), 30)
    assert None is objection_deadline(TODAY, None, 30)
    assert None is objection_deadline(TODAY, day(30), 0)


states = st.none() | st.fixed_dictionaries({"purpose": st.sampled_from("abc"), "nature": st.sampled_from("xy")})
timelines = st.lists(states, max_size=5).map(
    lambda found: [
        span
        for previous, span in zip(
            [None, *found], timeline(*((days * 10, state) for days, state in enumerate(found))), strict=False
        )
        if (None if previous is None else {"name": "Cloud"} | previous) != span.state
    ]
)


@given(timelines, timelines)
def test_item_is_there_exactly_where_the_timelines_differ(before: list[Span], after: list[Span]) -> None:
    """There is an item if and only if a reader would see another list on some day, and it begins on such a day."""
    item = compare("cloud", before, after, NAMES, TODAY)
    assert (before != after) == (item is not None)
    if item is not None:
        assert {item.effective_on} <= {span.starts_on for span in (*before, *after)}
        assert "withdrawn" != item.kind or not item.steps


def test_later_days_are_told_apart() -> None:
    """Each day after the first has what comes on it alone: an end of what was added, a change of another entry."""
    short = told([], timeline((10, {"purpose": "a"}), (40, None)))
    other = told(timeline(NOW), timeline(NOW, (20, {"purpose": "b"}), (40, {"purpose": "c"})), "other")
    found = later_days([short, other], TODAY)
    assert [day(20), day(40)] == list(found)
    said = [[(one.subprocessor, one.kind, one.effective_on, steps(one)) for one in items] for items in found.values()]
    assert [
        [("other", "changed", day(20), [(20, None, {"purpose": ("a", "b")})])],
        [
            ("cloud", "removed", day(40), [(40, False, {})]),
            ("other", "changed", day(40), [(40, None, {"purpose": ("b", "c")})]),
        ],
    ] == said


def test_days_that_are_past_are_no_later_days() -> None:
    """A list that is loaded tells of many days; none of them is to come."""
    loaded = [told([], timeline((-days, {"purpose": "a"}))) for days in (30, 20, 0)]
    assert {} == later_days(loaded, TODAY)
    assert {} == later_days([], TODAY)
