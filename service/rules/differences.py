"""What is different between two answers of the check: the results of hops, their bases, and findings."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from service.safeguards import Regime
from service.transfers import Finding, Transfer

Kind = Literal[
    "result", "basis", "finding_appears", "finding_disappears", "severity", "unknown", "confidence", "acceptance"
]


class Answer(Protocol):
    """What the check says of an entry, or of a list."""

    @property
    def transfers(self) -> Sequence[Transfer]:
        """The hops."""

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changes: a hop (`result`, `basis`) or a finding. `before` and `after` are null where it is not.

    Of a finding that stays as grave, `unknown` tells which fields are not recorded for it, `confidence` how sure the
    facts of the law are on which it rests, and `acceptance` until when it is accepted, or how grave it is without.
    `chain` holds the slugs from the list entry down to the hop; of a
    finding the shortest way down to its recipient.
    """

    kind: Kind
    subprocessor: str | None
    country: str | None
    regime: Regime | None
    chain: tuple[str, ...]
    before: str | None
    after: str | None
    rule: str | None = None
    title: str | None = None
    message: str | None = None
    fingerprint: str | None = None


def differences(before: Answer | None, after: Answer | None) -> Iterator[Difference]:
    """Yield what changes from one answer to another; null is an entry that is not on the list."""
    hops = [{} if verdict is None else _hops(verdict) for verdict in (before, after)]
    for key in sorted(hops[0].keys() | hops[1].keys(), key=str):
        yield from _of_hop(hops[0].get(key), hops[1].get(key))
    found = [{} if verdict is None else {f.fingerprint: f for f in verdict.findings} for verdict in (before, after)]
    chains = _chains(before) | _chains(after)
    for fingerprint in sorted(found[0].keys() | found[1].keys()):
        yield from _of_finding(found[0].get(fingerprint), found[1].get(fingerprint), chains)


def fact_of(difference: Difference) -> tuple[Hashable, ...]:
    """Return what is equal for two differences of the same things, whatever the words are."""
    it = difference
    return (it.kind, it.subprocessor, it.country, it.regime, it.chain, it.before, it.after, it.fingerprint)


def _chains(verdict: Answer | None) -> dict[str | None, tuple[str, ...]]:
    """Return the shortest way to each recipient."""
    hops = () if verdict is None else verdict.transfers
    return {hop.subprocessor: hop.chain for hop in sorted(hops, key=lambda hop: -len(hop.chain))}


def _hops(verdict: Answer) -> dict[tuple[object, ...], Transfer]:
    seen: Counter[tuple[object, ...]] = Counter()
    hops: dict[tuple[object, ...], Transfer] = {}
    for transfer in verdict.transfers:
        key = (transfer.chain, transfer.country, transfer.regime)
        hops[(*key, seen[key])] = transfer
        seen[key] += 1
    return hops


def _of_hop(before: Transfer | None, after: Transfer | None) -> Iterator[Difference]:
    hop = after or before
    if hop is None:
        return
    results = [None if transfer is None else transfer.result for transfer in (before, after)]
    bases = [None if transfer is None else basis_words(transfer) for transfer in (before, after)]
    for kind, (old, new) in (("result", results), ("basis", bases)):
        if old != new and (kind == "result" or results[0] == results[1]):
            yield Difference(
                kind="result" if kind == "result" else "basis",
                subprocessor=hop.subprocessor,
                country=hop.country,
                regime=hop.regime,
                chain=hop.chain,
                before=old,
                after=new,
            )


def basis_words(transfer: Transfer) -> str | None:
    """Return on what a hop rests in a few words, such as "adequacy GB-2025-2574"; null where nothing carries it."""
    basis = transfer.basis
    if basis is None:
        return None
    return " ".join(word for word in (basis.mechanism, basis.decision or basis.reference) if word)


def _of_finding(
    before: Finding | None, after: Finding | None, chains: Mapping[str | None, tuple[str, ...]]
) -> Iterator[Difference]:
    finding = after or before
    if finding is None:
        return
    for kind, was, now in _turns(before, after):
        yield Difference(
            kind=kind,
            subprocessor=finding.subprocessor,
            country=finding.country,
            regime=finding.regime,
            chain=chains.get(finding.subprocessor, ()),
            before=was,
            after=now,
            rule=finding.rule,
            title=finding.title,
            message=finding.message,
            fingerprint=finding.fingerprint,
        )


def _turns(before: Finding | None, after: Finding | None) -> Iterator[tuple[Kind, str | None, str | None]]:
    """Yield in what a finding is another one: its being there, else its severity, else what it rests on."""
    if before is None or after is None:
        kind: Kind = "finding_disappears" if after is None else "finding_appears"
        yield kind, None if before is None else before.severity, None if after is None else after.severity
    elif before.severity != after.severity:
        yield "severity", before.severity, after.severity
    else:
        missing = [", ".join(sorted(finding.unknown)) or None for finding in (before, after)]
        if missing[0] != missing[1]:
            yield "unknown", missing[0], missing[1]
        if before.confidence != after.confidence:
            yield "confidence", before.confidence, after.confidence
        if before.accepted != after.accepted:
            yield "acceptance", _standing(before), _standing(after)


def _standing(finding: Finding) -> str:
    """Say of a finding until when it is accepted, or as what it stands where it is not."""
    return finding.severity if finding.accepted is None else f"accepted until {finding.accepted.until}"
