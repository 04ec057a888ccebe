"""One subject's log and versions as a write sees them, and what the write adds. Pure."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec

from service.changes import Logged, Plain, Span, at, differing, spans
from service.store.changes import Record
from service.store.versions import Version


class Ledger(msgspec.Struct, kw_only=True):
    """One subject's log and versions from a day on, and what this write adds to them.

    `beneath` is what an engagement is laid over: its sub-processor over time; nothing for other subjects. `held` are
    fields of an engagement that objections hold, with the values that they would have; `decided` is then what was
    decided of it over time, held or not. `waiting` are its changes that objections have not let go yet: they are
    planned, whatever their day.
    """

    row: int
    from_day: date
    was: list[Version]
    log: list[Logged]
    beneath: Sequence[Span] = ()
    records: list[Record] = []
    held: Plain = {}
    decided: Sequence[Span] = ()
    waiting: Collection[UUID] = ()
    folded: tuple[int, list[Span]] | None = None

    def spans(self) -> list[Span]:
        """Return the states from the day before `from_day` on, with what this write adds; nobody changes them.

        They are folded once for each number of records, to which a write only adds: it asks a dozen times.
        """
        if self.folded is None or self.folded[0] != len(self.records):
            self.folded = len(self.records), self._fold()
        return self.folded[1]

    def _fold(self) -> list[Span]:
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

    def begins_after(self, day: date, today: date) -> date | None:
        """Return the first day after `day` for which the subject is planned to begin to exist.

        A beginning that waits has not come, though its day be past.
        """
        waiting = [change for change in self.standing() if change.present and change.id in self.waiting]
        days = [change.effective_on for change in waiting if day <= today or change.effective_on > day]
        return min([*days, *filter(None, [self.start_after(day)])], default=None)

    def additions_within_run(self, day: date) -> list[Logged]:
        """Return the additions after a day that fall into the run of that day: the subject is there already."""
        ends = (span.starts_on for span in self.spans() if span.starts_on > day and span.state is None)
        end = next(ends, None)
        later = (change for change in self._counted() if change.present and change.effective_on > day)
        return [change for change in later if end is None or change.effective_on < end]

    def standing(self) -> list[Logged]:
        """Return the changes of the log that this write has not withdrawn so far."""
        gone = {record.withdraws for record in self.records}
        return [change for change in self.log if change.id not in gone]

    def written_over(self, today: date) -> list[UUID]:
        """Return the plans, for days after today, of which this write sets a field anew for the same day."""
        found: dict[date, set[str]] = {}
        for record in self.records:
            if record.withdraws is None and not record.holds and record.effective_on > today:
                found.setdefault(record.effective_on, set()).update(record.after or ())
        return [
            change.id
            for change in self.log
            if not change.holds and found.get(change.effective_on, set()) & change.after.keys()
        ]

    def put_back(self, document: Plain, day: date) -> Plain:
        """Return the fields that a document leaves as they read on a day only because an objection holds another value.

        That value is past its day, and would take effect with a rejection though staff said later what shall hold.
        """
        known, decided = self.state(day), at(self.decided, day)
        if known is None or decided is None:
            return {}
        same = {name: known[name] for name in self.held if name in document and document[name] == known.get(name)}
        return differing(decided, same)

    def said_again(self, document: Plain, day: date) -> set[str]:
        """Return the fields to which a document gives the value that is held, unless another was decided since."""
        coming = [at(self.decided, day), *(span.state for span in self.decided if span.starts_on > day)]
        return {
            name
            for name, value in self.held.items()
            if document.get(name) == value and any(state is not None and state.get(name) == value for state in coming)
        }

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

    def with_news(self, log: Sequence[Logged]) -> list[Logged]:
        """Return a log of the subject with what this write adds to it."""
        gone = {record.withdraws for record in self.records}
        news = [new.logged() for new in self.records if new.withdraws is None]
        return [change for change in (*log, *news) if change.id not in gone]

    def _counted(self) -> list[Logged]:
        return self.with_news(self.log)
