"""Where the data goes: the flows of a case, one for each member of the chain, place and regime."""

from collections.abc import Iterator
from datetime import date

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
    for (country, region), receives in _places(base.importer, base.day, HOMES.get(base.regime)).items():
        yield _to(base, country, region, receives=receives)
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


def _to(base: Flow, country: str | None, region: str | None, *, receives: bool) -> Flow:
    return Flow(
        day=base.day,
        regime=base.regime,
        regimes=base.regimes,
        chain=base.chain,
        country=country,
        region=region,
        receives=receives,
        sender=base.sender,
        importer=base.importer,
        role=base.role,
        safeguards=base.safeguards,
        engagement=base.engagement,
        returns=base.returns,
    )


def _places(document: Plain, on: date, home: str | None) -> dict[_Place, bool]:
    """Return each place once, and whether anybody receives data there (R06, R07)."""
    found: dict[_Place, bool] = {}
    for location in document.get("locations") or []:
        receives = receives_at(location)
        _note(found, (location.get("country"), location.get("region")), receives=receives)
        operator = location.get("operator") or {}
        country = operator.get("country")
        reached_from_outside = (
            country is not None and operator.get("relation") != "self" and not _is_near(country, on, home)
        )
        stays = location.get("region") is not None or (
            location.get("country") is not None and _is_near(location["country"], on, home)
        )
        stores = location.get("activity") in ("hosting", "backup")
        if receives and stays and reached_from_outside and not stores:
            _note(found, (country, None), receives=True)
    if not document.get("locations"):
        _note(found, (None, None), receives=True)
    parent = document.get("parent") or {}
    if parent.get("access") == "admin":
        _note(found, (parent.get("country"), None), receives=True)
    return found


def _note(found: dict[_Place, bool], place: _Place, *, receives: bool) -> None:
    found[place] = found.get(place, False) or receives


def _is_near(country: str, on: date, home: str | None) -> bool:
    return in_eea(country, on) or country == home


def receives_at(location: Plain) -> bool:
    """R07: what only passes, comes from its subject, or is read by the entity's own staff abroad is not received."""
    if location.get("basis", "recipient") != "recipient":
        return False
    operator = location.get("operator")
    own_staff = operator is None or operator.get("relation") == "self"
    return not (location.get("travelling_staff") is True and own_staff)


def _returns(case: Plain, base: Flow) -> Iterator[Flow]:
    """R10: what a processor sends back to a controller outside the EEA."""
    controller = case.get("controller")
    if controller is None or base.sender["role"] != "processor":
        return
    receiving: dict[str | None, bool] = {}
    places = controller.get("locations") or []
    if not places and controller.get("country") is not None:
        places = [{"country": controller["country"]}]
    for location in places:
        country = location.get("country")
        if location.get("region") is None and (country is None or not in_eea(country, base.day)):
            receiving[country] = receiving.get(country, False) or receives_at(location)
    for country, receives in receiving.items():
        yield Flow(
            day=base.day,
            regime=base.regime,
            regimes=base.regimes,
            chain=(),
            country=country,
            region=None,
            receives=receives,
            sender=base.sender,
            importer={"name": controller.get("name"), "legal_name": controller.get("legal_name")},
            role="controller",
            safeguards=controller.get("safeguards"),
            engagement={},  # no engagement stands behind the way back
            returns=True,
        )
