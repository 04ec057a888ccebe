"""The facts under a finding as one digest: whoever accepted the finding accepted these, and no others.

It is worked out only where a finding is accepted or was, never by the check itself. What it covers is what the finding
says, but for the name of the member, and what it rests on: of a finding about a hop the places, the claimed tools and
the assessments of that country alone, of one about a member its whole document. Null fields are left out, so that a
field that a later release brings changes nothing as long as nobody fills it.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from service.documents import to_plain
from service.engagements import LAID_OVER
from service.law import Law
from service.rules.catalogue import RULES
from service.rules.facts import Facts, Scene, case_of
from service.rules.hops import hops_of
from service.rules.members import Member, members_of
from service.rules.rule import Rule
from service.rules.tools import tools_of
from service.safeguards import AnySafeguard
from service.transfers import Finding

Plain = dict[str, Any]
_RULES = {built.rule.id: built.rule for built in RULES}
_SAID = ("rule", "regime", "severity", "legal_basis", "unknown", "confidence")
_EDITORIAL = ("name", "website", "contact")
# Of a legal entity, what the rules about a hop ask beside its places and tools.
_ENTITY = (
    "legal_name",
    "country",
    "international_organisation",
    "public_authority",
    "subject_to_gdpr",
    "foreign_orders_policy",
)
_PART_OF_LIST = {"country", "locations", "safeguards", "allowed_countries", "processing_categories"}


def digest(finding: Finding, facts: Facts, law: Law) -> bytes:
    """Return the SHA-256 of what a finding says and rests on; the same on any two days on which that is the same.

    `facts` are those that the check was given when it found it, and `law` the legal facts.
    """
    case, rule = case_of(facts, law), _RULES[finding.rule]
    members = [member for member in members_of(case.scene) if member.slug == finding.subprocessor]
    if rule.about in ("member", "engagement"):
        engagement = _without(facts.entry.engagement, LAID_OVER)
        grounds = [_member(member) for member in members]
    else:
        engagement = _without(facts.entry.engagement, (*LAID_OVER, "authorisation", "deletion"))
        grounds = [_hops(case.scene, member, finding) for member in members]
    covered = {
        "said": {name: getattr(finding, name) for name in _SAID},
        "message": _unnamed(finding.message, members),
        "engagement": engagement,
        "grounds": grounds,
        "list": _of_list(facts, rule, about_list=finding.subprocessor is None),
    }
    return hashlib.sha256(_bytes(_recorded(to_plain(covered)))).digest()


def _member(member: Member) -> Plain:
    document = None if member.subprocessor is None else _without(member.subprocessor, _EDITORIAL)
    return {"document": document, **_terms(member)}


def _hops(scene: Scene, member: Member, finding: Finding) -> Plain:
    """Return what the hops of a member rest on that a finding is about."""
    about = (finding.country, finding.regime)
    hops = [hop for hop in hops_of(scene, member) if (hop.country, hop.regime) == about]
    claims = (tool.safeguard for hop in hops for tool in tools_of(hop) if tool.safeguard is not None)
    return {
        "entity": {name: getattr(member.subprocessor, name, None) for name in _ENTITY},
        "locations": _in_any_order(location for hop in hops for location in hop.locations),
        "tools": _in_any_order(_claim(safeguard, finding.country) for safeguard in claims),
        **_terms(member),
    }


def _terms(member: Member) -> Plain:
    return {"role": member.role, "sender": _without(member.sender, ("name",)), "purpose": member.purpose}


def _claim(safeguard: AnySafeguard, country: str | None) -> Plain:
    """Return a tool as it is claimed for a country: that others have it too, or their assessments, is no fact of it."""
    plain = _without(safeguard, ("countries",))
    tias: list[Plain] = plain["tias"] or []
    here = [_without(tia, ("countries",)) for tia in tias if tia["countries"] is None or country in tia["countries"]]
    return plain | {"tias": here or tias}


def _of_list(facts: Facts, rule: Rule, *, about_list: bool) -> Plain:
    """Return what a rule needs beside the entry: the notice, and of the controller's document its part."""
    controller: Plain = to_plain(facts.controller) or {}
    parts = {"record", "privacy_notice"} & set(rule.needs)
    if about_list or any(need.startswith("controller") for need in rule.needs):
        parts |= _PART_OF_LIST
    notice = facts.notice if "notice" in rule.needs else None
    return {"notice": notice, **{name: controller.get(name) for name in parts}}


def _unnamed(message: str, members: Iterable[Member]) -> str:
    """Take the names of members out of a sentence: the legal entity is a fact of its own, what it is called is none."""
    names = {name for member in members for name in (member.legal_name, member.name)}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        message = re.sub(re.escape(name), "", message, flags=re.IGNORECASE)
    return message


def _without(document: Any, names: Iterable[str]) -> Plain:  # noqa: ANN401 — a struct or its plain form
    plain: Plain = to_plain(document)
    return {name: value for name, value in plain.items() if name not in names}


def _recorded(value: Any) -> Any:  # noqa: ANN401 — built-in types, as JSON has them
    if isinstance(value, dict):
        return {name: _recorded(inner) for name, inner in value.items() if inner is not None}
    return [_recorded(inner) for inner in value] if isinstance(value, list) else value


def _in_any_order(things: Iterable[Any]) -> list[Any]:
    return sorted(map(to_plain, things), key=_bytes)


def _bytes(plain: Any) -> bytes:  # noqa: ANN401 — built-in types, as JSON has them
    return msgspec.json.encode(plain, order="sorted")
