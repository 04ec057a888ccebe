"""What somebody wants of the register, and which records of the log that becomes. Pure.

A wish is a whole document (or its absence); the log holds field differences, decisions apart from facts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec

from service.changes import MATERIAL, Logged, Manner, Plain, Span, Subject, at, differing, spans
from service.decisions import is_decision
from service.errors import Conflict, NotFound, NoticePeriod, Place
from service.store.changes import Record
from service.store.versions import Version


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One wish: the subject shall have this document from a day on, or end (null), or certain changes be withdrawn.

    `if_match` are entity tags of which one must be that of the document so far; `if_none_match` asks for none there.
    `ends_with` names the engagement that replaces this one: it ends on the day on which that one begins.
    """

    subject: Subject
    document: Plain | None = None
    effective_on: date | None = None
    withdraws: tuple[UUID, ...] = ()
    if_match: tuple[str, ...] | None = None
    if_none_match: bool = False
    ends_with: Subject | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes, why and how. `today` is the day (UTC) of the write; for a history it is the day that is replayed."""

    actor: str
    today: date
    manner: Manner = "notice"
    reason: str | None = None
    publishes: bool = True


class Ledger(msgspec.Struct, kw_only=True):
    """One subject's log and versions from a day on, and what this write adds to them."""

    row: int
    from_day: date
    was: list[Version]
    log: list[Logged]
    records: list[Record] = []

    def spans(self) -> list[Span]:
        """Return the states from the day before `from_day` on, with what this write adds."""
        base = self._base()
        later = [change for change in self._counted() if change.effective_on >= self.from_day]
        if base is None:
            return spans(later)
        before = Logged(id=UUID(int=0), effective_on=base.from_day, present=True, after=base.document)
        return spans([before, *later])

    def state(self, day: date) -> Plain | None:
        """Return the document on a day from `from_day` on."""
        return at(self.spans(), day)

    def start_after(self, day: date) -> date | None:
        """Return the first day after `day` on which the subject begins to exist."""
        found = self.spans()
        for previous, span in zip([None, *found], found, strict=False):
            if span.starts_on > day and span.state is not None and (previous is None or previous.state is None):
                return span.starts_on
        return None

    def versions(self) -> list[Version]:
        """Return the versions that the spans amount to."""
        found = self.spans()
        ends: list[date | None] = [span.starts_on for span in found[1:]]
        return [
            Version(span.starts_on, until, span.state)
            for span, until in zip(found, [*ends, None], strict=False)  # no span where it ends on its first day
            if span.state is not None
        ]

    def versions_before(self) -> list[Version]:
        """Return the versions that this write may replace: those that `versions` speaks of."""
        base = self._base()
        return [version for version in self.was if version is base or version.from_day >= self.from_day]

    def _base(self) -> Version | None:
        return next((version for version in self.was if version.from_day < self.from_day), None)

    def _counted(self) -> list[Logged]:
        gone = {record.withdraws for record in self.records}
        news = [
            Logged(id=new.id, effective_on=new.effective_on, present=new.present, after=new.after or {})
            for new in self.records
            if new.withdraws is None
        ]
        return [change for change in (*self.log, *news) if change.id not in gone]


def first_day(acts: Sequence[Act], today: date) -> date:
    """Return the earliest day that any of the acts can touch."""
    return min([today, *(act.effective_on for act in acts if act.effective_on is not None)])


def enter(act: Act, ledger: Ledger, terms: Terms, allowed_from: date) -> None:
    """Add the records of an act to its ledger; none where the register already says so.

    `allowed_from` is the first day on which a decision may take effect after due notice. Raises NoticePeriod, NotFound,
    Conflict.
    """
    if act.withdraws:
        _withdraw(act, ledger, terms)
    elif act.document is None:
        _end(act, ledger, terms)
    else:
        _put(act, act.document, ledger, terms, allowed_from)


def landing_days(act: Act, ledger: Ledger, terms: Terms, allowed_from: date) -> tuple[date, date]:
    """Return the days on which (decisions, facts) of an act take effect (DESIGN section 7)."""
    if act.effective_on is not None:
        return act.effective_on, act.effective_on
    decision = allowed_from if terms.manner == "notice" else terms.today
    if ledger.state(terms.today) is not None:
        return decision, terms.today
    return decision, ledger.start_after(terms.today) or decision


def landing_day(act: Act, ledger: Ledger, terms: Terms, allowed_from: date) -> date:
    """Return the day on which an act meets the document so far: that of its decisions, or of its facts alone."""
    decision_day, fact_day = landing_days(act, ledger, terms, allowed_from)
    if act.document is None:
        return act.effective_on or terms.today
    state = ledger.state(decision_day)
    return decision_day if state is None or _decided(act, act.document, state) else fact_day


def _put(act: Act, document: Plain, ledger: Ledger, terms: Terms, allowed_from: date) -> None:
    decision_day, fact_day = landing_days(act, ledger, terms, allowed_from)
    state = ledger.state(decision_day)
    if state is None:
        _in_time(decision_day, terms, allowed_from, document, act.subject)
        ledger.records.append(_record(ledger, terms, decision_day, None, document, kind="added"))
        return
    known = ledger.state(fact_day)
    decided = _decided(act, document, state)
    facts = {} if known is None else _facts(act, document, known, decided)
    if decided:
        _in_time(decision_day, terms, allowed_from, decided, act.subject)
        ledger.records.append(_record(ledger, terms, decision_day, state, decided))
    if facts:
        ledger.records.append(_record(ledger, terms, fact_day, known, facts))


def _decided(act: Act, document: Plain, state: Plain) -> Plain:
    news = differing(state, document)
    return {name: value for name, value in news.items() if _decides(act.subject, name, state.get(name), value)}


def _facts(act: Act, document: Plain, state: Plain, decided: Plain) -> Plain:
    news = differing(state, document)
    return {
        name: value
        for name, value in news.items()
        if name not in decided and not _decides(act.subject, name, state.get(name), value)
    }


def _end(act: Act, ledger: Ledger, terms: Terms) -> None:
    day = act.effective_on or terms.today
    state = ledger.state(day)
    if state is not None:
        ledger.records.append(_record(ledger, terms, day, state, None, kind="removed"))
        return
    start = ledger.start_after(day)
    if start is None:
        detail = f"{act.subject.subprocessor} is not engaged by {act.subject.controller} on {day}."
        raise NotFound(detail)
    for planned in [change for change in ledger.log if change.effective_on >= start]:
        ledger.records.append(_withdrawal(ledger, terms, planned))


def _withdraw(act: Act, ledger: Ledger, terms: Terms) -> None:
    for wanted in act.withdraws:
        found = next((change for change in ledger.log if change.id == wanted), None)
        if found is None or found.effective_on <= terms.today:
            detail = "The change is in effect or already withdrawn; only a planned change can be withdrawn."
            raise Conflict(detail)
        ledger.records.append(_withdrawal(ledger, terms, found))


def _withdrawal(ledger: Ledger, terms: Terms, planned: Logged) -> Record:
    return Record(
        id=uuid4(),
        subject=ledger.row,
        kind="withdrawn",
        manner=terms.manner,
        effective_on=planned.effective_on,
        present=None,
        before=None,
        after=None,
        material=planned.present is not None or not MATERIAL.isdisjoint(planned.after),
        reason=terms.reason,
        withdraws=planned.id,
    )


def _record(
    ledger: Ledger, terms: Terms, day: date, state: Plain | None, after: Plain | None, *, kind: str = "changed"
) -> Record:
    before = state if after is None or state is None else {name: state.get(name) for name in after}
    return msgspec.convert(
        {
            "id": uuid4(),
            "subject": ledger.row,
            "kind": kind,
            "manner": terms.manner,
            "effective_on": day,
            "present": {"added": True, "removed": False}.get(kind),
            "before": before,
            "after": after,
            "material": kind != "changed" or not MATERIAL.isdisjoint(after or ()),
            "reason": terms.reason,
        },
        Record,
    )


def _decides(subject: Subject, name: str, before: object, after: object) -> bool:
    return subject.kind in ("subprocessor", "engagement") and is_decision(name, before, after)


def _in_time(day: date, terms: Terms, allowed_from: date, fields: Plain, subject: Subject) -> None:
    if terms.manner != "notice" or day >= allowed_from or subject.kind in ("controller", "processor"):
        return
    period = (allowed_from - terms.today) // timedelta(days=1)
    detail = (
        f"This is a decision that needs {period} days' notice: the first allowed day is {allowed_from}. Leave out "
        f"effective_on, give that day or a later one, or give notice=waived with a reason."
    )
    raise NoticePeriod(detail, tuple(Place(f"/{name}", f"decided for {day}, before {allowed_from}") for name in fields))
