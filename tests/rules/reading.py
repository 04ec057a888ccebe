"""How a case of `tests/rules/cases` is read: facts as JSON over documents in good order, and what is expected of them.

A case is evaluated for an exporter in DE (role processor, regime eu) on 2026-11-23, with a sub-processor whose identity
and contract are in order, unless it says otherwise. "whole" asks for the list around the entry too. Short forms: a
location may be written "IN" or "IE backup", a safeguard as the name of a tool in `given.json`, or as {"like": that
name, and what differs}.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from service.controllers import Controller, Exporter, Processor
from service.documents import from_plain, to_plain
from service.engagements import Engagement, Entry, laid_over
from service.law import load_law
from service.rules import Facts, assess, assess_whole
from service.subprocessors import Subprocessor
from service.transfers import NoticeFacts, Verdict

CASES = Path(__file__).parent / "cases"
GIVEN: dict[str, Any] = json.loads((Path(__file__).parent / "given.json").read_text("utf-8"))

Case = dict[str, Any]

_FACTS = {
    "on",
    "exporter",
    "controller",
    "processor",
    "subprocessor",
    "engagement",
    "chain",
    "notice",
    "whole",
    "period_enforced",
    "effective_from",
    "effective_until",
    "revoke",
}
_EXPECTED = {"result", "transfers", "findings", "absent", "exact", "not_evaluated"}


def all_cases() -> Iterator[tuple[str, Case]]:
    """Yield every case with the name of its file."""
    for file in sorted(CASES.glob("*.json")):
        for case in cases_in(file.stem):
            yield file.stem, case


def cases_in(name: str) -> Iterator[Case]:
    """Yield the cases of a file."""
    for case in json.loads((CASES / f"{name}.json").read_text("utf-8")):
        unknown = set(case) - _FACTS - _EXPECTED - {"name"}
        if unknown:
            msg = f"{name}.json, {case.get('name')}: nobody reads {sorted(unknown)}"
            raise ValueError(msg)
        yield case


def verdict_of(case: Case) -> Verdict:
    """Run the check on the facts of a case."""
    check = assess_whole if case.get("whole") else assess
    return check(facts_of(case), load_law().without(case.get("revoke", ())))


def facts_of(case: Case) -> Facts:
    """Read the facts of a case."""
    shared = from_plain(written_out(GIVEN["subprocessor"] | case.get("subprocessor", {})), Subprocessor)
    engagement = from_plain(written_out(GIVEN["engagement"] | case.get("engagement", {})), Engagement)
    chain = {
        slug: from_plain(
            written_out(GIVEN["subprocessor"] | {"name": slug.title(), "legal_name": None} | document), Subprocessor
        )
        for slug, document in case.get("chain", {}).items()
    }
    return Facts(
        on=date.fromisoformat(case.get("on", "2026-11-23")),
        exporter=from_plain(GIVEN["exporter"] | case.get("exporter", {}), Exporter),
        entry=Entry(
            slug="acme",
            subprocessor=laid_over(engagement, shared),
            engagement=engagement,
            chain=chain,
            effective_from=_day(case, "effective_from"),
            effective_until=_day(case, "effective_until"),
        ),
        controller_slug="list",
        controller=from_plain({"name": "Customer"} | case["controller"], Controller) if "controller" in case else None,
        processor=from_plain(case["processor"], Processor) if "processor" in case else None,
        notice=from_plain(case["notice"], NoticeFacts) if "notice" in case else None,
        period_enforced=case.get("period_enforced", False),
    )


def differences(case: Case, verdict: Verdict) -> Iterator[str]:
    """Yield in words what is expected and not there, or there and not expected."""
    found = [to_plain(finding) for finding in verdict.findings]
    transfers = [to_plain(transfer) for transfer in verdict.transfers]
    if "result" in case and case["result"] != verdict.result:
        yield f"expected the result {case['result']}, got {verdict.result}"
    if "not_evaluated" in case and tuple(case["not_evaluated"]) != verdict.not_evaluated:
        yield f"expected not to be evaluated {case['not_evaluated']}, got {verdict.not_evaluated}"
    for kind, things in (("transfers", transfers), ("findings", found)):
        for wanted in case.get(kind, ()):
            if not any(wanted.items() <= _comparable(thing, wanted).items() for thing in things):
                yield f"expected among {kind} {wanted}"
    there = {finding["rule"] for finding in found}
    yield from (f"expected no {rule}" for rule in case.get("absent", ()) if rule in there)
    if case.get("exact") and len(found) != len(case.get("findings", ())):
        yield "expected no other finding"


def _comparable(thing: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Reduce nested objects to the keys that a case asks for."""
    return {
        key: {name: value[name] for name in wanted[key]} if isinstance(value := thing[key], dict) else value
        for key in wanted
    }


def _day(case: Case, name: str) -> date | None:
    return date.fromisoformat(case[name]) if name in case else None


def written_out(plain: dict[str, Any]) -> dict[str, Any]:
    """Write out the short forms of a document, those of the chain included."""
    out = dict(plain)
    if out.get("locations") is not None:
        out["locations"] = [_location(location) for location in out["locations"]]
    if out.get("safeguards") is not None:
        out["safeguards"] = [_safeguard(safeguard) for safeguard in out["safeguards"]]
    if out.get("engages") is not None:
        out["engages"] = [written_out(terms) for terms in out["engages"]]
    return out


def _location(location: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(location, dict):
        return location
    country, _, activity = location.partition(" ")
    return {"country": country, "activity": activity or "hosting"}


def _safeguard(safeguard: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(safeguard, str):
        return dict(GIVEN["tools"][safeguard])
    like = GIVEN["tools"][safeguard["like"]] if "like" in safeguard else {}
    return like | {name: value for name, value in safeguard.items() if name != "like"}
