"""The examples of the rules as rows: name, case, place, result, and findings without those of severity info."""

from typing import Any

from tests.rules import perfect

Plain = dict[str, Any]
TODAY = "2026-11-23"
ENGAGEMENT = {"frequency": "continuous", "hr_data": False}


def case(*places: str | None, on: str = TODAY, tools: list[Plain] | None = None, **parts: Any) -> Plain:  # noqa: ANN401
    """An exporter in DE that engages a processor in these places, on the reference day of the rules."""
    subprocessor = {
        "name": "Acme",
        "legal_name": "Acme Inc.",
        "locations": [{"country": place, "activity": "hosting"} for place in places],
        "safeguards": [] if tools is None else tools,
    }
    exporter = {"country": "DE", "role": "processor", "regimes": ["eu"]} | parts.get("exporter", {})
    return {
        "on": on,
        "exporter": exporter,
        "subprocessor": subprocessor | parts.get("subprocessor", {}),
        "engagement": ENGAGEMENT | parts.get("engagement", {}),
        "chain": parts.get("chain", {}),
    } | ({"controller": parts["controller"]} if "controller" in parts else {})


def claim(decision: str | None = None, **fields: Any) -> Plain:  # noqa: ANN401
    """A claim of adequacy."""
    return {"mechanism": "adequacy", "decision": decision} | fields


def listed(**fields: Any) -> Plain:  # noqa: ANN401
    """A claim of the Data Privacy Framework with a good entry."""
    return claim(dpf=perfect.framework_entry("2026-11-01", "2027-03-01") | fields)


def good_clauses(module: int = 3, **fields: Any) -> Plain:  # noqa: ANN401
    """Complete clauses with a favourable assessment."""
    return perfect.clauses("2023-02-01", module, tias=[perfect.assessment("2026-06-01", "2027-06-01")]) | fields


def assessed(**fields: Any) -> Plain:  # noqa: ANN401
    """Complete clauses whose assessment says this."""
    return good_clauses(tias=[perfect.assessment("2026-06-01", "2027-06-01") | fields])


UK: Plain = {"exporter": {"country": "GB", "regimes": ["uk"]}}
CH: Plain = {"exporter": {"country": "CH", "regimes": ["ch"]}}
EPO: Plain = {"subprocessor": {"international_organisation": "EPO"}}
OLD = "2010/87"
ONE_OFF: Plain = {"engagement": {"frequency": "one_off"}, "exporter": {"public_authority": False}}
R23 = "R23 critical"
Row = tuple[str, Plain, str | None, str, set[str]]
