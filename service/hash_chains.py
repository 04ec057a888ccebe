"""Hash chains of the log, worked out again apart from the database, for its rows and for an export of them. Pure.

The form is that of docs/log.md: a change is a line of JSON, its hash the SHA-256 of the line in the canonical form of
RFC 8785 without what is not sealed. Moments are texts in UTC with six decimals, so that they sort as they stand.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import rfc8785

from service.changes import Plain

# What a line has beside what its hash covers: the hash, and what can be erased (`reason_digest` stays).
NOT_SEALED = frozenset({"hash", "reason", "reason_salt"})


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change as it is exported: the row of the log, the subject and the chain by their names, all hashes in hex."""

    chain: str
    place: int
    predecessor: str | None
    seq: int
    id: str
    subject_kind: str
    controller: str | None
    subprocessor: str | None
    recorded_at: str
    actor: str
    reason: str | None
    reason_salt: str | None
    reason_digest: str | None
    kind: str
    manner: str
    effective_on: str
    present: bool | None
    before: Plain | None
    after: Plain | None
    material: bool
    withdraws: str | None
    hash: str


class Break(msgspec.Struct, frozen=True):
    """The first place at which a log is not what it was, and what is wrong there, in a sentence's words."""

    where: str
    what: str


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The heads of all chains at a moment: so many changes in so many chains, the digest of their heads, and its hash.

    `hash` covers all other fields, the hash of the checkpoint before (`predecessor`, null for the first) among them.
    """

    moment: str
    changes: int
    chains: int
    heads: str
    predecessor: str | None
    hash: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a verification found: how much was looked at, the last checkpoint's hash, and the first break, if any."""

    changes: int
    chains: int
    head: str | None
    broken: Break | None


def canonical(value: Any) -> bytes:  # noqa: ANN401 — a struct, or plain JSON
    """Return the canonical form of RFC 8785 (JCS) in UTF-8; raises ValueError for what has none."""
    return rfc8785.dumps(msgspec.to_builtins(value))


def sealed_hash(line: Line | Checkpoint) -> str:
    """Return the hash that a change or a checkpoint must have, in hex."""
    return _sealed(msgspec.to_builtins(line))


def checkpoint(tally: "Tally", predecessor: str | None) -> Checkpoint:
    """Return the checkpoint of what was counted up to a moment, after the one whose hash is `predecessor`."""
    open_fields = {
        "moment": tally.moment,
        "changes": tally.changes,
        "chains": tally.chains,
        "heads": tally.heads(),
        "predecessor": predecessor,
    }
    return msgspec.convert(open_fields | {"hash": _sealed(open_fields)}, Checkpoint)


class Tally:
    """Counts the changes recorded up to a moment, and binds the head of each chain, in the order they come in."""

    def __init__(self, moment: str) -> None:
        """Count up to `moment`, which is included."""
        self.moment, self.changes, self.chains = moment, 0, 0
        self._heads = hashlib.sha256()

    def take(self, place: int, head: str) -> None:
        """Take a chain of so many changes, the last of which has the hash `head`."""
        self.changes, self.chains = self.changes + place, self.chains + 1
        self._heads.update(f"{head}\n".encode())

    def heads(self) -> str:
        """Return the SHA-256, in hex, of the heads taken so far: in hex, a line each."""
        return self._heads.copy().hexdigest()


class Walk:
    """Goes over the changes of a log, chain by chain and each in its order; remembers one chain, whatever comes."""

    def __init__(self, moments: Sequence[str]) -> None:
        """Tally what was recorded up to each of the moments."""
        self.tallies = [Tally(moment) for moment in moments]
        self.changes, self.chains = 0, 0
        self._chain, self._place = "", 0
        self._head: str | None = None
        self._reached: list[tuple[int, str] | None] = [None] * len(moments)

    def step(self, line: Line) -> str | None:
        """Go on by a change; returns what is wrong with it."""
        if line.chain != self._chain:
            self.finish()
            self._chain, self._place, self._head = line.chain, 0, None
            self.chains += 1
        wrong = _altered(line) or self._out_of_place(line.place, line.predecessor)
        self.changes, self._place, self._head = self.changes + 1, line.place, line.hash
        for number, tally in enumerate(self.tallies):
            if line.recorded_at <= tally.moment:
                self._reached[number] = (line.place, line.hash)
        return wrong

    def finish(self) -> None:
        """Close the last chain."""
        for number, reached in enumerate(self._reached):
            if reached is not None:
                self.tallies[number].take(*reached)
        self._reached = [None] * len(self.tallies)

    def _out_of_place(self, place: int, predecessor: str | None) -> str | None:
        if place > self._place + 1:
            gone = (
                f"change {self._place + 1} is" if place == self._place + 2 else f"{self._place + 1} to {place - 1} are"
            )
            return f"{gone} missing before it: removed, or moved to a later place"
        if place <= self._place:
            return f"it stands after change {self._place} of its chain: inserted, or moved from an earlier place"
        if predecessor != self._head:
            return (
                "it does not name the change before it as its predecessor: one of the two was put in place of another"
            )
        return None


async def verify(
    lines: AsyncIterator[Line], checkpoints: Sequence[Checkpoint], head: str | None, *, ended: bool = False
) -> Verdict:
    """Find the first break of a log: in a change, in a chain, in the checkpoints, or between them.

    `lines` are the changes chain by chain, each in its order; `head` is the hash of the checkpoint since which nothing
    may have been altered, removed or inserted, null for the last one there is. A log that has `ended`, as an export
    has, holds nothing that its last checkpoint does not bind.
    """
    last = checkpoints[-1] if checkpoints else None
    start = next((one for one in checkpoints if one.hash == head), None) if head else last
    walk = Walk([one.moment for one in (start, last) if one is not None])
    broken = None
    async for line in lines:
        wrong = walk.step(line)
        if wrong is None and ended and last is not None and line.recorded_at > last.moment:
            wrong = "it was recorded after the last checkpoint, which ends an export: inserted, or an end was cut off"
        if wrong:
            broken = Break(f"change {line.id}, number {line.place} of {line.chain}", wrong)
            break
    walk.finish()
    broken = broken or _broken_checkpoints(checkpoints) or _unbound(walk.tallies, (start, last), head)
    return Verdict(changes=walk.changes, chains=walk.chains, head=last.hash if last else None, broken=broken)


def _sealed(fields: Plain) -> str:
    return hashlib.sha256(canonical({name: fields[name] for name in fields.keys() - NOT_SEALED})).hexdigest()


def _altered(line: Line) -> str | None:
    try:
        given = sealed_hash(line)
    except ValueError:  # without a canonical form, such as a number too large for one, which no change has
        given = None
    if given != line.hash:
        return "what it says does not give its hash: it was altered"
    if line.reason is not None:
        salted = f"{line.reason_salt}{line.reason}".encode()
        if hashlib.sha256(salted).hexdigest() != line.reason_digest:
            return "its reason was altered"
    return None


def _broken_checkpoints(checkpoints: Sequence[Checkpoint]) -> Break | None:
    before = None
    for one in checkpoints:
        where = f"the checkpoint of {one.moment}"
        if sealed_hash(one) != one.hash:
            return Break(where, "what it says does not give its hash: it was altered")
        if one.predecessor != before:
            return Break(where, "it does not name the checkpoint before it: one was removed or inserted")
        before = one.hash
    return None


def _unbound(tallies: Sequence[Tally], checkpoints: Sequence[Checkpoint | None], head: str | None) -> Break | None:
    if head and checkpoints[0] is None:
        what = "no checkpoint has this hash: the log was rewritten since, or the head is of another register"
        return Break(f"the head {head}", what)
    for tally, one in zip(tallies, checkpoints, strict=False):
        if one is not None and (tally.changes, tally.chains, tally.heads()) != (one.changes, one.chains, one.heads):
            what = (
                f"it binds {one.changes} changes in {one.chains} chains, and up to then there are now "
                f"{tally.changes} in {tally.chains}: a tail or a whole chain was cut off, put in, or worked out anew"
            )
            return Break(f"the checkpoint of {one.moment}", what)
    return None
