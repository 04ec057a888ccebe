"""Whose list it is, for a check over many lists: what the rules may see of a controller, and nothing that names it."""

from datetime import date

import msgspec

from service.controllers import Controller, Exporter, Processor, exporter_of
from service.documents import from_record
from service.rules import ListFacts
from service.store.lists import ListRow
from service.store.people import hide

# What no rule about an entry looks at: two lists that differ in nothing else are checked alike.
_NAMELESS = {
    "name": "",
    "legal_name": None,
    "registration_number": None,
    "contact": None,
    "representative": None,
    "dpo": None,
    "exporter": None,
    "objection_period_days": None,
    "language": "en",
    "visibility": "private",
}


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """The owner of a list on a day: its document, its exporter, and both reduced to terms that lists may share."""

    slug: str
    controller: Controller
    exporter: Exporter
    terms: Controller
    number: int
    same_since: date

    @property
    def tells_people(self) -> bool:
        """Whether a privacy notice is recorded, with whose day the first day of each entry is compared."""
        return self.controller.privacy_notice is not None

    def facts(self, on: date, processor: Processor | None) -> ListFacts:
        """Return what the check is given of the list itself."""
        return ListFacts(
            on=on,
            exporter=self.exporter,
            controller=self.controller,
            controller_slug=self.slug,
            processor=processor,
        )


class Owners:
    """Numbers the terms of owners: equal terms have one number."""

    def __init__(self, processor: Processor | None) -> None:
        """Take the processor, the exporter of every list that names no other."""
        self._processor = processor
        self._numbers: dict[tuple[Controller, Exporter], int] = {}

    def read(self, row: ListRow) -> Owner:
        """Return the owner of a list as it was read."""
        return self.owner(row.controller, from_record(hide(row.document), Controller), row.same_since)

    def owner(self, slug: str, controller: Controller, same_since: date = date.min) -> Owner:
        """Return the owner of a list."""
        exporter = exporter_of(controller, self._processor)
        terms = msgspec.structs.replace(controller, **_NAMELESS)
        number = self._numbers.setdefault((terms, exporter), len(self._numbers))
        return Owner(
            slug=slug,
            controller=controller,
            exporter=exporter,
            terms=terms,
            number=number,
            same_since=same_since,
        )
