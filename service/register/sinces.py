"""Since when a finding holds: not the day it was noticed, but the day from which the facts make it so.

The check itself sees one day. Here it is asked again on the earlier days on which the entry read otherwise, back to the
first on which the same finding stands without a break.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from service.database.pool import Connection
from service.law import Law
from service.register.reading import Moment
from service.register.scope import Pair, World, load_world
from service.register.telling import breakpoints
from service.register.views import Views
from service.rules import Facts, assess
from service.transfers import Verdict


async def dated(
    conn: Connection, given: Sequence[Facts], verdicts: Sequence[Verdict], moment: Moment, law: Law
) -> list[Verdict]:
    """Return the verdicts on entries of lists, in their order, each finding with the day since which it holds.

    `given` are the facts of which the verdicts were made; entries that have not begun or are over stay as they are.
    """
    pairs = {_pair(facts): begun for facts in given if (begun := facts.entry.effective_from) is not None}
    if not pairs:
        return list(verdicts)
    world, _ = await load_world(conn, set(pairs), set(), min(pairs.values()), moment.known)
    views = Views(law)
    return [_dated(views, world, facts, verdict, law) for facts, verdict in zip(given, verdicts, strict=True)]


def _pair(facts: Facts) -> Pair:
    return facts.controller_slug or "", facts.entry.slug


def _dated(views: Views, world: World, given: Facts, verdict: Verdict, law: Law) -> Verdict:
    begun, pair = given.entry.effective_from, _pair(given)
    if begun is None or not verdict.findings:
        return verdict
    days = sorted(day for day in breakpoints(world, pair, begun) if begun <= day <= verdict.on)
    if len(days) <= 1:
        return verdict
    earlier = [as_given(facts, given) for day in days[:-1] if (facts := views.facts(world, pair, day)) is not None]
    since = _stands_since(earlier, days[-1], verdict, law)
    findings = tuple(
        msgspec.structs.replace(finding, since=max(since[finding.fingerprint], finding.since or begun))
        for finding in verdict.findings
    )
    return msgspec.structs.replace(verdict, findings=findings)


def as_given(facts: Facts, given: Facts) -> Facts:
    """Return the facts of an entry on another day with what is given beside it on this one: its days and its notice."""
    entry = msgspec.structs.replace(
        facts.entry, effective_from=given.entry.effective_from, effective_until=given.entry.effective_until
    )
    return msgspec.structs.replace(
        facts, entry=entry, processor=given.processor, notice=given.notice, period_enforced=given.period_enforced
    )


def _stands_since(earlier: Sequence[Facts], last: date, verdict: Verdict, law: Law) -> dict[str, date]:
    since = {finding.fingerprint: last for finding in verdict.findings}
    standing = set(since)
    for facts in reversed(earlier):
        standing &= {finding.fingerprint for finding in assess(facts, law).findings}
        if not standing:
            break
        since |= dict.fromkeys(standing, facts.on)
    return since
