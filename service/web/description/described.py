"""Parameters, headers and examples by name, as the OpenAPI document has them.

What a name means is the same wherever it stands; `service.web.description.operations` says where it does.
"""

from collections.abc import Mapping
from typing import Any

from service.controllers import Controller, Processor
from service.documents import BARRED, FIRST_DAY, LAST_DAY
from service.engagements import Engagement
from service.law.listing import KINDS
from service.objections import STATUSES, Decision, Filing
from service.register.accepting import Wish
from service.rules.catalogue import RULES
from service.safeguards import MECHANISMS
from service.subprocessors import Subprocessor
from service.transfers import SEVERITIES, Assessment
from service.web.controller_lists import Reason
from service.web.description.schemas import Schema, expression, reference
from service.web.parameters import HIGHEST, MANNERS, MANNERS_OF_IMPORTS, MOST

_SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"}
_DAY: Schema = {"type": "string", "format": "date"}
_UUID: Schema = {"type": "string", "format": "uuid"}
_TEXT: Schema = {"type": "string", "pattern": r"^[^\x00]*$"}
_RANGE = f"between {FIRST_DAY} and {LAST_DAY}"


def _one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


PATH: Mapping[str, tuple[Schema, str]] = {
    "controller": (_SLUG | {"examples": ["acme"]}, "The slug of a controller, the owner of one list."),
    "subprocessor": (_SLUG | {"examples": ["nimbus"]}, "The slug of a sub-processor of the catalogue."),
    "change": (_UUID, "The id of a change, as `Subreg-Change` and the log give it."),
    "objection": (_UUID, "The id of an objection."),
    "fingerprint": ({"type": "string", "pattern": "^[0-9a-f]{64}$"}, "The fingerprint of a finding."),
    "notice": (
        {"type": "string", "pattern": "^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "The id of a notice as its feed gives it, with or without `urn:uuid:`.",
    ),
    "page": ({"type": "string", "pattern": r"^[1-9][0-9]{0,8}\.atom$"}, "A full page of the archive; 1 is the oldest."),
    "token": ({"type": "string", "minLength": 1}, "A subscriber token."),
}
QUERY: Mapping[str, tuple[Schema, str]] = {
    "on": (_DAY, f"The day on which it is read, {_RANGE}; today (UTC) where left out."),
    "known_at": ({"type": "string", "format": "date-time"}, "As the register knew it at that moment; now if left out."),
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}, "How many items a page has."),
    "cursor": ({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}, "Where the page begins: `next` of the page before."),
    "effective_on": (_DAY, f"From which day it holds, {_RANGE}."),
    "notice": (
        _one_of(*MANNERS),
        "Not news with due notice, but waived (with a reason), what already holds, or a correction (with a reason).",
    ),
    "notice_of_page": (
        {"type": "integer", "minimum": 1, "maximum": HIGHEST},
        "The number of a notice: it and those before it are shown.",
    ),
    "notice_of_import": (
        _one_of(*MANNERS_OF_IMPORTS),
        "`announce` makes the file news with due notice; left out, it is what already holds.",
    ),
    "reason": (
        {"type": "string", "maxLength": MOST, "pattern": expression(rf"^[^\t\n\r{BARRED}]*$")},
        "Why, in one line; it goes into the log.",
    ),
    "include": (_one_of("ended"), "Entries that are over, too."),
    "country": (reference("Country"), "Only what has to do with this country."),
    "mechanism": (_one_of(*MECHANISMS), "Only those with such a safeguard."),
    "engaged_by": (_SLUG, "Only those that this controller engages."),
    "q": (_TEXT, "Only those in whose names this stands."),
    "min_severity": (_one_of(*SEVERITIES), "Only findings as grave as this, or graver."),
    "rule": (_one_of(*(built.rule.id for built in RULES)), "Only findings of this rule."),
    "revoke": (
        {"type": "string", "minLength": 1, "examples": ["US-DPF-2023-1795"]},
        "What if these fell: ids or names of decisions, list entries and clause sets, parted by commas; repeatable.",
    ),
    "until": (_DAY, "The last day of the forecast, ten years ahead at most; a year ahead where left out."),
    "dry_run": ({"type": "boolean", "default": False}, "Write nothing; the report is the same."),
    "kind": (_one_of(*KINDS), "Only legal facts of this kind."),
    "id": (_TEXT, "Only the legal facts of this id or name."),
    "status": (_one_of(*STATUSES), "Only objections that stand so."),
    "sort": (_one_of("newest", "deadline"), "Newest first, or what waits first, by the day when it must be decided."),
    "controller": (_SLUG, "Only this list."),
    "controller_of_import": (_SLUG, "The list that the file is loaded into."),
}
# Names by which a query parameter is kept here, where one name has two meanings.
CALLED = {"notice_of_import": "notice", "notice_of_page": "notice", "controller_of_import": "controller"}
REQUIRED = {"controller_of_import"}
HEADERS: Mapping[str, tuple[Schema, str]] = {
    "If-Match": ({"type": "string"}, "Entity tags, one of which the document must have, or `*`; else 412."),
    "If-None-Match": (
        {"type": "string"},
        "Of a write `*`: there must be none yet; of a read, what is known already.",
    ),
    "If-Modified-Since": ({"type": "string"}, "The Last-Modified of what is known already."),
}
ANSWERED: Mapping[str, tuple[Schema, str]] = {
    "ETag": ({"type": "string"}, "The entity tag of the document."),
    "Subreg-Change": ({"type": "string"}, "The ids of the changes made, parted by commas; absent where none was."),
    "Location": ({"type": "string", "format": "uri"}, "The absolute address of what was made."),
    "Retry-After": ({"type": "integer", "minimum": 0}, "Seconds after which to try again."),
    "WWW-Authenticate": ({"type": "string"}, "What to send: `Bearer` for a key, `Basic` for a subscriber token."),
    "Allow": ({"type": "string"}, "The methods that the path takes."),
}
# Headers that an answer may lack.
OPTIONAL = {"Subreg-Change"}
EXAMPLES: Mapping[Any, Any] = {
    Processor: {"legal_name": "Registrar AS", "country": "NO"},
    Controller: {"name": "Acme", "visibility": "public", "notice_period_days": 30},
    Subprocessor: {
        "name": "Nimbus",
        "country": "IE",
        "locations": [{"country": "IE", "activity": "hosting"}],
        "dpa": {"status": "signed", "signed_on": "2026-01-15"},
    },
    Engagement: {"purpose": "Hosting", "data_categories": ["Names"], "data_subjects": ["Users"]},
    Assessment: {
        "subprocessor": {
            "name": "Nimbus",
            "locations": [{"country": "US", "activity": "support"}],
            "safeguards": [{"mechanism": "scc", "set": "2021/914", "modules": [3], "signed_on": "2026-01-15"}],
        }
    },
    Wish: {"reason": "The new contract is with the other side.", "until": "2026-12-31"},
    Reason: {"reason": "Decided otherwise."},
    Filing: {"reason": "Not to India.", "contact": "dpo@acme.example"},
    Decision: {"outcome": "rejected", "reply": "The data stay encrypted with keys of your own."},
    "text/csv": "sub_processor,purpose,location_iso\nNimbus,Hosting,IE\n",
}
