"""Since when a finding holds: not the day it was noticed, but the day from which the facts make it so.

The check itself sees one day. Here it is asked again on the earlier days on which the entry read otherwise, back to the
first on which the same finding stands without a break.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from service.database.pool import Connection
from service.engagements import Entry
from service.law import Law
from service.register.reading import ControllerList, Moment
from service.register.scope import Pair, World, load_world
from service.register.telling import breakpoints
from service.register.views import Views
from service.rules import assess
from service.transfers import Finding, Verdict


async def dated(
    conn: Connection, read: ControllerList, verdicts: Sequence[Verdict], moment: Moment, law: Law
) -> list[Verdict]:
    """Return the verdicts on the entries of a list, in their order, each finding with the day since which it holds."""
    starts = [entry.effective_from for entry in read.entries if entry.effective_from is not None]
    if not starts:
        return list(verdicts)
    pairs = {(read.slug, entry.slug) for entry in read.entries}
    world, _ = await load_world(conn, pairs, set(), min(starts), moment.known)
    views = Views(law)
    return [
        _dated(views, world, read.slug, entry, verdict, law)
        for entry, verdict in zip(read.entries, verdicts, strict=True)
    ]


def _dated(views: Views, world: World, name: str, entry: Entry, verdict: Verdict, law: Law) -> Verdict:
    begun = entry.effective_from
    if begun is None or not verdict.findings:
        return verdict
    days = sorted(day for day in breakpoints(world, (name, entry.slug), begun) if begun <= day <= verdict.on)
    if len(days) <= 1:
        return verdict
    since = _stands_since(views, world, (name, entry.slug), days, verdict.findings, law)
    findings = tuple(
        msgspec.structs.replace(finding, since=max(since[finding.fingerprint], finding.since or begun))
        for finding in verdict.findings
    )
    return msgspec.structs.replace(verdict, findings=findings)


def _stands_since(
    views: Views, world: World, pair: Pair, days: Sequence[date], findings: Sequence[Finding], law: Law
) -> dict[str, date]:
    since = {finding.fingerprint: days[-1] for finding in findings}
    standing = set(since)
    for day in reversed(days[:-1]):
        facts = views.facts(world, pair, day)
        known = set() if facts is None else {finding.fingerprint for finding in assess(facts, law).findings}
        standing &= known
        if not standing:
            break
        since |= dict.fromkeys(standing, day)
    return since
