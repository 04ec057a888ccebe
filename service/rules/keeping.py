"""What passed the gate is kept for a while: a list is read far more often than anything changes in it."""

from collections import OrderedDict
from hashlib import sha256

from service.documents import to_json
from service.law import Law
from service.rules.facts import Scene
from service.rules.passages import transfers_of
from service.transfers import Transfer

_MOST = 4_096  # scenes: some eighty lists of fifty entries, whatever they share
_Terms = tuple[int, bytes]

# Legal facts are read once and never compared: those of a scenario are others, however equal. They are kept with what
# came of them, or the id of some that are gone could be that of others. Documents are not: they may be large.
_kept: OrderedDict[_Terms, tuple[Law, tuple[Transfer, ...]]] = OrderedDict()


def kept_transfers(scene: Scene) -> tuple[Transfer, ...]:
    """Return as `transfers_of` does. For plain days alone: one that records what it meets (`recording`) is LeakedDay.

    Such a day would meet nothing where the answer is kept; written as JSON it says so.
    """
    terms = _terms_of(scene)
    found = _kept.pop(terms, None) or (scene.law, transfers_of(scene))
    _kept[terms] = found  # the last one to go
    if len(_kept) > _MOST:
        _kept.popitem(last=False)
    return found[1]


def _terms_of(scene: Scene) -> _Terms:
    """Return what is equal where all that the gate looks at is equal."""
    looked_at = (scene.on, scene.exporter, scene.flow, scene.slug, scene.subprocessor, scene.chain)
    return id(scene.law), sha256(to_json(looked_at)).digest()
