"""What the check is given: one list entry as of a day, and whose list it is on."""

from datetime import date

import msgspec

from service.controllers import Controller, Exporter, Processor
from service.engagements import Engagement, Entry, Status, status_on
from service.law import Law
from service.rules.rule import Need
from service.subprocessors import Subprocessor
from service.transfers import NoticeFacts

_NO_ENTRY = Entry(slug="", subprocessor=Subprocessor(name="controller"), engagement=Engagement())


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts about one list entry on a day; the revoked ids of a scenario are applied to the law by the caller.

    `controller`, `processor` (who runs the register) and `notice` are null where they were not given.
    `period_enforced` says that the register refused earlier days when it recorded the entry.
    """

    on: date
    exporter: Exporter
    entry: Entry
    controller_slug: str | None = None
    controller: Controller | None = None
    processor: Processor | None = None
    notice: NoticeFacts | None = None
    period_enforced: bool = False

    @property
    def given(self) -> frozenset[Need]:
        """What is given beside the entry, of that which some rules need."""
        return _given(self.controller, self.notice)


class ListFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The facts about a whole list on a day, for what would be said of each of its entries alike.

    `processor` (who runs the register) is null where it was not given.
    """

    on: date
    exporter: Exporter
    controller: Controller
    controller_slug: str | None = None
    processor: Processor | None = None

    @property
    def given(self) -> frozenset[Need]:
        """What is given of that which some rules need."""
        return _given(self.controller, None)

    def as_entry(self) -> Facts:
        """Return the facts as those of an entry behind which no engagement stands: the way back takes the same gate."""
        return Facts(
            on=self.on,
            exporter=self.exporter,
            entry=_NO_ENTRY,
            controller_slug=self.controller_slug,
            controller=self.controller,
            processor=self.processor,
        )


class ListCase(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about a list and law together."""

    facts: ListFacts
    law: Law


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Facts and law together: what every rule may look at.

    `on`, `engagement` and `given` are those of the facts; `status` says whether the entry is planned, active, ending or
    ended on the day.
    """

    facts: Facts
    law: Law
    on: date
    engagement: Engagement
    given: frozenset[Need]
    status: Status

    @property
    def aggravated(self) -> bool:
        """Whether the modifier M applies: data or people that need more care (Art. 9, 10, 24, 32, 35 GDPR)."""
        engagement = self.engagement
        facts = (
            engagement.special_categories,
            engagement.criminal_data,
            engagement.children,
            engagement.vulnerable_people,
            engagement.large_scale,
        )
        return any(fact is True for fact in facts)


def case_of(facts: Facts, law: Law) -> Case:
    """Join facts and law, and find once what the rules ask of them again and again."""
    entry = facts.entry
    return Case(
        facts=facts,
        law=law,
        on=facts.on,
        engagement=entry.engagement,
        given=facts.given,
        status=status_on(facts.on, entry.effective_from, entry.effective_until),
    )


def _given(controller: Controller | None, notice: NoticeFacts | None) -> frozenset[Need]:
    there: dict[Need, object] = {
        "controller": controller,
        "controller_place": None if controller is None else controller.locations or controller.country,
        "notice": notice,
        "record": None if controller is None else controller.record,
        "privacy_notice": None if controller is None else controller.privacy_notice,
    }
    return frozenset(need for need, fact in there.items() if fact is not None)
