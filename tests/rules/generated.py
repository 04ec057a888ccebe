"""Random cases for the check and its oracle, drawn from a seed: plain documents that pass validation."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.rules import generated_days
from tests.rules.generated_days import iso, ordinal
from tests.rules.generated_tools import Drawing, Plain, tool

_REGIMES = (
    *[["eu"]] * 10, *[["uk"]] * 4, *[["ch"]] * 3, *[["eu", "uk"]] * 2, *[["eu", "ch"]] * 2, ["uk", "ch"],
    ["eu", "uk", "ch"],
)  # fmt: skip
_INSIDE = ("DE", "DE", "IE", "IE", "FR", "NO", "IS", "LI", "AX", "RE", "MF", "YT", "HR", "HU", "PL", "GB")
_OUTSIDE = (
    "IN", "IN", "IN", "CN", "PH", "ZA", "XK", "TW", "HK", "SX", "PF", "NC", "BL", "GL", "GI", "PR", "BR", "CH", "SJ",
    "MC",
)  # fmt: skip
_DECIDED = (
    *["US"] * 9, "GB", "GB", "GB", "GB", "CA", "CA", "JP", "KR", "IL", "BR", "BR", "FO", "CH", "GG", "JE", "IM", "NZ",
    "UY", "AD", "AR", "HU",
)  # fmt: skip
_ACTIVITIES = ("hosting", "hosting", "backup", "support", "support", "remote_access", "administration", None)
_ORGANISATIONS = ("EPO", "EPO", "UNHCR", "EU")
_MECHANISMS = (
    *["adequacy"] * 9, *["scc"] * 13, *["bcr"] * 5, *["idta"] * 4, *["certification"] * 3, *["derogation"] * 12,
    *["ad_hoc_clauses"] * 3, *["administrative_arrangement"] * 2, *["public_instrument"] * 3, *["none"] * 3,
    "code_of_conduct", "other", "null",
)  # fmt: skip
_ENTITIES = ("Acme Inc.", "Acme Inc.", "Acme Inc.", "Acme Labs LLC", "Beta LLC", None)
_CATEGORIES = (["Names"], ["Names", "Usage data"], ["Payroll"], None)
_PUBLIC = ("public_instrument", "administrative_arrangement")
_SLUGS = ("beta", "gamma")
_SCHEME_FROM, _IDTA_FROM = ordinal("2026-04-15"), ordinal("2022-03-21")


def cases(seed: int, count: int) -> Iterator[Plain]:
    """Draw so many cases; the same seed gives the same cases."""
    rng = Random(seed)  # noqa: S311 — nothing secret is drawn
    for _ in range(count):
        yield case(rng)


def case(rng: Random) -> Plain:
    """Draw one case: the day, the exporter, perhaps the controller, the sub-processor, its engagement and its chain."""
    mechanism = _MECHANISMS[int(rng.random() * len(_MECHANISMS))]
    drawing = Drawing(rng, generated_days.drawn(rng), "processor", "processor", None, None)
    if mechanism == "certification" and drawing.on < _SCHEME_FROM and drawing.chance(0.7):
        drawing.on = _SCHEME_FROM + int(rng.random() * 900)
    if mechanism == "idta" and drawing.on < _IDTA_FROM:
        mechanism = "scc"
    exporter = _exporter(drawing, mechanism)
    engagement = _engagement(drawing, mechanism)
    found: Plain = {"on": iso(drawing.on), "exporter": exporter, "engagement": engagement, "chain": {}}
    drawing.exporter = exporter["role"]
    drawing.importer = {"processor": "processor"}.get(engagement.get("role", "processor"), "controller")
    found["subprocessor"] = _member(drawing, mechanism)
    _add_overrides(drawing, found, mechanism)
    _add_chain(drawing, found["subprocessor"], found["chain"], 0)
    if found["chain"] and drawing.chance(0.2):
        _add_hop(drawing, found["subprocessor"], found["chain"], "delta")
    if drawing.chance(0.4):
        found["controller"] = _controller(drawing)
    return found


def _exporter(drawing: Drawing, mechanism: str) -> Plain:
    regimes = drawing.pick(_REGIMES)
    if mechanism == "idta" and drawing.chance(0.8):
        regimes = drawing.pick((["uk"], ["uk"], ["eu", "uk"]))
    found: Plain = {"role": "controller" if drawing.chance(0.3) else "processor", "regimes": list(regimes)}
    found["country"] = {"eu": "DE", "uk": "GB", "ch": "CH"}[regimes[0]]
    public = drawing.rng.random()
    if public < {"derogation": 0.25}.get(mechanism, 0.8 if mechanism in _PUBLIC else 0.1):
        found["public_authority"] = True
    elif public < 0.85:
        found["public_authority"] = False
    return found


def _engagement(drawing: Drawing, mechanism: str) -> Plain:
    found: Plain = {"data_categories": drawing.pick(_CATEGORIES)}
    frequencies: tuple[str | None, ...] = ("continuous", "continuous", "recurring", "occasional", "one_off", None)
    if mechanism == "derogation":
        frequencies = (*["one_off"] * 7, "occasional", "continuous", None)
    found["frequency"] = drawing.pick(frequencies)
    for fact in ("special_categories", "criminal_data", "children", "vulnerable_people", "large_scale"):
        if drawing.chance(0.08):
            found[fact] = drawing.chance(0.7)
    if drawing.chance(0.7):
        found["hr_data"] = drawing.chance(0.4)
    if drawing.chance(0.2):
        found["role"] = drawing.pick(("independent_controller", "joint_controller"))
    return found


def _member(drawing: Drawing, mechanism: str) -> Plain:
    drawing.entity = drawing.pick(_ENTITIES)
    found: Plain = {"name": "Acme", "legal_name": drawing.entity}
    drawing.country = _principal(drawing, mechanism)
    found["country"] = drawing.pick((drawing.country, "IE", "DE", "US", None))
    found["locations"] = _locations(drawing)
    found["safeguards"] = _safeguards(drawing, mechanism)
    if mechanism in _PUBLIC and drawing.chance(0.85):
        found["public_authority"] = True
    elif drawing.chance(0.4):
        found["public_authority"] = drawing.chance(0.15)
    if drawing.chance(0.08):
        found["international_organisation"] = drawing.pick(_ORGANISATIONS)
    if drawing.chance(0.3):
        found["subject_to_gdpr"] = drawing.chance(0.3)
    if drawing.chance(0.35):
        found["parent"] = {
            "country": drawing.pick(("US", "US", "CN", "DE", "GB", None)),
            "access": drawing.pick(("none", "none", "none", "admin", None)),
        }
        found["foreign_orders_policy"] = drawing.pick((True, False, None))
    return found


def _principal(drawing: Drawing, mechanism: str) -> str:
    kind = drawing.rng.random()
    if mechanism == "adequacy":
        return str(drawing.pick(_DECIDED if kind < 0.85 else _OUTSIDE))
    if mechanism in ("none", "null"):
        return str(drawing.pick(_INSIDE if kind < 0.5 else _DECIDED))
    return str(drawing.pick(_OUTSIDE if kind < 0.72 else _DECIDED if kind < 0.9 else _INSIDE))


def _locations(drawing: Drawing) -> list[Plain] | None:
    kind = drawing.rng.random()
    if kind < 0.03:
        return None if kind < 0.015 else []
    found = [_location(drawing, drawing.country)]
    further = 1 if kind > 0.75 else 2 if kind < 0.1 else 0
    return found + [
        _location(drawing, drawing.pick(_INSIDE if drawing.chance(0.75) else _OUTSIDE)) for _ in range(further)
    ]


def _location(drawing: Drawing, country: str | None) -> Plain:
    found: Plain = {"country": country, "activity": drawing.pick(_ACTIVITIES)}
    kind = drawing.rng.random()
    if kind < 0.06:
        found["country"] = None
        if kind < 0.04:
            found["region"] = drawing.pick(("EU", "EEA"))
    if 0.1 < kind < 0.16:
        found["basis"] = drawing.pick(("transit", "data_subject_direct"))
    if 0.14 < kind < 0.22:
        found["travelling_staff"] = drawing.chance(0.8)
    if 0.19 < kind < 0.32 or drawing.chance(0.02):
        found["operator"] = {
            "legal_name": drawing.pick((None, None, "Acme Labs LLC", "Manila Support")),
            "country": drawing.pick(("IN", "PH", "US", "DE", "GB", None)),
            "relation": drawing.pick(("self", "group", "external", "external", None)),
        }
    if drawing.chance(0.01):
        found["basis"] = "transit"
    return found


def _safeguards(drawing: Drawing, mechanism: str) -> list[Plain] | None:
    if mechanism == "null":
        return None
    if mechanism == "none":
        return []
    found = [tool(drawing, mechanism)]
    while drawing.chance(0.25):
        other = drawing.pick(_MECHANISMS)
        if other in ("null", "none", "adequacy", mechanism) or (other == "idta" and drawing.on < _IDTA_FROM):
            continue
        found.insert(0 if drawing.chance(0.3) else len(found), tool(drawing, other))
    return found


def _add_overrides(drawing: Drawing, found: Plain, mechanism: str) -> None:
    """Let the engagement replace the places or the tools now and then."""
    if drawing.chance(0.05):
        found["engagement"]["locations"] = _locations(drawing)
    if drawing.chance(0.05):
        found["engagement"]["safeguards"] = _safeguards(drawing, mechanism)


def _add_chain(drawing: Drawing, above: Plain, chain: Plain, depth: int) -> None:
    """Put a further hop below a member, with terms of its own now and then; some documents are missing."""
    if depth == len(_SLUGS) or drawing.chance(0.75 if depth == 0 else 0.6):
        return
    following = _add_hop(drawing, above, chain, _SLUGS[depth])
    if following:
        _add_chain(drawing, following, chain, depth + 1)


def _add_hop(drawing: Drawing, above: Plain, chain: Plain, slug: str) -> Plain | None:
    drawing.exporter = drawing.importer = "processor"
    mechanism = drawing.pick(_MECHANISMS)
    if mechanism == "idta" and drawing.on < _IDTA_FROM:
        mechanism = "bcr"
    terms: Plain = {"subprocessor": slug}
    above.setdefault("engages", []).append(terms)
    if drawing.chance(0.05):
        return None
    following = _member(drawing, mechanism) | {"name": slug.title()}
    if drawing.chance(0.3):
        terms["safeguards"] = _safeguards(drawing, mechanism)
    if drawing.chance(0.15):
        terms["locations"] = _locations(drawing)
    chain[slug] = following
    return following


def _controller(drawing: Drawing) -> Plain:
    """A controller to which data may go back; in most draws it is outside the EEA."""
    drawing.exporter, drawing.importer = "processor", "controller"
    drawing.country, drawing.entity = drawing.pick(_OUTSIDE if drawing.chance(0.6) else _DECIDED), "Globex LLC"
    found: Plain = {"name": "Globex", "legal_name": drawing.entity, "country": drawing.country}
    if drawing.chance(0.05):
        found["country"] = None
    if drawing.chance(0.3):
        found["locations"] = [{"country": drawing.country}, {"country": drawing.pick(_INSIDE + _OUTSIDE)}]
    elif drawing.chance(0.15):
        found["locations"] = _locations(drawing)
    mechanism = drawing.pick(("scc", "scc", "scc", "adequacy", "derogation", "none", "null"))
    found["safeguards"] = _safeguards(drawing, mechanism)
    return found


def documents(given: Plain) -> dict[str, Any]:
    """Return the parts of a case that are documents, by the name of their kind; the chain as a list with slugs."""
    parts = {name: given[name] for name in ("exporter", "controller", "subprocessor", "engagement") if name in given}
    return parts | {"chain": [document | {"slug": slug} for slug, document in given["chain"].items()]}
