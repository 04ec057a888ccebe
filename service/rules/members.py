"""The members of a chain: the sub-processor of the list entry, and those that it engages, to any depth."""

from collections import deque
from collections.abc import Iterator

import msgspec

from service.controllers import Exporter
from service.law.safeguards import TransferRole
from service.rules.facts import Case, Scene
from service.subprocessors import Engages, Location, Subprocessor

_ROLES: dict[str, TransferRole] = {
    "processor": "processor",
    "independent_controller": "controller",
    "joint_controller": "joint_controller",
}


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends the data to a member: the exporter of the list, or the member above."""

    name: str | None
    country: str | None
    role: TransferRole
    public_authority: bool | None


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient in the chain, with the terms between it and its sender already laid over its document.

    `subprocessor` is null where the chain names a recipient whose document was not given; `chain` holds the slugs from
    the list entry down to it. `purpose` is what its sender engages it for; that of the list entry stands in the
    engagement. `returns` says that it is the controller itself, to which the data goes back.
    """

    slug: str | None
    chain: tuple[str, ...]
    subprocessor: Subprocessor | None
    sender: Sender
    role: TransferRole
    purpose: str | None = None
    returns: bool = False

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.chain[-1] if self.subprocessor is None else self.subprocessor.name

    @property
    def legal_name(self) -> str:
        """The legal entity where it is recorded, else the name."""
        return self.subprocessor.legal_name or self.name if self.subprocessor is not None else self.name

    @property
    def is_onward(self) -> bool:
        """Whether another sub-processor engages it, and not the exporter of the list."""
        return len(self.chain) > 1

    @property
    def is_processor(self) -> bool:
        """Whether it acts on behalf of others, so that the duties of Art. 28 apply."""
        return self.role == "processor"


def members_of(scene: Scene) -> Iterator[Member]:
    """Yield the member of the list entry and then, nearest first, everyone it engages.

    Each pair of sender and recipient comes once, by the shortest way down, so that no shape of the chain can grow
    without limit.
    """
    first = _entry_member(scene)
    waiting = deque([first])
    met: set[tuple[str | None, str]] = set()
    while waiting:
        member = waiting.popleft()
        yield member
        for terms in (member.subprocessor.engages or ()) if member.subprocessor is not None else ():
            pair = (member.slug, terms.subprocessor)
            if pair not in met and terms.subprocessor not in member.chain:
                met.add(pair)
                waiting.append(_engaged(scene, member, terms))


def _entry_member(scene: Scene) -> Member:
    return Member(
        slug=scene.slug or None,
        chain=(scene.slug or scene.subprocessor.name,),
        subprocessor=scene.subprocessor,
        sender=_exporter(scene.exporter),
        role=_ROLES[scene.flow.role],
    )


def returning_member(case: Case) -> Member | None:
    """Return the controller as the recipient of its own data, where the exporter is its processor; else null.

    Its places are `locations`, else its country; what lies inside the EEA is no transfer and left out (EDPB Guidelines
    05/2021: a processor in the EEA that sends data back to its controller abroad).
    """
    controller, exporter = case.facts.controller, case.facts.exporter
    if controller is None or exporter.role != "processor":
        return None
    places = controller.locations or ((Location(country=controller.country),) if controller.country else ())
    outside = tuple(place for place in places if not _is_inside(case, place))
    if not outside:
        return None
    document = Subprocessor(
        name=controller.name,
        legal_name=controller.legal_name,
        country=controller.country,
        locations=outside,
        safeguards=controller.safeguards,
    )
    sender = _exporter(exporter)
    return Member(slug=None, chain=(), subprocessor=document, sender=sender, role="controller", returns=True)


def below(scene: Scene, member: Member) -> set[str]:
    """Return the slugs of everyone to whom a member hands the data on, at any depth."""
    found: set[str] = set()
    waiting = [member.subprocessor]
    while waiting:
        document = waiting.pop()
        for terms in (document.engages or ()) if document is not None else ():
            if terms.subprocessor not in found:
                found.add(terms.subprocessor)
                waiting.append(scene.chain.get(terms.subprocessor))
    return found


def _is_inside(case: Case, place: Location) -> bool:
    return place.region is not None or (place.country is not None and case.law.in_eea(place.country, case.on))


def _exporter(exporter: Exporter) -> Sender:
    return Sender(
        name=exporter.legal_name,
        country=exporter.country,
        role=exporter.role,
        public_authority=exporter.public_authority,
    )


def _engaged(scene: Scene, above: Member, terms: Engages) -> Member:
    document = scene.chain.get(terms.subprocessor)
    engaging = above.subprocessor
    return Member(
        slug=terms.subprocessor,
        chain=(*above.chain, terms.subprocessor),
        subprocessor=None if document is None else _with_terms(document, terms),
        sender=Sender(
            name=above.legal_name,
            country=None if engaging is None else engaging.country,
            role="processor",
            public_authority=None if engaging is None else engaging.public_authority,
        ),
        role="processor",
        purpose=terms.purpose,
    )


def _with_terms(document: Subprocessor, terms: Engages) -> Subprocessor:
    agreed = {"locations": terms.locations, "dpa": terms.dpa, "safeguards": terms.safeguards}
    present = {name: value for name, value in agreed.items() if value is not None}
    return msgspec.structs.replace(document, **present) if present else document
