"""Importing lists and histories: what a file says, laid over what the register has.

An import never changes a sub-processor that another list engages: what differs becomes an override of this list's
engagement, and the report says so (DESIGN section 8). A cell that is empty says nothing, so what is recorded stays.
"""

from collections.abc import Collection, Mapping, Sequence
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


class _Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the register has of what a file names, by slug, before the import writes anything.

    `shared` and `own` are documents on the day of the import, or else as they will be when they begin; `on_time` are
    the sub-processors that are there on the day, `others` those that are not this list's alone.
    """

    shared: Mapping[str, Plain]
    own: Mapping[str, Plain]
    on_time: Collection[str]
    others: Collection[str]


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
    named, day = {item.slug for item in items}, effective_on or terms.today
    await _hold(conn, name, named, await _beside(conn, name, items, day))
    acts: list[Act] = []
    said = list(remarks)
    standing = await _standing(conn, name, named, day, alone=alone)
    offered = () if alone else await renames(conn, [item for item in items if item.slug not in standing.on_time], day)
    for item in items:
        planned = _plan(name, item, standing, effective_on, alone=alone)
        acts += planned.acts
        said += planned.remarks
    receipts = await commit(conn, acts, terms, law) if acts else {}
    on_list = await versions.engaged_on(conn, name, day)
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
            standing = await _standing(conn, name, {step.slug}, step.day)
            acts = _plan(name, step.desired, standing, step.day).acts
        receipts = await commit(conn, acts, terms, law)
        made += [change for receipt in receipts.values() for change in receipt.changes]
        seen.add(step.slug)
    last = steps[-1].day if steps else FIRST_DAY
    on_list = await versions.engaged_on(conn, name, last)
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


async def _beside(conn: Connection, name: str, items: Sequence[Desired], day: date) -> set[str]:
    """Return what those of a file engage and replace, as it says or as is recorded: the write will lock these too."""
    said = {hop.subprocessor for item in items for hop in item.subprocessor.engages or ()}
    said |= {item.engagement.replaces for item in items if item.engagement.replaces is not None}
    recorded = await versions.timelines(conn, [engagement((name, item.slug)) for item in items], day, NOW)
    replaced = (version.document.get("replaces") for timeline in recorded.values() for version in timeline)
    return said | {slug for slug in replaced if slug is not None}


async def _hold(conn: Connection, name: str, slugs: set[str], beside: Collection[str] = ()) -> None:
    """Lock what the import reads before it reads it, and what lies `beside` it, which comes before the list.

    Raises NotFound where there is no such list.
    """
    if await versions.first_document(conn, controller(name), NOW) is None:
        detail = f"There is no controller {name!r}. PUT /v1/controllers/{name} first."
        raise NotFound(detail, (Place("?controller", f"no controller {name!r}"),))
    await subjects.ids(conn, map(subprocessor, slugs))
    await lock_list(conn, name, slugs.union(beside), shared=False)


def _plan(name: str, item: Desired, standing: _Standing, given: date | None, *, alone: bool = False) -> _Planned:
    """Decide for one sub-processor of the file what goes into the catalogue and what into the engagement."""
    shared, own = standing.shared.get(item.slug), standing.own.get(item.slug)
    said = to_plain(item.subprocessor)
    wanted = _laid_over(to_plain(item.engagement), own) if item.listed else None
    document: Plain | None = said
    remarks: list[Remark] = []
    if shared is not None:
        others = item.slug in standing.others
        if others or _overridden(own):
            wanted, remarks = _as_overrides(item, shared, wanted, others=others, alone=alone)
            said |= dict.fromkeys(OVERRIDES)
        document = _laid_over(said, shared)
        if others:
            # Where the catalogue has it from a later day on it is there earlier too: nothing changes for others.
            document = None if item.slug in standing.on_time or alone else shared
    acts = []
    if document is not None:
        acts.append(Act(subject=subprocessor(item.slug), document=document, effective_on=given))
    if wanted is not None:
        acts.append(Act(subject=engagement((name, item.slug)), document=wanted, effective_on=given))
    return _Planned(acts=acts, remarks=remarks)


async def _standing(conn: Connection, name: str, slugs: set[str], day: date, *, alone: bool = False) -> _Standing:
    """Read what the register has of all that a file names: some queries for a file, however long it is."""
    catalogue, engaged = [subprocessor(slug) for slug in slugs], [engagement((name, slug)) for slug in slugs]
    timelines = await versions.timelines(conn, [*catalogue, *engaged], day, NOW)
    found = {
        subject: version
        for subject, timeline in timelines.items()
        if (version := next((one for one in timeline if one.until_day is None or one.until_day > day), None))
    }
    shared = [subject for subject in catalogue if subject in found]
    documents = await people.attach(conn, [found[subject].document for subject in shared])
    known = {str(subject.subprocessor): document for subject, document in zip(shared, documents, strict=True)}
    return _Standing(
        shared=known,
        own={str(subject.subprocessor): found[subject].document for subject in engaged if subject in found},
        on_time={str(subject.subprocessor) for subject in shared if found[subject].from_day <= day},
        others=known.keys() if alone else await _of_others(conn, name, known.keys()),
    )


async def _of_others(conn: Connection, name: str, slugs: Collection[str]) -> set[str]:
    """Return the sub-processors that another list engages, directly or through somebody who engages them."""
    edges = await versions.chain_above(conn, slugs)
    found: set[str] = set()
    todo = await versions.engaged_beside(conn, name, {*slugs, *edges})
    while todo:
        found |= todo
        todo = {below for above in todo for below in edges.get(above, ())} - found
    return found


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
