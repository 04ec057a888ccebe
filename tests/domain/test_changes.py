"""The fold: what a log of field differences says of a day."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from service.changes import Logged, Plain, Span, at, counted, differing, spans, state_on

FIRST = date(2026, 1, 1)
YEAR = [FIRST + timedelta(days=days) for days in range(60)]


def day(days: int) -> date:
    """So many days after the first."""
    return FIRST + timedelta(days=days)


def added(days: int, **fields: object) -> Logged:
    """The subject begins."""
    return Logged(id=uuid4(), effective_on=day(days), present=True, after=fields)


def changed(days: int, **fields: object) -> Logged:
    """Fields take values."""
    return Logged(id=uuid4(), effective_on=day(days), present=None, after=fields)


def removed(days: int) -> Logged:
    """The subject ends."""
    return Logged(id=uuid4(), effective_on=day(days), present=False, after={})


def withdrawal(change: Logged) -> Logged:
    """A change no longer counts."""
    return Logged(id=uuid4(), effective_on=change.effective_on, present=None, after={}, withdraws=change.id)


def test_nothing_holds_before_the_first_day() -> None:
    """A subject is there from its first day on, not the day before."""
    log = [added(10, name="A")]
    assert [None, {"name": "A"}] == [state_on(log, day(days)) for days in (9, 10)]


def test_effective_day_counts_before_the_order_of_recording() -> None:
    """A plan recorded first for a later day stands over an edit recorded afterwards for an earlier one."""
    log = [added(0, purpose="a"), changed(30, purpose="plan"), changed(5, purpose="edit")]
    assert ["a", "edit", "edit", "plan"] == [(state_on(log, day(days)) or {})["purpose"] for days in (4, 5, 29, 30)]


def test_order_of_recording_decides_on_one_day() -> None:
    """Of two changes for the same day, what was recorded last holds."""
    log = [added(0, purpose="a"), changed(5, purpose="first"), changed(5, purpose="last")]
    assert {"purpose": "last"} == state_on(log, day(5))


def test_change_touches_only_its_own_fields() -> None:
    """An edit and a plan of two fields both hold on the later day."""
    log = [added(0, name="A", purpose="a"), changed(30, purpose="plan"), changed(5, name="B")]
    assert {"name": "B", "purpose": "plan"} == state_on(log, day(30))


def test_withdrawn_change_does_not_count() -> None:
    """Without the plan holds what would have held; the withdrawal itself says nothing of the state."""
    plan = changed(30, purpose="plan")
    log = [added(0, purpose="a"), plan, withdrawal(plan)]
    assert {"purpose": "a"} == state_on(log, day(30))
    assert 1 == len(counted(log))


def test_withdrawn_addition_takes_what_rested_on_it() -> None:
    """A change of what never begins leads nowhere."""
    addition = added(10, purpose="a")
    log = [addition, changed(20, purpose="b"), withdrawal(addition)]
    assert None is state_on(log, day(30))


def test_end_lasts_until_the_subject_begins_again() -> None:
    """Changes after an end lead nowhere; a new beginning starts from its own fields alone."""
    log = [added(0, name="A", purpose="a"), removed(10), changed(15, purpose="b"), added(20, name="B")]
    states = [state_on(log, day(days)) for days in (9, 10, 15, 20)]
    assert [{"name": "A", "purpose": "a"}, None, None, {"name": "B"}] == states


def test_spans_join_equal_neighbours() -> None:
    """A change back and forth on one day, or to the same value, is no new state."""
    log = [added(0, purpose="a"), changed(5, purpose="b"), changed(5, purpose="a"), changed(9, purpose="a")]
    assert [Span(day(0), {"purpose": "a"})] == spans(log)


def test_end_on_the_first_day_leaves_nothing() -> None:
    """What begins and ends on the same day was never there."""
    assert [] == spans([added(5, purpose="a"), removed(5)])


def test_differing_fields_are_those_with_another_value() -> None:
    """An unrecorded field and null are the same; everything differs from nothing."""
    assert {"purpose": "b"} == differing({"name": "A", "purpose": "a"}, {"name": "A", "purpose": "b", "nature": None})
    assert {"name": "A"} == differing(None, {"name": "A"})
    assert {"purpose": None} == differing({"purpose": "a"}, {"purpose": None})


def plain_state(log: Sequence[Logged], on: date) -> Plain | None:
    """The fold once more, in the words of the design."""
    gone = [change.withdraws for change in log]
    state: Plain | None = None
    for when in YEAR[: (on - FIRST).days + 1]:
        for change in log:
            if change.effective_on != when or change.withdraws or change.id in gone:
                continue
            if change.present is False:
                state = None
            elif change.present or state is not None:
                state = {**(state or {}), **change.after}
    return state


@st.composite
def logs(draw: st.DrawFn) -> list[Logged]:
    """Logs of a few changes on a few days, some of them withdrawn."""
    log: list[Logged] = []
    for number in range(draw(st.integers(0, 10))):
        after = draw(st.dictionaries(st.sampled_from("abc"), st.integers(0, 2)))
        present = draw(st.sampled_from([True, None, None, False]))
        days = draw(st.integers(0, 8))
        log.append(Logged(id=UUID(int=number), effective_on=day(days), present=present, after=after))
    chosen = draw(st.lists(st.sampled_from(log), unique_by=lambda change: change.id)) if log else []
    return [*log, *map(withdrawal, chosen)]


@given(logs())
def test_spans_are_the_fold_on_every_day(log: list[Logged]) -> None:
    """On every day the timeline, the state and a plain fold agree, and neighbours of the timeline differ."""
    timeline = spans(log)
    for on in YEAR[:12]:
        assert plain_state(log, on) == at(timeline, on) == state_on(log, on)
    states = [None, *(span.state for span in timeline)]
    assert all(before != after for before, after in itertools.pairwise(states))
