"""What if decisions, list entries or clause sets fall: which hops break, for whom, and what would still hold."""

from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec

from service.database.pool import Connection
from service.law import Law
from service.register.checking import ListVerdict, check_all, check_list
from service.register.reading import Moment
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
    """What a scenario does: `breaks` are hops that nothing carries any more, `holds` those that another tool does."""

    revoke: tuple[str, ...]
    breaks: tuple[Fallen, ...] = ()
    holds: tuple[Fallen, ...] = ()


def compared(revoke: Sequence[str], before: Answer, after: Answer) -> Scenario:
    """Compare the same hops under the law as it is and in the scenario; both answers list them in the same order."""
    moved = [
        _fallen(hop, fallen)
        for hop, fallen in zip(before.transfers, after.transfers, strict=True)
        if (hop.result, hop.basis) != (fallen.result, fallen.basis)
    ]
    broken = [one for one in moved if RESULTS.index(one.after) > _PASSES]
    held = [one for one in moved if one not in broken]
    return Scenario(revoke=tuple(revoke), breaks=tuple(broken), holds=tuple(held))


def joined(scenarios: Iterable[Scenario], revoke: Sequence[str], most: int | None = None) -> Scenario:
    """Join what a scenario does to many lists; `most` hops of each kind where a number is given."""
    scenarios = list(scenarios)
    breaks = [one for scenario in scenarios for one in scenario.breaks]
    holds = [one for scenario in scenarios for one in scenario.holds]
    return Scenario(revoke=tuple(revoke), breaks=tuple(breaks[:most]), holds=tuple(holds[:most]))


async def of_list(
    conn: Connection, slug: str, moment: Moment, law: Law, revoke: Sequence[str]
) -> tuple[ListVerdict, Scenario]:
    """Return the check of a list in a scenario, and what it does; raises NotFound, or Invalid for an unknown id."""
    fallen = await check_list(conn, slug, moment, law.without(revoke))
    return fallen, compared(revoke, await check_list(conn, slug, moment, law), fallen)


async def of_all(
    conn: Connection, moment: Moment, law: Law, revoke: Sequence[str]
) -> AsyncIterator[tuple[str, ListVerdict, Scenario]]:
    """Yield the same for every list, by name."""
    as_it_is = check_all(conn, moment, law)
    async for slug, fallen in check_all(conn, moment, law.without(revoke)):
        _, before = await anext(as_it_is)
        yield slug, fallen, compared(revoke, before, fallen)


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
