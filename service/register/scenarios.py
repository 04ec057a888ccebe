"""What if decisions, list entries or clause sets fall: which hops break, for whom, and what would still hold."""

from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec

from service.database.pool import Connection
from service.law import Law
from service.register.checking import ListVerdict, check_list, of_swept
from service.register.reading import Moment
from service.register.sweeping import SweptList, sweep
from service.rules.differences import Answer, basis_words
from service.safeguards import Regime
from service.transfers import RESULTS, Result, Transfer

_PASSES = RESULTS.index("derogation")


class Fallen(msgspec.Struct, frozen=True, kw_only=True):
    """A hop that rests on something else in the scenario, or on nothing; bases are in words, null for none."""

    controller: str | None
    subprocessor: str | None
    country: str | None
    regime: Regime
    chain: tuple[str, ...]
    before: Result
    after: Result
    basis_before: str | None
    basis_after: str | None


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario does: `breaks` are hops that nothing carries any more, `holds` those that another tool does.

    `revoke` are the ids of what fell, by whatever names it was called in the question.
    `left_out` counts those of both kinds that an answer over all lists has no room for.
    """

    revoke: tuple[str, ...]
    breaks: tuple[Fallen, ...] = ()
    holds: tuple[Fallen, ...] = ()
    left_out: int = 0


def names_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names of what falls that stand in texts, parted by commas, without the blanks around them."""
    parts = (part.strip() for text in texts for part in text.split(","))
    return tuple(part for part in parts if part)


class Joined:
    """What a scenario does to many lists, one after the other; `most` hops of each kind are kept (null: all)."""

    def __init__(self, revoke: Sequence[str], most: int | None = None) -> None:
        """Take the ids of what fell."""
        self._revoke, self._most, self._count = tuple(dict.fromkeys(revoke)), most, 0
        self._breaks, self._holds = list[Fallen](), list[Fallen]()

    def add(self, scenario: Scenario) -> None:
        """Add what it does to one more list."""
        for kept, more in ((self._breaks, scenario.breaks), (self._holds, scenario.holds)):
            kept.extend(more if self._most is None else more[: self._most - len(kept)])
            self._count += len(more)

    def scenario(self) -> Scenario:
        """Return what it does to all of them."""
        left_out = self._count - len(self._breaks) - len(self._holds)
        return Scenario(revoke=self._revoke, breaks=tuple(self._breaks), holds=tuple(self._holds), left_out=left_out)


def compared(revoke: Sequence[str], before: Answer, after: Answer) -> Scenario:
    """Compare the same hops under the law as it is and in the scenario; both answers list them in the same order."""
    moved = [
        _fallen(hop, fallen)
        for hop, fallen in zip(before.transfers, after.transfers, strict=True)
        if (hop.result, hop.basis) != (fallen.result, fallen.basis)
    ]
    broken = [one for one in moved if RESULTS.index(one.after) > _PASSES]
    held = [one for one in moved if one not in broken]
    return Scenario(revoke=tuple(dict.fromkeys(revoke)), breaks=tuple(broken), holds=tuple(held))


async def of_list(
    conn: Connection, slug: str, moment: Moment, law: Law, revoke: Sequence[str]
) -> tuple[ListVerdict, Scenario | None]:
    """Check a list; where ids are given, in the scenario in which these fell, and say what that does.

    Raises NotFound for an unknown list, Invalid for an unknown id.
    """
    found = await check_list(conn, slug, moment, law.without(revoke))
    if not revoke:
        return found, None
    return found, compared(revoke, await check_list(conn, slug, moment, law), found)


async def of_all(
    conn: Connection, moment: Moment, law: Law, revoke: Sequence[str], among: Sequence[str] | None = None
) -> AsyncIterator[tuple[SweptList, Scenario | None]]:
    """Yield the same for every list, by name; for those `among` alone where they are given."""
    as_it_is = sweep(conn, moment, law, among=among) if revoke else None
    async for found in sweep(conn, moment, law.without(revoke), among=among):
        scenario = None
        if as_it_is is not None:
            before = await anext(as_it_is)
            scenario = compared(revoke, of_swept(before), of_swept(found))
        yield found, scenario


def _fallen(before: Transfer, after: Transfer) -> Fallen:
    return Fallen(
        controller=after.controller,
        subprocessor=after.subprocessor,
        country=after.country,
        regime=after.regime,
        chain=after.chain,
        before=before.result,
        after=after.result,
        basis_before=basis_words(before),
        basis_after=basis_words(after),
    )
