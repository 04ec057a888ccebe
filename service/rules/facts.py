"""What the check is given: one list entry as of a day, and whose list it is on."""

from datetime import date

import msgspec

from service.controllers import Controller, Exporter, Processor
from service.engagements import Engagement, Entry, Frequency, Role, Status, status_on
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


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What of an engagement decides about recipients and transfers; all else of it binds its entry alone.

    `status` says whether it is planned, active, ending or ended on the day.
    """

    role: Role
    status: Status
    data_categories: tuple[str, ...] | None
    hr_data: bool | None
    large_scale: bool | None
    frequency: Frequency | None


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """All by which the members of a chain and their hops are judged: the same for many entries.

    `slug`, `subprocessor` and `chain` are those of the entry.
    """

    law: Law
    on: date
    exporter: Exporter
    flow: Flow
    slug: str
    subprocessor: Subprocessor
    chain: dict[str, Subprocessor]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Facts and law together: what the rules about an engagement may look at; `scene` is the part that is not its own.

    `on`, `engagement` and `given` are those of the facts, `status` is that of the flow.
    """

    facts: Facts
    law: Law
    on: date
    engagement: Engagement
    given: frozenset[Need]
    status: Status
    scene: Scene

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
    flow = _flow(entry, facts.on)
    return Case(
        facts=facts,
        law=law,
        on=facts.on,
        engagement=entry.engagement,
        given=facts.given,
        status=flow.status,
        scene=Scene(
            law=law,
            on=facts.on,
            exporter=facts.exporter,
            flow=flow,
            slug=entry.slug,
            subprocessor=entry.subprocessor,
            chain=entry.chain,
        ),
    )


def _flow(entry: Entry, on: date) -> Flow:
    engagement = entry.engagement
    return Flow(
        role=engagement.role,
        status=status_on(on, entry.effective_from, entry.effective_until),
        data_categories=engagement.data_categories,
        hr_data=engagement.hr_data,
        large_scale=engagement.large_scale,
        frequency=engagement.frequency,
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
