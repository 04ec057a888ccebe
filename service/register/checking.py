"""The check over the register: transfers and findings of lists, and the stateless assessment."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec

from service.controllers import exporter_of
from service.database.pool import Connection
from service.documents import from_plain, to_plain
from service.engagements import Engagement, Entry, laid_over
from service.errors import Invalid, Place
from service.law import Law
from service.register.acceptances import accepted
from service.register.parts import parts_of
from service.register.reading import Moment, processor_of
from service.register.sinces import dated
from service.register.sweeping import SweptList
from service.rules import Facts, assess_whole
from service.subprocessors import Subprocessor
from service.transfers import SEVERITIES, Assessment, Finding, Severity, Transfer, Verdict


class ListVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The check of one list on a day."""

    transfers: tuple[Transfer, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[str, ...]


async def check_list(conn: Connection, slug: str, moment: Moment, law: Law) -> ListVerdict:
    """Check a list and every entry in effect on a day, and what is left to say of those that are over.

    Raises NotFound where there is no such list.
    """
    known, found = await accepted(conn, [slug], moment), examined(conn, slug, moment, law)
    return combined([known.laid_over(verdict, facts, law) async for facts, verdict in found])


async def examined(conn: Connection, slug: str, moment: Moment, law: Law) -> AsyncIterator[tuple[Facts, Verdict]]:
    """Yield the verdicts on a list itself, on its entries and on those that are over, each with its facts.

    Raises NotFound where there is no such list.
    """
    parts = await parts_of(conn, slug, moment)
    running = [part for part in parts if part.kind == "entry"]
    given, verdicts = [part.facts for part in running], [part.verdict(law) for part in running]
    entries = iter(await dated(conn, given, verdicts, moment, law))
    for part in parts:
        yield part.facts, next(entries) if part.kind == "entry" else part.verdict(law)


async def check_assessment(conn: Connection, wanted: Assessment, moment: Moment, law: Law) -> Verdict:
    """Answer the stateless check; only who runs the register is read.

    Raises Invalid for a member of the chain that nobody engages: the check would pass over it.
    """
    processor = await processor_of(conn, moment)
    exporter = wanted.exporter or exporter_of(wanted.controller, processor)
    engagement = wanted.engagement or Engagement()
    entry = Entry(
        slug="",
        subprocessor=laid_over(engagement, wanted.subprocessor),
        engagement=engagement,
        chain=_chain(wanted),
    )
    facts = Facts(
        on=moment.on,
        exporter=exporter,
        entry=entry,
        controller=wanted.controller,
        processor=processor,
        notice=wanted.notice,
    )
    return assess_whole(facts, law.without(wanted.scenario.revoke) if wanted.scenario else law)


def of_swept(swept: SweptList) -> ListVerdict:
    """Return the check of a list that was swept."""
    return combined(list(swept.verdicts()))


def combined(verdicts: Sequence[Verdict]) -> ListVerdict:
    """Join the verdicts of a list's entries; findings worst first."""
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    return ListVerdict(
        transfers=tuple(transfer for verdict in verdicts for transfer in verdict.transfers),
        findings=tuple(sorted(findings, key=_worst_first)),
        not_evaluated=not_evaluated(verdicts),
    )


def not_evaluated(verdicts: Iterable[Verdict | ListVerdict]) -> tuple[str, ...]:
    """Return the rules that did not speak anywhere: what passed has passed only the others."""
    return tuple(sorted({rule for verdict in verdicts for rule in verdict.not_evaluated}))


def at_least(findings: Sequence[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Return the findings of a severity or worse."""
    least = SEVERITIES.index(severity)
    return tuple(finding for finding in findings if SEVERITIES.index(finding.severity) >= least)


def failing(findings: Sequence[Finding], fail_on: Severity) -> tuple[Finding, ...]:
    """Return the findings that fail a check: of a severity or worse, the accepted ones left out but for critical."""
    found = at_least(findings, fail_on)
    return tuple(finding for finding in found if finding.accepted is None or finding.severity == "critical")


def summary(findings: Sequence[Finding]) -> dict[Severity, int]:
    """Count findings by severity, the worst first."""
    return {name: sum(finding.severity == name for finding in findings) for name in reversed(SEVERITIES)}


def _worst_first(finding: Finding) -> tuple[int, str, str, str]:
    return (
        -SEVERITIES.index(finding.severity),
        finding.subprocessor or "",
        finding.rule,
        finding.country or "",
    )


def _chain(wanted: Assessment) -> dict[str, Subprocessor]:
    engaged = {terms.subprocessor for one in (wanted.subprocessor, *wanted.chain) for terms in one.engages or ()}
    given = Counter(member.slug for member in wanted.chain)
    wrong = tuple(
        Place(f"/chain/{index}/slug", "given twice" if given[member.slug] > 1 else "nobody in this request engages it")
        for index, member in enumerate(wanted.chain)
        if member.slug not in engaged or given[member.slug] > 1
    )
    if wrong:
        names = ", ".join(sorted({wanted.chain[int(place.pointer.split("/")[2])].slug for place in wrong}))
        detail = f"Give each member of the chain once, and name it in `engages` of the one above it: {names}."
        raise Invalid(detail, wrong)
    return {member.slug: _member(member) for member in wanted.chain}


def _member(member: Subprocessor) -> Subprocessor:
    plain = to_plain(member)
    del plain["slug"]
    return from_plain(plain, Subprocessor)
