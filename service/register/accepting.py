"""Accepting a finding for a while, and taking that back. The facts accepted are those of the moment of reading.

A fingerprint names the list too, so that one acceptance is about one list.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import msgspec

from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import Document, Reason
from service.errors import Invalid, NotFound, Place
from service.law import Law
from service.register.checking import examined, of_swept
from service.register.reading import Moment, reading, today
from service.register.sweeping import sweep
from service.rules.digests import digest
from service.store import acceptances, subjects
from service.store.acceptances import AcceptanceRow
from service.store.subjects import NOW
from service.transfers import Acceptance, Finding

LONGEST = timedelta(days=180)


class Wish(Document, frozen=True, kw_only=True):
    """Why a finding is accepted, and the last day on which it is."""

    reason: Reason
    until: date


async def accept(
    pool: Pool, fingerprint: str, wish: Wish, law: Law, *, by: str, among: Sequence[str] | None
) -> Finding:
    """Accept a finding of today, and return it as it reads now. A later acceptance replaces an earlier one.

    `among` are the lists to look at; null looks at all of them. Raises Invalid for a day that is over or too far
    off, NotFound where no list has such a finding today.
    """
    moment = Moment(on=today(), today=today())
    _check_until(wish.until, moment.on)
    async with reading(pool, moment) as conn:
        slug = among[0] if among and len(among) == 1 else await _list_of(conn, fingerprint, moment, law, among)
        finding, facts = await _found(conn, slug, fingerprint, moment, law)
    row = AcceptanceRow(
        id=uuid4(),
        controller=slug,
        fingerprint=fingerprint,
        rule=finding.rule,
        decided_on=moment.on,
        until=wish.until,
        reason=wish.reason,
        actor=by,
        facts=facts,
    )

    async def work(conn: Connection) -> None:
        heads = await _lock(conn, slug)
        await acceptances.append(conn, row, recorded_at=await subjects.stamp(conn, heads))

    await in_transaction(pool, work)
    accepted = Acceptance(reason=wish.reason, until=wish.until, by=by)
    return msgspec.structs.replace(finding, accepted=accepted)


async def take_back(pool: Pool, fingerprint: str, *, by: str, among: Sequence[str] | None = None) -> None:
    """Open an accepted finding again from today on; raises NotFound where it is not accepted today.

    `among` are the lists to look at; null looks at all of them.
    """
    day = today()

    async def work(conn: Connection) -> None:
        slug = await acceptances.list_of(conn, fingerprint, among) if _is_one(fingerprint) else None
        if slug is None:
            raise _not_accepted(fingerprint)
        heads = await _lock(conn, slug)
        found = {one.fingerprint: one for one in await acceptances.on_day(conn, [slug], day, NOW)}
        if fingerprint not in found:
            raise _not_accepted(fingerprint)
        row = AcceptanceRow(
            id=uuid4(),
            controller=slug,
            fingerprint=fingerprint,
            rule=found[fingerprint].rule,
            decided_on=day,
            until=None,
            reason=None,
            actor=by,
            facts=None,
        )
        await acceptances.append(conn, row, recorded_at=await subjects.stamp(conn, heads))

    await in_transaction(pool, work)


async def _lock(conn: Connection, slug: str) -> list[int]:
    """Lock a list, so that of two acts at once one is the later, and `known_at` waits for both."""
    await subjects.announce_writer(conn)
    return list((await subjects.lock_lists(conn, [slug])).values())


async def _list_of(conn: Connection, fingerprint: str, moment: Moment, law: Law, among: Sequence[str] | None) -> str:
    if _is_one(fingerprint):
        if (known := await acceptances.list_of(conn, fingerprint, among)) is not None:
            return known
        async for swept in sweep(conn, moment, law, among=among):
            if any(finding.fingerprint == fingerprint for finding in of_swept(swept).findings):
                return swept.slug
    detail = f"No list has a finding with the fingerprint {fingerprint!r} on {moment.on}; read the findings again."
    raise NotFound(detail)


async def _found(conn: Connection, slug: str, fingerprint: str, moment: Moment, law: Law) -> tuple[Finding, bytes]:
    """Return a finding of a list as it is read, and the digest of the facts under it."""
    async for facts, verdict in examined(conn, slug, moment, law):
        for finding in verdict.findings:
            if finding.fingerprint == fingerprint:
                return finding, digest(finding, facts, law)
    detail = f"The list {slug} has no finding with the fingerprint {fingerprint!r} on {moment.on}."
    raise NotFound(detail)


def _check_until(until: date, day: date) -> None:
    last = day + LONGEST
    if not day <= until <= last:
        detail = f"An acceptance ends between today, {day}, and {last}: it lasts {LONGEST.days} days at most."
        raise Invalid(detail, (Place("/until", f"a day from {day} to {last}"),))


def _is_one(fingerprint: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", fingerprint) is not None


def _not_accepted(fingerprint: str) -> NotFound:
    detail = f"No finding with the fingerprint {fingerprint!r} is accepted today: there is nothing to take back."
    return NotFound(detail)
