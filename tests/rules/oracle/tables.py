"""The dated legal facts, read from the data files and from nowhere else."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.rules.oracle.flows import day

_DATA = Path(__file__).parents[3] / "service" / "law" / "data"


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return found


_TERRITORIES = {entry["code"]: entry for entry in _read("territories.json")["territories"]}
_ADEQUACY = _read("adequacy.json")
_SAFEGUARDS = _read("safeguards.json")
_OTHERS = _read("uk_swiss.json")

SCOPES: dict[str, dict[str, Any]] = _ADEQUACY["scope_codes"]
SETS: dict[str, dict[str, Any]] = {entry["set"]: entry for entry in _SAFEGUARDS["scc_sets"] if entry["set"]}
SCHEMES: list[dict[str, Any]] = _SAFEGUARDS["approved_schemes"]
GROUNDS: dict[str, dict[str, Any]] = {entry["ground"]: entry for entry in _SAFEGUARDS["derogations"]}
UK_TOOLS: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in _OTHERS["uk"]["tools"]}
CH_CLAUSES: dict[str, Any] = next(entry for entry in _OTHERS["switzerland"]["tools"] if entry["id"] == "eu_scc_swiss")
HOMES = {"uk": "GB", "ch": "CH"}

# The scope codes that only the UK and the Swiss list use, in the words of the EU's table.
_SAME_SCOPE = {
    "pipa_recipient_uk": "pipa_recipient",
    "pipeda_or_similar_provincial": "pipeda_commercial",
    "dpf_participant_with_uk_extension": "dpf_participant",
    "swiss_us_dpf_participant": "dpf_participant",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on adequacy, or an entry of the UK or the Swiss list."""

    id: str
    regime: str
    names: frozenset[str]
    first: date
    last: date | None  # the last good day
    scope: str
    invalidated: bool
    succeeded_by: str | None
    contested: bool

    def holds_on(self, on: date) -> bool:
        """Return whether the decision may be relied on on a day."""
        return self.first <= on and (self.last is None or on <= self.last)

    def is_named_by(self, claim: dict[str, Any]) -> bool:
        """Return whether a claim names the decision, by a word of its own or by an entry on the DPF List."""
        if claim.get("decision") is not None and claim["decision"] in _ALL_NAMES[self.regime]:
            return claim["decision"] in self.names
        return claim.get("dpf") is not None and self.scope == "dpf_participant"

    def ended_before(self, on: date) -> bool:
        """Return whether a day is past the decision's last good day."""
        return self.last is not None and on > self.last


def _decision(entry: dict[str, Any], regime: str) -> Decision:
    last = None
    if entry["valid_until"] is not None:
        last = day(entry["valid_until"])
        if entry.get("valid_until_inclusive") is False:
            last -= timedelta(days=1)
    names = [entry["id"], entry.get("decision"), entry.get("celex"), *entry.get("aliases", [])]
    watched = [item for item in _ADEQUACY["watch_list"] if item["id"] == entry["id"] and item["kind"] == "contested"]
    return Decision(
        id=entry["id"],
        regime=regime,
        names=frozenset(name for name in names if name),
        first=day(entry["valid_from"]),
        last=last,
        scope=_SAME_SCOPE.get(entry["scope_code"], entry["scope_code"]),
        invalidated=bool(entry.get("invalidated_by")),
        succeeded_by=entry.get("succeeded_by"),
        contested=bool(watched),
    )


_EU = [(entry["territory_code"], entry.get("io_code"), _decision(entry, "eu")) for entry in _ADEQUACY["decisions"]]
_UK = [(entry["code"], entry.get("io_code"), _decision(entry, "uk")) for entry in _OTHERS["uk"]["approved_transfers"]]
_CH = [(entry["code"], entry.get("io_code"), _decision(entry, "ch")) for entry in _OTHERS["switzerland"]["annex_1"]]
_ALL = {"eu": _EU, "uk": _UK, "ch": _CH}
_ALL_NAMES = {regime: {name for _, _, one in rows for name in one.names} for regime, rows in _ALL.items()}


def names_a_decision(regime: str, claim: dict[str, Any]) -> bool:
    """Return whether a claim names any decision of a regime's table, on whatever place."""
    return any(decision.is_named_by(claim) for _, _, decision in _ALL[regime])


@lru_cache(maxsize=100_000)
def status(country: str, on: date) -> str:
    """Return what a territory is under the GDPR on a day; a code that is not listed is a third country."""
    for period in _TERRITORIES.get(country, {}).get("periods", []):
        starts, ends = period["from"], period["until"]
        if (starts is None or day(starts) <= on) and (ends is None or on <= day(ends)):
            found: str = period["status"]
            return found
    return "third_country"


def in_eea(country: str, on: date) -> bool:
    """Return whether data that goes to a place stays inside the EEA, or is treated so."""
    return status(country, on) != "third_country"


def in_a_member_state(country: str, on: date) -> bool:
    """Return whether a place is under the law of an EEA state itself, not only treated so."""
    return status(country, on) in ("eu", "eea_efta", "eu_outermost")


def is_unsettled(country: str) -> bool:
    """Return whether nobody should call a flow to the place unsafeguarded without a lawyer (SJ)."""
    entry = _TERRITORIES.get(country)
    return entry is not None and bool(entry["default_result"] == "undetermined")


@lru_cache(maxsize=100_000)
def decisions(regime: str, country: str, organisation: str | None, on: date) -> tuple[Decision, ...]:
    """Return all that a regime's table ever had for a place, or for an international organisation wherever it sits."""
    found = []
    for code, organisation_code, decision in _ALL[regime]:
        if organisation is not None:
            if organisation_code == organisation:
                found.append(decision)
        # The group of the UK list is whoever is in the EEA on the day, or was on the first day of the list.
        elif code == country or (code == "EEA" and in_a_member_state(country, max(on, decision.first))):
            found.append(decision)
    return tuple(found)


def asks_for_a_person(exporter: str, importer: str) -> bool:
    """Return whether the matrix itself wants somebody to look at the module of two parties."""
    for row in _SAFEGUARDS["module_matrix"]:
        if row["exporter"] == exporter and row["importer"] == importer:
            return bool(row["note"])
    raise AssertionError((exporter, importer))


def module_for(exporter: str, importer: str) -> int:
    """Return the module that the roles of the two parties ask for (R26)."""
    for row in _SAFEGUARDS["module_matrix"]:
        if row["exporter"] == exporter and row["importer"] == importer:
            found: int = row["module"]
            return found
    raise AssertionError((exporter, importer))
