"""What somebody wants of the register, and which records of the log that becomes. Pure.

A wish is a whole document (or its absence); the log holds field differences, decisions apart from facts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec

from service.changes import MATERIAL, Kind, Logged, Manner, Plain, Subject, at, differing
from service.decisions import split
from service.engagements import OVERRIDES
from service.errors import Conflict, Invalid, NotFound, NoticePeriod, Place
from service.objections import Objected
from service.register.ledger import Ledger
from service.store.changes import Record

# How staff decide; the others load what already holds, or tell what an objection brings about.
_DECIDES: tuple[Manner, ...] = ("notice", "waived", "correction")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One wish: the subject shall have this document from a day on, or end (null), or certain changes be withdrawn.

    `if_match` are entity tags of which one must be that of the document so far; `if_none_match` asks for none there.
    An act that `follows` another comes about with it only: the end of an engagement that the other one replaces, or,
    where it withdraws, the return of that engagement because `undone`, the other's planned addition, is withdrawn.
    """

    subject: Subject
    document: Plain | None = None
    effective_on: date | None = None
    withdraws: tuple[UUID, ...] = ()
    if_match: tuple[str, ...] | None = None
    if_none_match: bool = False
    follows: Subject | None = None
    undone: UUID | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes, why and how. `today` is the day (UTC) of the write; for a history it is the day that is replayed.

    `objected` says what became of an objection where that is what is written (manner "objection").
    """

    actor: str
    today: date
    manner: Manner = "notice"
    reason: str | None = None
    publishes: bool = True
    objected: Objected | None = None


def first_day(acts: Sequence[Act], today: date) -> date:
    """Return the earliest day that any of the acts can touch."""
    return min([today, *(act.effective_on for act in acts if act.effective_on is not None)])


def enter(act: Act, ledger: Ledger, terms: Terms, allowed_from: date) -> None:
    """Add the records of an act to its ledger; none where the register already says so.

    `allowed_from` is the first day on which a decision may take effect after due notice. Raises NoticePeriod, NotFound,
    Conflict, and Invalid for a baseline that has not come.
    """
    if terms.manner == "baseline" and act.effective_on is not None and act.effective_on > terms.today:
        detail = f"notice=baseline loads what already holds, and {act.effective_on} has not come. Leave it out."
        raise Invalid(detail, (Place("?effective_on", f"after {terms.today}"),))
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
    start = ledger.start_after(terms.today)
    if start is None or terms.manner != "notice":
        return decision, decision
    return max(decision, start), start


def landing_day(act: Act, ledger: Ledger, terms: Terms, allowed_from: date) -> date:
    """Return the day on which an act meets the document so far: that of its decisions, or of its facts alone."""
    decision_day, fact_day = landing_days(act, ledger, terms, allowed_from)
    if act.document is None:
        return act.effective_on or terms.today
    known = ledger.state(fact_day)
    if known is None or _begins_earlier(ledger, decision_day, fact_day):
        return decision_day
    decided, _ = _differences(act.subject, act.document, known, at(ledger.beneath, fact_day))
    return decision_day if decided and ledger.state(decision_day) is not None else fact_day


def _put(act: Act, document: Plain, ledger: Ledger, terms: Terms, allowed_from: date) -> None:
    """Record what the document changes of the state that it is laid over: that of the day of its facts.

    What it leaves as it is on that day it does not touch, so a plan for a later day stays a plan.
    """
    decision_day, fact_day = landing_days(act, ledger, terms, allowed_from)
    known, planned = ledger.state(fact_day), ledger.state(decision_day)
    back = ledger.put_back(document, fact_day) if terms.manner in _DECIDES else {}
    if act.subject.kind == "engagement" and terms.manner != "objection":
        # What objections hold is not for a document to say; what is planned and held it may say again.
        again = ledger.said_again(document, fact_day) if known else ()
        document = {**document, **{name: (known or {}).get(name) for name in ("held", *again)}}
    if known is None or _begins_earlier(ledger, decision_day, fact_day):
        _in_time(decision_day, terms, allowed_from, [""], act.subject)
        _add(document, ledger, terms, decision_day)
        return
    decided, facts = _differences(act.subject, document, known, at(ledger.beneath, fact_day))
    if decided and planned is None:
        raise _after_the_end(decided)
    decided = differing(planned, decided)
    if held := sorted(decided.keys() & ledger.held.keys() | (back.keys() if fact_day > terms.today else set())):
        raise _held(held)
    if back:
        ledger.records.append(recorded(ledger, terms, fact_day, at(ledger.decided, fact_day), back))
    if decided:
        _in_time(decision_day, terms, allowed_from, [f"/{name}" for name in decided], act.subject)
        ledger.records.append(recorded(ledger, terms, decision_day, planned, decided))
    if facts:
        ledger.records.append(recorded(ledger, terms, fact_day, known, facts))


def _held(fields: Sequence[str]) -> Conflict:
    names = ", ".join(fields)
    detail = (
        f"An objection holds what was announced for {names}. Decide it first, or withdraw what it holds: "
        f"GET /v1/objections?status=open names both."
    )
    return Conflict(detail, tuple(Place(f"/{name}", "held by an objection") for name in fields))


def _begins_earlier(ledger: Ledger, decision_day: date, fact_day: date) -> bool:
    return decision_day < fact_day and ledger.state(decision_day) is None


def _add(document: Plain, ledger: Ledger, terms: Terms, day: date) -> None:
    """Let the subject begin on a day. Where it was to begin later, the document holds on from there too."""
    later = ledger.start_after(day)
    ledger.records.append(recorded(ledger, terms, day, None, document, kind="added"))
    state = None if later is None else ledger.state(later)
    news = {} if state is None else differing(state, document)
    if later is not None and news:
        ledger.records.append(recorded(ledger, terms, later, state, news))


def _differences(subject: Subject, document: Plain, known: Plain, beneath: Plain | None) -> tuple[Plain, Plain]:
    """Return what the document changes, decisions apart from facts. All of the processor and controllers is fact.

    `beneath` is the sub-processor that an engagement is laid over: an override takes the place of its terms.
    """
    news = differing(known, document)
    if subject.kind not in ("subprocessor", "engagement"):
        return {}, news
    inherited = {name: beneath[name] for name in OVERRIDES if known.get(name) is None} if beneath else {}
    return split(known | inherited, news)


def _after_the_end(decided: Plain) -> Conflict:
    detail = (
        "The engagement ends before the notice period of this decision is over. To engage it again, name a day: "
        "effective_on=YYYY-MM-DD."
    )
    return Conflict(detail, tuple(Place(f"/{name}", "decided after the end") for name in decided))


def _end(act: Act, ledger: Ledger, terms: Terms) -> None:
    day = act.effective_on or terms.today
    state = ledger.state(day)
    if state is not None:
        hidden = ledger.additions_within_run(day)
        ledger.records.append(recorded(ledger, terms, day, state, None, kind="removed"))
        # What had been planned to begin later began earlier instead: after the end it must not come back by itself.
        for addition in hidden:
            if (back := ledger.state(addition.effective_on)) is not None:
                ledger.records.append(recorded(ledger, terms, addition.effective_on, back, None, kind="removed"))
        return
    start = ledger.begins_after(day, terms.today)
    if start is None:
        detail = f"{act.subject.subprocessor} is not engaged by {act.subject.controller} on {day}."
        raise NotFound(detail)
    if ledger.state(start) is not None and start <= terms.today:
        detail = f"The engagement began on {start}, so it cannot end on {day}; name a day from {start} on."
        raise Conflict(detail)
    for planned in [change for change in ledger.standing() if change.effective_on >= start and not change.holds]:
        ledger.records.append(withdrawal(ledger, terms, planned))


def _withdraw(act: Act, ledger: Ledger, terms: Terms) -> None:
    for wanted in act.withdraws:
        found = next((change for change in ledger.log if change.id == wanted), None)
        # What is held or was did not take effect, whatever day it is.
        waits = wanted in ledger.waiting or terms.manner == "objection"
        if found is None or (found.effective_on <= terms.today and not waits):
            detail = "The change is in effect or already withdrawn; only a planned change can be withdrawn."
            raise Conflict(detail)
        if found.manner == "objection" and terms.manner != "objection":
            detail = "This was decided with an objection and is not taken back: engage it anew, with its notice."
            raise Conflict(detail)
        ends = [change for change in ledger.log if change.present is False and change.recorded_at == found.recorded_at]
        # Ends recorded in one write are one end: they are taken back together.
        gone, standing = ends if found in ends else [found], ledger.standing()
        ledger.records += [withdrawal(ledger, terms, change) for change in gone if change in standing]


def withdrawal(ledger: Ledger, terms: Terms, planned: Logged) -> Record:
    """Return the record that takes a change of the ledger's subject out of what counts."""
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


def recorded(
    ledger: Ledger, terms: Terms, day: date, state: Plain | None, after: Plain | None, *, kind: Kind = "changed"
) -> Record:
    """Return the record of a change: from a day on the fields `after` of what was `state`; null where there is none."""
    before = state if after is None or state is None else {name: state.get(name) for name in after}
    return Record(
        id=uuid4(),
        subject=ledger.row,
        kind=kind,
        manner=terms.manner,
        effective_on=day,
        present={"added": True, "removed": False}.get(kind),
        before=before,
        after=after,
        material=kind != "changed" or not MATERIAL.isdisjoint(after or ()),
        reason=terms.reason,
    )


def _in_time(day: date, terms: Terms, allowed_from: date, pointers: Sequence[str], subject: Subject) -> None:
    if terms.manner != "notice" or day >= allowed_from or subject.kind in ("controller", "processor"):
        return
    period = (allowed_from - terms.today) // timedelta(days=1)
    needs = f"needs {period} days' notice" if period else "cannot hold since a day that is past"
    detail = (
        f"This is a decision that {needs}: the first allowed day is {allowed_from}. Leave out effective_on, give that "
        f"day or a later one, or give notice=waived with a reason."
    )
    raise NoticePeriod(detail, tuple(Place(place, f"decided for {day}, before {allowed_from}") for place in pointers))
