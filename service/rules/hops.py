"""Hops: where the data of a member goes, one per country, with all that is done there."""

from collections.abc import Iterator
from datetime import date

import msgspec

from service.law import Law, Standing
from service.law.law import HOME
from service.rules.facts import Flow, Scene
from service.rules.members import Member
from service.rules.wording import activity, in_sentence, listed
from service.safeguards import Regime
from service.subprocessors import Location, Operator, Subprocessor

ACCESS = ("support", "remote_access", "administration")
STORAGE = ("hosting", "backup")


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """One member in one country under one regime.

    `country` null is an undeclared place, or a region where `region` says so; `standing` is how the country stands on
    the day, null where there is none. `inside` says that it lies in the area of the regime: the EEA for the GDPR, the
    country itself for the UK GDPR and the FADP. `recipients` are the locations at which a recipient gets the data,
    neither own staff on a trip nor mere transit, `operators` the other legal entities among them. `organisation` is the
    code of the international organisation that the member is. `on`, `law` and `flow` are those of the scene,
    `subprocessor` that of the member.
    """

    scene: Scene
    on: date
    law: Law
    flow: Flow
    member: Member
    subprocessor: Subprocessor | None
    organisation: str | None
    regime: Regime
    country: str | None
    region: str | None
    locations: tuple[Location, ...]
    recipients: tuple[Location, ...]
    operators: tuple[Operator, ...]
    standing: Standing | None
    inside: bool

    @property
    def abroad(self) -> bool:
        """Whether a country is recorded that lies outside the area of the regime."""
        return self.country is not None and not self.inside

    @property
    def activities(self) -> tuple[str, ...]:
        """What is done here, each activity once, in alphabetical order."""
        return tuple(sorted({location.activity for location in self.locations if location.activity is not None}))

    @property
    def where(self) -> str:
        """The place in a sentence: "India (IN)"."""
        if self.country is not None:
            return f"{in_sentence(self.law.country_name(self.country))} ({self.country})"
        return f"the {self.region}" if self.region is not None else "a place that is not recorded"

    @property
    def doing(self) -> str:
        """What is done here in a sentence, with a leading space: " (hosting and remote access)"."""
        return f" ({listed(map(activity, self.activities))})" if self.activities else ""

    @property
    def importer(self) -> str:
        """The legal entity that receives the data here: the member, or one that alone works here for it."""
        if self.operators and len(self.operators) == len(self.recipients):
            names = {operator.legal_name for operator in self.operators}
            return (names.pop() if len(names) == 1 else None) or self.member.legal_name
        return self.member.legal_name

    @property
    def receivers(self) -> tuple[str, ...]:
        """The legal entities that receive the data here, each once: every location counts (R05)."""
        operators = [other_entity(location) for location in self.recipients]
        names = [operator.legal_name if operator is not None else None for operator in operators]
        return tuple(dict.fromkeys(name or self.member.legal_name for name in names))


def receives(location: Location) -> bool:
    """Tell whether a recipient gets the data at a location (EDPB Guidelines 05/2021, examples 1, 8 and 9)."""
    own_staff_on_a_trip = location.travelling_staff is True and other_entity(location) is None
    return location.basis == "recipient" and not own_staff_on_a_trip


def other_entity(location: Location) -> Operator | None:
    """Return who works at a location where it is another legal entity; a relation not recorded is one."""
    operator = location.operator
    return None if operator is None or operator.relation == "self" else operator


def data_unnamed(hop: Hop) -> bool:
    """Tell whether it is not recorded which data goes here; of the way back to the controller nobody is asked."""
    return hop.flow.data_categories is None and not hop.member.returns


def hops_of(scene: Scene, member: Member) -> Iterator[Hop]:
    """Yield the hops of a member: one per country and regime, an undeclared one where no place is recorded."""
    for regime in dict.fromkeys(scene.exporter.regimes):
        places: dict[tuple[str | None, str | None], list[Location]] = {}
        for location in _reach(scene, member.subprocessor, regime):
            places.setdefault((location.country, location.region), []).append(location)
        for (country, region), locations in (places or {(None, None): []}).items():
            yield _hop(scene, member, regime, (country, region), tuple(locations))


def _hop(
    scene: Scene, member: Member, regime: Regime, place: tuple[str | None, str | None], locations: tuple[Location, ...]
) -> Hop:
    (country, region), document = place, member.subprocessor
    standing = None if country is None else scene.law.standing(country, scene.on)
    recipients = tuple(filter(receives, locations))
    return Hop(
        scene=scene,
        on=scene.on,
        law=scene.law,
        flow=scene.flow,
        member=member,
        subprocessor=document,
        organisation=None if document is None else document.international_organisation,
        regime=regime,
        country=country,
        region=region,
        locations=locations,
        recipients=recipients,
        operators=tuple(operator for operator in map(other_entity, recipients) if operator is not None),
        standing=standing,
        inside=standing is not None and _lies_inside(standing, regime),
    )


def _lies_inside(standing: Standing, regime: Regime) -> bool:
    home = HOME.get(regime)
    return standing.inside if home is None else standing.code == home


def _reach(scene: Scene, subprocessor: Subprocessor | None, regime: Regime) -> Iterator[Location]:
    """Yield every place from which the data can be reached, those of operators and of the parent company included."""
    if subprocessor is None:
        return
    for location in subprocessor.locations or ():
        yield location
        yield from _from_abroad(scene, location, regime)
    if not subprocessor.locations:
        yield Location()
    parent = subprocessor.parent
    if parent is not None and parent.access == "admin":
        owner = Operator(legal_name=parent.legal_name, country=parent.country, relation="group")
        yield Location(country=parent.country, activity="administration", operator=owner)


def _from_abroad(scene: Scene, location: Location, regime: Regime) -> Iterator[Location]:
    """Yield where an operator in a third country works from, if it has access to data that lies in the EEA or at home.

    EDPB Guidelines 05/2021, example 11.
    """
    operator = other_entity(location)
    if operator is None or operator.country is None or location.activity in STORAGE or not receives(location):
        return
    lies_near = location.region is not None or (
        location.country is not None and is_near(scene, location.country, regime)
    )
    if lies_near and not is_near(scene, operator.country, regime):
        yield msgspec.structs.replace(location, country=operator.country, region=None, place=None)


def is_near(scene: Scene, country: str, regime: Regime) -> bool:
    """Tell whether a country lies in the EEA or is the home of the regime: data kept there is not abroad yet."""
    return scene.law.in_eea(country, scene.on) or country == HOME.get(regime)
