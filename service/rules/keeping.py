"""What passed the gate is kept for a while: a list is read far more often than anything changes in it."""

from functools import lru_cache

from service.documents import to_json
from service.rules.facts import Scene
from service.rules.passages import transfers_of
from service.transfers import Transfer

_MOST = 4_096  # scenes: some eighty lists of fifty entries, whatever they share


class _Passing:
    """A scene on its way through the gate: equal to another one where all that the gate looks at is equal."""

    __slots__ = ("_terms", "scene")

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._terms = to_json((scene.on, scene.exporter, scene.flow, scene.slug, scene.subprocessor, scene.chain))

    def __hash__(self) -> int:
        return hash(self._terms)

    def __eq__(self, other: object) -> bool:
        # Legal facts are read once and never compared: those of a scenario are others.
        return isinstance(other, _Passing) and self.scene.law is other.scene.law and self._terms == other._terms


def kept_transfers(scene: Scene) -> tuple[Transfer, ...]:
    """Return as `transfers_of` does. For plain days alone: one that records what it meets (`recording`) is LeakedDay.

    Such a day would meet nothing where the answer is kept; written as JSON it says so.
    """
    return _passed(_Passing(scene))


@lru_cache(maxsize=_MOST)
def _passed(passing: _Passing) -> tuple[Transfer, ...]:
    return transfers_of(passing.scene)
