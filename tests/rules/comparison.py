"""The engine beside the oracle: both answer a random case, and what differs is told in words."""

from collections.abc import Iterator

from service.law import load_law
from service.rules import ListFacts, assess, assess_list
from service.transfers import Transfer
from tests.rules.generated_facts import facts_from
from tests.rules.generated_tools import Plain
from tests.rules.oracle import expected

LAW = load_law()
Key = tuple[tuple[str, ...], str | None, str]
Said = tuple[str, str | None, str | None, tuple[str, ...]]


def differences(case: Plain) -> Iterator[tuple[str, str]]:
    """Yield (kind, words) for each hop on which engine and oracle disagree: its result, its basis or its fallbacks."""
    engine, oracle = _engine(case), _oracle(case)
    for key in sorted(engine.keys() | oracle.keys(), key=str):
        ours, theirs = sorted(engine.get(key, []), key=str), sorted(oracle.get(key, []), key=str)
        if ours != theirs:
            kind = f"{[one[0] for one in ours]} / {[one[0] for one in theirs]}"
            yield kind, f"{key}: the engine says {ours}, the oracle {theirs}"


def _engine(case: Plain) -> dict[Key, list[Said]]:
    facts = facts_from(case)
    transfers = list(assess(facts, LAW).transfers)
    if facts.controller is not None:
        around = ListFacts(on=facts.on, exporter=facts.exporter, controller=facts.controller)
        transfers += assess_list(around, LAW).transfers
    found: dict[Key, list[Said]] = {}
    for transfer in transfers:
        found.setdefault((transfer.chain, transfer.country, transfer.regime), []).append(_said(transfer))
    return found


def _said(transfer: Transfer) -> Said:
    basis = transfer.basis
    fallbacks = tuple(fallback.mechanism or "" for fallback in transfer.fallbacks)
    if basis is None:
        return transfer.result, None, None, fallbacks
    return transfer.result, basis.mechanism, basis.decision or basis.set, fallbacks


def _oracle(case: Plain) -> dict[Key, list[Said]]:
    found: dict[Key, list[Said]] = {}
    for (chain, country, _, regime), hop in expected(case).hops.items():
        said = (hop.result, hop.mechanism, hop.reference, hop.fallbacks)
        found.setdefault((chain, country, regime), []).append(said)
    return found
