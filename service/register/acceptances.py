"""Accepted findings on a day: an acceptance counts while it is open and the facts under its finding are the same."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from service.database.pool import Connection
from service.law import Law
from service.register.reading import Moment
from service.rules import Facts
from service.rules.counted import DatedFact, counted
from service.rules.digests import digest
from service.store import acceptances
from service.store.acceptances import Open
from service.transfers import Acceptance, Finding, Verdict


class Accepted(NamedTuple):
    """The open acceptances of some lists on a day, by fingerprint. Most lists have none: then nothing is worked out."""

    by_fingerprint: dict[str, Open]
    lists: frozenset[str]

    def dated(self) -> "Accepted":
        """Return them with last days that know what they are, to tell by which of them something changes."""
        return self._replace(by_fingerprint={name: _dated(one) for name, one in self.by_fingerprint.items()})

    def laid_over(self, verdict: Verdict, facts: Facts, law: Law) -> Verdict:
        """Return a verdict whose accepted findings say so; `facts` and `law` are those that it was made of."""
        if self.by_fingerprint.keys().isdisjoint(finding.fingerprint for finding in verdict.findings):
            return verdict
        findings = tuple(self.on(finding, facts, law) for finding in verdict.findings)
        return msgspec.structs.replace(verdict, findings=findings)

    def on(self, finding: Finding, facts: Facts, law: Law) -> Finding:
        """Return a finding with its acceptance, where there is one of these facts on their day; else as it is."""
        found = self.by_fingerprint.get(finding.fingerprint)
        if found is None or found.until < facts.on or found.facts != digest(finding, facts, law):
            return finding
        accepted = Acceptance(reason=found.reason, until=found.until, by=found.actor)
        return msgspec.structs.replace(finding, accepted=accepted)


def _dated(one: Open) -> Open:
    fact = DatedFact(day=one.until, words=f"the last day on which {one.rule} is accepted")
    return msgspec.structs.replace(one, until=counted(one.until, fact))


async def accepted(conn: Connection, lists: Iterable[str], moment: Moment) -> Accepted:
    """Return the acceptances of lists that are open on a day, as known at the moment. One query, however many lists."""
    found = await acceptances.on_day(conn, lists, moment.on, moment.known)
    return Accepted({one.fingerprint: one for one in found}, frozenset(one.controller for one in found))
