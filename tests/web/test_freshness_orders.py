"""Memory beside commits, looks, reads and writes in any order: what it tells of ended less than LIMIT ago."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.memory.freshness import LIMIT, Answer, Freshness
from service.web.shown import Shown
from tests.campaigns import tried_on

LISTS = ("acme", "bravo", "closed")
ACTS = ("commit", "write", "look", "looked", "glance", "glance", "anew", "ask", "read", "keep", "poll", "wait")


class Process:
    """The memory of a process, a look and reads that are under way, and what was committed when: a list by its ends."""

    def __init__(self) -> None:
        self.now = 100.0
        self.memory = Freshness(lambda: self.now)
        self.ends: dict[str, list[float]] = {name: [] for name in LISTS}
        self.seen: dict[str, int] = {}
        self.look: tuple[float, dict[str, int]] | None = None
        self.asked: dict[str, tuple[int, float]] = {}
        self.read: dict[str, int] = {}

    def act(self, act: str, name: str) -> None:
        """Do one thing, about a list where it is about one; nothing where it cannot be done now."""
        acts: dict[str, Callable[[str], None]] = {
            "commit": self._commit, "write": self._write, "look": self._begin_look, "looked": self._end_look,
            "glance": self._glance, "anew": self._anew, "ask": self._ask, "read": self._read, "keep": self._keep,
            "poll": self._poll, "wait": self._wait,
        }  # fmt: skip
        self.now += 0.01
        acts[act](name)

    def told_too_late(self) -> list[str]:
        """The lists of which memory tells a state that ended LIMIT seconds ago or longer."""
        found = {name: self.memory.find(name, 0) for name in LISTS}
        ended = {
            name: [end for end in self.ends[name][one.revision :] if end <= self.now - LIMIT]
            for name, one in found.items()
            if one is not None
        }
        return [name for name, ends in ended.items() if ends]

    def _states(self) -> dict[str, int]:
        return {name: len(ends) for name, ends in self.ends.items()}

    def _commit(self, name: str) -> None:
        self.ends[name].append(self.now)

    def _write(self, name: str) -> None:
        self._commit(name)
        self.memory.wrote()

    def _begin_look(self, _: str) -> None:
        self.look = self.look or (self.now, self._states())

    def _end_look(self, _: str) -> None:
        if self.look is None:
            return
        (began_at, states), self.look = self.look, None
        if not self.seen:
            self.memory.start_anew()
        touched = [name for name in LISTS if self.seen.get(name, states[name]) != states[name]]
        self.memory.looked(began_at, touched)
        self.seen = states

    def _glance(self, name: str) -> None:
        self._begin_look(name)
        self._end_look(name)

    def _anew(self, _: str) -> None:
        self.seen = {}

    def _ask(self, name: str) -> None:
        self.read.pop(name, None)
        self.asked[name] = self.memory.begin()

    def _read(self, name: str) -> None:
        if name in self.asked:
            self.read.setdefault(name, len(self.ends[name]))

    def _keep(self, name: str) -> None:
        if name in self.read:
            shown = Shown(controller=name, private=False, page=f"/lists/{name}")
            answer = Answer(shown=shown, document="feed.atom", revision=self.read.pop(name))
            self.memory.keep(name, answer, self.asked.pop(name))

    def _poll(self, name: str) -> None:
        self._ask(name)
        self._read(name)
        self._keep(name)

    def _wait(self, _: str) -> None:
        self.now += LIMIT / 4


@pytest.mark.parametrize("most", [1, 2, 20_000])
@tried_on(300)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(LISTS)), max_size=60))
def test_in_any_order_nothing_is_told_that_ended_long_ago(most: int, acts: list[tuple[str, str]]) -> None:
    """However commits, looks, reads and our own writes come between each other, and however few lists are noted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.web.memory.freshness._MOST_TOUCHED", most)
        process = Process()
        for act, name in acts:
            process.act(act, name)
            assert [] == process.told_too_late()
