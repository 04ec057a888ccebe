"""Importing lists and histories: what a file says, laid over what the register has.

An import never changes a sub-processor that another list engages: what differs becomes an override of this list's
engagement, and the report says so (DESIGN section 8). A cell that is empty says nothing, so what is recorded stays.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from service.changes import Plain, Subject
from service.database.pool import Connection
from service.documents import FIRST_DAY, to_plain
from service.engagements import OVERRIDES
from service.errors import Conflict, Invalid, NotFound, Place
from service.histories import HistoryStep
from service.imports import Desired, Remark
from service.law import Law
from service.register.acts import Act, Terms
from service.register.reading import today
from service.register.renames import Rename, renames
from service.register.scope import controller, engagement, lock_list, subprocessor
from service.register.writing import Receipt, commit
from service.store import notices, people, subjects, versions
from service.store.subjects import NOW


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the sub-processors by what became of them, the changes made, and remarks on lines.

    `renames` are those that may be known under another name already; nothing was done about them.
    """

    controller: str
    dry_run: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...] = ()
    not_in_file: tuple[str, ...] = ()
    changes: tuple[UUID, ...]
    remarks: tuple[Remark, ...]
    renames: tuple[Rename, ...] = ()


class DryRun(Exception):
    """Carries the report of an import that writes nothing out of its transaction."""

    def __init__(self, report: Report) -> None:
        """Take the report."""
        super().__init__()
        self.report = report


class _Planned(msgspec.Struct, frozen=True, kw_only=True):
    acts: list[Act]
    remarks: list[Remark]


async def import_list(  # noqa: PLR0913 — the file, the list, and how to write
    conn: Connection,
    name: str,
    items: Sequence[Desired],
    remarks: Sequence[Remark],
    terms: Terms,
    law: Law,
    *,
    effective_on: date | None = None,
    dry_run: bool = False,
    alone: bool = False,
) -> Report:
    """Load what a file says into a list, in the caller's transaction; the same file again changes nothing.

    `alone` is for who may know of no other list: the catalogue stays as it is, as if others engaged all that it has,
    and nobody is offered from it.

    Raises NotFound where there is no such list, and DryRun with the report where nothing is to be kept.
    """
    await _hold(conn, name, {item.slug for item in items})
    day = effective_on or terms.today
    offered = () if alone else await renames(conn, items, day)
    acts: list[Act] = []
    said = list(remarks)
    for item in items:
        planned = await _plan(conn, name, item, day, effective_on, alone=alone)
        acts += planned.acts
        said += planned.remarks
    receipts = await commit(conn, acts, terms, law) if acts else {}
    on_list = {row.subprocessor for row in await versions.entries_on(conn, name, day, NOW)}
    report = msgspec.structs.replace(
        _report(name, items, receipts, on_list), dry_run=dry_run, remarks=tuple(said), renames=offered
    )
    if dry_run:
        raise DryRun(msgspec.structs.replace(report, changes=()))
    return report


def _report(name: str, items: Sequence[Desired], receipts: Mapping[Subject, Receipt], on_list: set[str]) -> Report:
    """Say what became of each sub-processor of a file; of a further hop its place in the catalogue tells."""
    own = {item.slug: engagement((name, item.slug)) if item.listed else subprocessor(item.slug) for item in items}
    both = {slug: (subject, subprocessor(slug)) for slug, subject in own.items()}
    touched = {slug for slug, pair in both.items() if any(_changed(receipts, subject) for subject in pair)}
    added = {slug for slug, subject in own.items() if subject in receipts and receipts[subject].created}
    return Report(
        controller=name,
        dry_run=False,
        added=tuple(sorted(added)),
        changed=tuple(sorted(touched - added)),
        unchanged=tuple(sorted(own.keys() - touched)),
        not_in_file=tuple(sorted(on_list - own.keys())),
        changes=tuple(change for receipt in receipts.values() for change in receipt.changes),
        remarks=(),
    )


async def import_history(
    conn: Connection, name: str, steps: Sequence[HistoryStep], actor: str, law: Law, *, dry_run: bool = False
) -> Report:
    """Replay a history into an empty list: each step takes effect on its day, and its notice carries that day.

    The recorded time stays the moment of the load. Raises Conflict where the list already has notices.
    """
    if (await notices.revisions(conn, [name])).get(name):
        detail = f"The list {name!r} already has notices; a history is loaded into an empty list only."
        raise Conflict(detail)
    if steps and steps[-1].day > today():
        detail = f"A history tells of what was, and {steps[-1].day} has not come. Announce it with --announce."
        raise Invalid(detail, (Place("/lines", f"{steps[-1].day} has not come"),))
    await _hold(conn, name, {step.slug for step in steps})
    made: list[UUID] = []
    seen: set[str] = set()
    for step in steps:
        terms = Terms(actor=actor, today=step.day, manner="history", reason=f"history {step.commit}")
        acts = [Act(subject=engagement((name, step.slug)), effective_on=step.day)]
        if step.desired is not None:
            acts = (await _plan(conn, name, step.desired, step.day, step.day)).acts
        receipts = await commit(conn, acts, terms, law)
        made += [change for receipt in receipts.values() for change in receipt.changes]
        seen.add(step.slug)
    last = steps[-1].day if steps else FIRST_DAY
    on_list = {row.subprocessor for row in await versions.entries_on(conn, name, last, NOW)}
    report = Report(
        controller=name,
        dry_run=dry_run,
        added=tuple(sorted(on_list)),
        changed=(),
        unchanged=(),
        removed=tuple(sorted(seen - on_list)),
        changes=() if dry_run else tuple(made),
        remarks=(),
    )
    if dry_run:
        raise DryRun(report)
    return report


async def _hold(conn: Connection, name: str, slugs: set[str]) -> None:
    """Lock what the import reads before it reads it. Raises NotFound where there is no such list."""
    if await versions.first_document(conn, controller(name), NOW) is None:
        detail = f"There is no controller {name!r}. PUT /v1/controllers/{name} first."
        raise NotFound(detail, (Place("?controller", f"no controller {name!r}"),))
    await subjects.ids(conn, map(subprocessor, slugs))
    await lock_list(conn, name, slugs, shared=False)


async def _plan(
    conn: Connection, name: str, item: Desired, day: date, given: date | None, *, alone: bool = False
) -> _Planned:
    """Decide for one sub-processor of the file what goes into the catalogue and what into the engagement."""
    shared, on_time = await _standing(conn, subprocessor(item.slug), day)
    own, _ = await _standing(conn, engagement((name, item.slug)), day)
    said = to_plain(item.subprocessor)
    wanted = _laid_over(to_plain(item.engagement), own) if item.listed else None
    document: Plain | None = said
    remarks: list[Remark] = []
    if shared is not None:
        shared = (await people.attach(conn, [shared]))[0]
        others = alone or await _is_others(conn, name, item.slug)
        if others or _overridden(own):
            wanted, remarks = _as_overrides(item, shared, wanted, others=others, alone=alone)
            said |= dict.fromkeys(OVERRIDES)
        document = _laid_over(said, shared)
        if others:
            # Where the catalogue has it from a later day on it is there earlier too: nothing changes for others.
            document = None if on_time or alone else shared
    acts = []
    if document is not None:
        acts.append(Act(subject=subprocessor(item.slug), document=document, effective_on=given))
    if wanted is not None:
        acts.append(Act(subject=engagement((name, item.slug)), document=wanted, effective_on=given))
    return _Planned(acts=acts, remarks=remarks)


async def _is_others(conn: Connection, name: str, slug: str) -> bool:
    """Tell whether another list engages a sub-processor, or somebody who engages it."""
    above = await versions.chain_above(conn, [slug])
    return any(pair[0] != name for pair in await versions.lists_engaging(conn, {slug, *above}, FIRST_DAY))


async def _standing(conn: Connection, subject: Subject, day: date) -> tuple[Plain | None, bool]:
    """Return a document as it is on a day, or else as it will be when it begins, and whether it is there on the day."""
    now = await versions.document_on(conn, subject, day, NOW)
    if now is not None:
        return now, True
    later = await versions.first_document(conn, subject, NOW, after=day)
    return (None if later is None else later[0]), False


def _laid_over(said: Plain, recorded: Plain | None) -> Plain:
    if recorded is None:
        return said
    return {field: recorded.get(field) if value is None else value for field, value in said.items()}


def _overridden(own: Plain | None) -> bool:
    return own is not None and any(own.get(field) is not None for field in OVERRIDES)


def _as_overrides(
    item: Desired, shared: Plain, wanted: Plain | None, *, others: bool, alone: bool
) -> tuple[Plain | None, list[Remark]]:
    """Return the engagement with what the file says of the shared terms, and what becomes of what it says."""
    result, remarks = None if wanted is None else dict(wanted), []
    line = item.lines[0] if item.lines else 0  # an example that comes from no file
    kept = "is engaged by other lists too" if others else "has terms of its own on this list"
    why = f"{item.slug} {'stays in the catalogue as it is' if alone else kept}:"
    for field, value in to_plain(item.subprocessor).items():
        own = result is not None and field in OVERRIDES and getattr(item.engagement, field) is None
        if value is None or value == shared.get(field):
            # As the catalogue has it: an override of before would only hide that.
            if result is not None and own and value is not None:
                result[field] = None
        elif result is not None and own:
            result[field] = value
            detail = f"{why} what is said of its {field} becomes an override of this list."
            remarks.append(Remark(line=line, column=field, detail=detail, kind="kept"))
        elif (others and field != "name") or field in OVERRIDES:
            detail = f"{why} the catalogue keeps its {field}."
            remarks.append(Remark(line=line, column=field, detail=detail, kind="ignored"))
    return result, remarks


def _changed(receipts: Mapping[Subject, Receipt], subject: Subject) -> bool:
    return subject in receipts and bool(receipts[subject].changes)
