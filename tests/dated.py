"""Documents in which every day there can be is recorded, for tests of what days do."""

import json
from collections.abc import Iterator
from typing import Any

from tests import factories
from tests.factories import Document

_SCHEMES = ("code_of_conduct", "certification")
_AUTHORISED = ("ad_hoc_clauses", "administrative_arrangement", "public_instrument")


def safeguards(day: str) -> list[Document]:
    """A tool of every kind, each with an assessment."""
    entry = {"status": "active", "covers_hr": True, "covers_non_hr": True, "uk_extension": True, "swiss": True}
    framework = {"decision": "US-DPF-2023-1795", "dpf": entry | {"next_certification_on": day, "checked_on": day}}
    reported = {"authority_informed_on": day, "subjects_informed_on": day}
    tools: list[Document] = [
        {"mechanism": "adequacy", **framework},
        {"mechanism": "scc", "set": "2021/914", "modules": [3], "signed_on": day},
        {"mechanism": "scc", "set": "2010/87", "signed_on": day, "processing_unchanged": True},
        {"mechanism": "idta", "signed_on": day},
        {"mechanism": "bcr", "status": "withdrawn", "approved_on": day, "withdrawn_on": day},
        *({"mechanism": name, "scheme": "Europrivacy", "valid_from": day, "valid_until": day} for name in _SCHEMES),
        *({"mechanism": name, "authorisation_status": "granted", "authorised_on": day} for name in _AUTHORISED),
        {"mechanism": "derogation", "ground": "compelling_interests", **reported},
        {"mechanism": "other", "name": "ISO 27001"},
    ]
    assessed = {"completed_on": day, "outcome": "equivalent"}
    tias = [assessed, assessed | {"review_on": day}, assessed | {"triggered_on": day}]
    return [tool | {"suspended_on": day, "tias": tias} for tool in tools]


def contract(day: str) -> Document:
    """A contract of Art. 28(3) that is signed."""
    return {"status": "signed", "signed_on": day, "valid_from": day, "valid_until": day}


def subprocessor(day: str, name: str = "Dated", **fields: Any) -> Document:  # noqa: ANN401 — fields of any type
    """A sub-processor in three countries."""
    rest = {
        "locations": [factories.location(country) for country in ("US", "IN", "GB")],
        "dpa": contract(day),
        "safeguards": safeguards(day),
        "due_diligence": {"checked_on": day, "next_check_on": day},
    }
    return factories.subprocessor(name, **rest | fields)


def chained(day: str) -> Document:
    """A sub-processor that engages `below`, on terms between these two."""
    terms = {"subprocessor": "below", "dpa": contract(day), "safeguards": safeguards(day)[:2]}
    return subprocessor(day, engages=[terms])


def controller(day: str) -> Document:
    """The owner of a public list, exporter under three regimes."""
    return factories.controller(
        exporter={"country": "DE", "regimes": ["eu", "uk", "ch"]},
        safeguards=safeguards(day)[:1],
        privacy_notice={"dated": day, "countries": ["US"]},
        record={"updated_on": day, "countries": ["US"]},
        notice_period_days=3650,
    )


def engagement(day: str) -> Document:
    """An engagement with a decision, an arrangement, an end and a contract of its own."""
    return factories.engagement(
        authorisation={"type": "specific", "status": "granted", "decided_on": day},
        arrangement={"signed_on": day},
        deletion={"done_on": day, "kind": "deleted"},
        dpa=contract(day),
    )


def places(value: Any, day: str, pointer: str = "") -> Iterator[str]:  # noqa: ANN401 — JSON
    """Yield the JSON pointer of every place of a document where a day stands."""
    if value == day:
        yield pointer
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from places(inner, day, f"{pointer}/{name}")


def with_day(document: Document, pointer: str, day: str) -> Document:
    """Return a copy of a document with another day in a place."""
    copied: Document = json.loads(json.dumps(document))  # a deep copy would keep what two places share
    inner: Any = copied
    *way, last = (int(name) if name.isdigit() else name for name in pointer.split("/")[1:])
    for name in way:
        inner = inner[name]
    inner[last] = day
    return copied
