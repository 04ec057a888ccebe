"""Overlay files as the tests write them."""

import json
from typing import Any

from service.law import Law, OverlayText, load_law

KENYA: dict[str, Any] = {
    "id": "KE-2027-1",
    "territory_code": "KE",
    "international_organisation": None,
    "io_code": None,
    "name": "Kenya",
    "decision": "(EU) 2027/1",
    "celex": "32027D0001",
    "legal_basis": "GDPR Art. 45(3)",
    "adopted": "2027-02-01",
    "document_number": None,
    "oj_ref": "OJ L, 2027/1, 20.2.2027",
    "published": "2027-02-20",
    "valid_from": "2027-02-01",
    "valid_from_basis": "adoption date",
    "conservative_from": None,
    "valid_until": None,
    "valid_until_inclusive": None,
    "end_reason": None,
    "amended_by": [],
    "scope_code": "full",
    "scope_note": "",
    "exclusions": [],
    "recipient_facts_needed": [],
    "review": "",
    "confidence": "verified",
}
LISTED: dict[str, Any] = {
    "id": "UK-KE",
    "code": "KE",
    "name": "Kenya",
    "valid_from": "2027-02-01",
    "valid_until": None,
    "scope_code": "full",
    "decision": "the Kenya Regulations 2027",
    "basis": "UK GDPR Art. 45A",
    "note": "",
    "confidence": "general",
}


def end(name: str, on: str = "2027-03-01", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 — fields of any type
    """Write an end of a record: this is the first day without, unless `valid_until_inclusive` is given."""
    return {"id": name, "valid_until": on, "valid_until_inclusive": False, "end_reason": "for a test"} | fields


def written(name: str = "ours.json", **members: Any) -> OverlayText:  # noqa: ANN401 — members of any type
    """Write an overlay of these members."""
    return OverlayText(name=name, text=json.dumps(members).encode())


def overlaid(**members: Any) -> Law:  # noqa: ANN401 — the same
    """Return the shipped law with an overlay of these members."""
    return load_law(written(**members))
