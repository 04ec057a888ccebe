"""What the log has planned for the days to come, in words: the reasons of a forecast that the register itself gives."""

from collections.abc import Sequence
from datetime import date

from service.changes import Subject
from service.database.pool import Connection
from service.register.reading import Moment
from service.register.scope import PROCESSOR, World, chain_of, controller, engagement, subprocessor
from service.store import changes
from service.store.changes import ChangeRow


class Plans:
    """The changes to what a list rests on that take effect in a window, by day."""

    def __init__(self, world: World, slug: str, today: date, rows: Sequence[ChangeRow]) -> None:
        """Take what is known of the list, and the changes that count."""
        self._world, self._slug, self._today = world, slug, today
        self._rows: dict[date, list[ChangeRow]] = {}
        for row in rows:
            self._rows.setdefault(row.effective_on, []).append(row)

    @classmethod
    async def read(cls, conn: Connection, world: World, slug: str, moment: Moment, until: date) -> "Plans":
        """Read the changes that take effect after the day of a moment and until a day, as known at the moment."""
        rows = await changes.taking_effect(conn, list(world), moment.on, until, moment.known)
        return cls(world, slug, moment.today, rows)

    def words(self, entry: str, on: date) -> tuple[str, ...]:
        """Say which changes of a day an entry rests on (of the list itself where it is ""), in the order of the log."""
        rests_on = {PROCESSOR, controller(self._slug)}
        if entry:
            rests_on |= {
                engagement((self._slug, entry)),
                *map(subprocessor, chain_of(self._world, (self._slug, entry))),
            }
        said = tuple(self._of_row(row) for row in self._rows.get(on, ()) if row.subject in rests_on)
        return said or (f"the register reads otherwise from {on} on",)

    def _of_row(self, row: ChangeRow) -> str:
        known = "planned change" if row.effective_on > self._today else "change"
        return f"{known} {row.id}: {self._what(row)}"

    def _what(self, row: ChangeRow) -> str:
        thing = self._thing(row.subject)
        if row.kind in ("added", "removed"):
            return f"{thing} is {row.kind}"
        fields = sorted({*(row.before or {}), *(row.after or {})})
        return f"{', '.join(fields)} of {thing}"

    def _thing(self, subject: Subject) -> str:
        if subject.kind == "engagement":
            return f"the engagement of {self._name(subprocessor(subject.subprocessor or ''))}"
        return "the processor" if subject == PROCESSOR else self._name(subject)

    def _name(self, subject: Subject) -> str:
        states = [span.state for span in self._world.get(subject, ()) if span.state is not None]
        return str(states[-1]["name"]) if states else subject.subprocessor or subject.controller or ""
