"""Where the data goes: the flows of a case, one for each member of the chain, place and regime."""

from collections.abc import Iterator

from tests.rules.oracle.flows import Flow, Plain, day
from tests.rules.oracle.tables import HOMES, in_eea

_ROLES = {
    "processor": "processor",
    "independent_controller": "controller",
    "joint_controller": "joint_controller",
}
_Place = tuple[str | None, str | None]


def flows_of(case: Plain) -> Iterator[Flow]:
    """Return the flows of a case: to the entry, down its chain, and back to the controller, in every regime."""
    exporter = case.get("exporter") or {}
    regimes = tuple(exporter.get("regimes") or ("eu",))
    sender = {"role": exporter.get("role", "processor"), "public_authority": exporter.get("public_authority")}
    role = _ROLES[(case.get("engagement") or {}).get("role", "processor")]
    for regime in regimes:
        base = Flow(
            day=day(case["on"]),
            regime=regime,
            regimes=regimes,
            chain=("acme",),
            country=None,
            region=None,
            receives=True,
            recipient=None,
            sender=sender,
            importer=entry_of(case),
            role=role,
            safeguards=entry_of(case).get("safeguards"),
            engagement=case.get("engagement") or {},
        )
        yield from _member(case, base)
        yield from _returns(case, base)


def entry_of(case: Plain) -> Plain:
    """Return the sub-processor with what the engagement replaces."""
    return _laid_over(case["subprocessor"], case.get("engagement") or {})


def _laid_over(shared: Plain, terms: Plain) -> Plain:
    found = dict(shared)
    for field in ("locations", "dpa", "safeguards"):
        if terms.get(field) is not None:
            found[field] = terms[field]
    return found


def _member(case: Plain, base: Flow) -> Iterator[Flow]:
    for place, receiving in _places(base.importer, base).items():
        yield _to(base, place, receiving)
    for terms in base.importer.get("engages") or []:
        slug = terms["subprocessor"]
        document = (case.get("chain") or {}).get(slug)
        following = {} if document is None else _laid_over(document, terms)
        below = Flow(
            day=base.day,
            regime=base.regime,
            regimes=base.regimes,
            chain=(*base.chain, slug),
            country=None,
            region=None,
            receives=True,
            recipient=None,
            sender={"role": "processor", "public_authority": base.importer.get("public_authority")},
            importer=following,
            role="processor",
            safeguards=following.get("safeguards"),
            engagement=base.engagement,
        )
        if document is None:
            yield below
        else:
            yield from _member(case, below)


def _to(base: Flow, place: _Place, receiving: list[str | None]) -> Flow:
    """Return the flow to one place, where these receive data: a name, or None for the member itself."""
    country, region = place
    others = set(receiving)
    return Flow(
        day=base.day,
        regime=base.regime,
        regimes=base.regimes,
        chain=base.chain,
        country=country,
        region=region,
        receives=bool(receiving),
        recipient=(others.pop() if len(others) == 1 else None) or base.importer.get("legal_name"),
        sender=base.sender,
        importer=base.importer,
        role=base.role,
        safeguards=base.safeguards,
        engagement=base.engagement,
        returns=base.returns,
        receivers=tuple(receiving),
    )


def _places(document: Plain, base: Flow) -> dict[_Place, list[str | None]]:
    """Return each place once, and who receives data there (R06, R07)."""
    found: dict[_Place, list[str | None]] = {}
    own_name = document.get("legal_name")
    for location in document.get("locations") or []:
        receives = receives_at(location)
        operator = location.get("operator") or {"relation": "self"}
        is_another = operator.get("relation") != "self"
        worker = operator.get("legal_name") or own_name if is_another else own_name
        at_the_place = found.setdefault((location.get("country"), location.get("region")), [])
        if receives:
            at_the_place.append(worker)
        country = operator.get("country")
        reached_from_outside = is_another and country is not None and not _is_near(country, base)
        stays = location.get("region") is not None or _is_near(location.get("country"), base)
        stores = location.get("activity") in ("hosting", "backup")
        if receives and stays and reached_from_outside and not stores:
            found.setdefault((country, None), []).append(worker)
    if not document.get("locations"):
        found[None, None] = [own_name]
    parent = document.get("parent") or {}
    if parent.get("access") == "admin":
        found.setdefault((parent.get("country"), None), []).append(parent.get("legal_name") or own_name)
    return found


def _is_near(country: str | None, base: Flow) -> bool:
    """Tell whether data that lies in a place has not left yet: it is in the EEA, or in the exporter's own country."""
    return country is not None and (in_eea(country, base.day) or country == HOMES.get(base.regime))


def receives_at(location: Plain) -> bool:
    """R07: what only passes, comes from its subject, or is read by the entity's own staff abroad is not received."""
    if location.get("basis", "recipient") != "recipient":
        return False
    operator = location.get("operator")
    own_staff = operator is None or operator.get("relation") == "self"
    return not (location.get("travelling_staff") is True and own_staff)


def _returns(case: Plain, base: Flow) -> Iterator[Flow]:
    """R10: what a processor sends back to a controller outside the EEA, whatever sub-processor had it before."""
    controller = case.get("controller")
    if controller is None or base.sender["role"] != "processor":
        return
    outside = []
    for location in controller.get("locations") or [{"country": controller.get("country")}]:
        country = location.get("country")
        is_inside = location.get("region") is not None or (country is not None and in_eea(country, base.day))
        if not is_inside:
            outside.append(location)
    if outside == [{"country": None}] and not controller.get("locations"):
        return  # nothing is recorded of where the controller is
    document = {"name": controller.get("name"), "legal_name": controller.get("legal_name"), "locations": outside}
    back = Flow(
        day=base.day,
        regime=base.regime,
        regimes=base.regimes,
        chain=(),
        country=None,
        region=None,
        receives=True,
        recipient=None,
        sender=base.sender,
        importer=document,
        role="controller",
        safeguards=controller.get("safeguards"),
        engagement={},
        returns=True,
    )
    for place, receiving in _places(document, back).items() if outside else ():
        yield _to(back, place, receiving)
