"""Documents as the compliance API takes them, each with little in it unless the fields say otherwise."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

import json
from typing import Any

Document = dict[str, Any]


def as_json(document: Document) -> bytes:
    """A document as JSON in ASCII, in which a lone surrogate stands as an escape."""
    return json.dumps(document).encode()


def processor(**fields: Any) -> Document:
    """Who runs the register."""
    return {"legal_name": "Registrar AS", "country": "NO"} | fields


def controller(name: str = "Acme", **fields: Any) -> Document:
    """The owner of a public list with a notice period of 30 days."""
    return {"name": name, "visibility": "public"} | fields


def location(country: str = "IE", activity: str = "hosting", **fields: Any) -> Document:
    """A place and what is done there."""
    return {"country": country, "activity": activity} | fields


def subprocessor(name: str = "Cloudflare", **fields: Any) -> Document:
    """A sub-processor that hosts in Ireland."""
    return {"name": name, "legal_name": f"{name} Ltd", "country": "IE", "locations": [location()]} | fields


def engagement(purpose: str = "Content delivery", **fields: Any) -> Document:
    """One controller's use of a sub-processor."""
    return {"purpose": purpose, "data_subjects": ["Users"], "data_categories": ["IP addresses"]} | fields


def signed_dpa(**fields: Any) -> Document:
    """A contract of Art. 28(3) that is in place."""
    return {"status": "signed", "signed_on": "2024-01-15"} | fields


def clauses(*countries: str, **fields: Any) -> Document:
    """The Commission's clauses of 2021 between processors, complete."""
    rest = {"set": "2021/914", "modules": [3], "signed_on": "2024-01-15", "annexes_missing": []}
    return {"mechanism": "scc", "countries": list(countries) or None} | rest | fields


def person(**fields: Any) -> Document:
    """A contact whose every word would stand out in a page, a feed or a log."""
    rest = {
        "name": "Pernille Personlig",
        "position": "Keeper of Contacts",
        "email": "pernille@person.example",
        "address": "Hemmeligveien 7",
    }
    return rest | fields
