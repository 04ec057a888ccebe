"""The check in SARIF 2.1.0, for code scanning and its viewers.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
import re
from typing import Any, Literal

from service import __version__, urls
from service.documents import to_plain
from service.register.scenarios import Scenario
from service.reports.ahead import Ahead
from service.reports.characters import visible
from service.reports.check import Check
from service.reports.rule_pages import described, stated
from service.rules.catalogue import RULES, Built
from service.transfers import Acceptance, Finding, Severity

Level = Literal["error", "warning", "note"]
Node = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, Level] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
_RANKS: dict[Severity, float] = {"critical": 100.0, "high": 75.0, "medium": 50.0, "low": 25.0, "info": 0.0}
_BASE = "REGISTER"
_INDEX = {built.rule.id: index for index, built in enumerate(RULES)}
# A list is no file with lines, but viewers place a result only by file and region.
_REGION = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


def written(check: Check) -> str:
    """Write one run: all rules that are built, a result for each finding, and how the check ended.

    In a scenario the run has a category of its own, and every message begins with what is supposed.
    """
    run: Node = {
        "tool": {"driver": {"name": "subreg", "version": __version__, "rules": [_rule(built) for built in RULES]}},
        "invocations": [_invocation(check)],
        "originalUriBaseIds": {_BASE: {"description": _message("The address under which the register is served.")}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(check, slug, found) for slug, verdict in check.verdicts.items() for found in verdict.findings
        ],
        "properties": {"on": str(check.on), "fail_on": check.fail_on, "not_evaluated": check.not_evaluated},
    }
    if check.ahead.scenario is not None:
        run["automationDetails"] = _supposed(check.ahead.scenario, check.ahead)
        run["properties"]["scenario"] = to_plain(check.ahead.scenario)
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _supposed(scenario: Scenario, ahead: Ahead) -> Node:
    """Tell the run from those of the law as it is: code scanning keeps the results of each category apart (3.17.3)."""
    ids = "+".join(re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-") for name in scenario.revoke)
    told = f"Hypothetical: what the check would say {ahead.hypothesis}. {len(scenario.breaks)} hops break, "
    return {
        "id": f"subreg-what-if/{ids}/",
        "description": _message(f"{told}{len(scenario.holds)} would rest on another tool."),
    }


def _rule(built: Built) -> Node:
    rule, said = built.rule, stated(built)
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in built.check.__module__.split("_")[1:]),
        "shortDescription": _message(rule.title),
        "fullDescription": _message(f"{said.summary} {said.duty}"),
        "help": _message(f"{said.duty} Source: {said.source}") | {"markdown": _escaped(described(built))},
        "defaultConfiguration": {"level": _LEVELS[rule.severities[0]]},
        "properties": {
            "tags": ["data-protection", *rule.regimes],
            "legal_basis": list(dict.fromkeys(text for regime in rule.regimes for text in rule.cited(regime))),
            "severities": rule.severities,
        },
    }


def _invocation(check: Check) -> Node:
    node: Node = {
        "executionSuccessful": True,
        "exitCode": 1 if check.failing else 0,
        "exitCodeDescription": "findings that fail the check" if check.failing else "passed",
    }
    if check.not_evaluated:
        told = _message(f"Not evaluated: {', '.join(check.not_evaluated)}.")
        node["toolConfigurationNotifications"] = [{"level": "note", "message": told}]
    return node


def _result(check: Check, controller: str, finding: Finding) -> Node:
    supposed = f"Hypothetical, {check.ahead.hypothesis}: " if check.ahead.hypothesis else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": _LEVELS[finding.severity],
        "rank": _RANKS[finding.severity],
        "message": _message(f"{supposed}{finding.message} {finding.remedy}"),
        "locations": [_location(controller, finding)],
        # The second is the one that code scanning on GitHub compares.
        "partialFingerprints": {"subreg/v1": finding.fingerprint, "primaryLocationLineHash": finding.fingerprint},
        # Present in every result or in none (3.27.23); empty says that it is not suppressed.
        "suppressions": [] if finding.accepted is None else [_suppression(finding, finding.accepted)],
        "properties": {
            "severity": finding.severity,
            "regime": finding.regime,
            "since": None if finding.since is None else str(finding.since),
            "unknown": finding.unknown,
            "confidence": finding.confidence,
            "legal_basis": finding.legal_basis,
        },
    }


def _location(controller: str, finding: Finding) -> Node:
    parts = [part for part in (controller, finding.subprocessor, finding.country) if part]
    place = {"uri": urls.list_page(controller).lstrip("/"), "uriBaseId": _BASE}
    return {
        "physicalLocation": {"artifactLocation": place, "region": _REGION},
        "logicalLocations": [{"name": parts[-1], "fullyQualifiedName": "/".join(parts), "kind": "resource"}],
    }


def _suppression(finding: Finding, accepted: Acceptance) -> Node:
    """Write an acceptance. It is `rejected`, and suppresses nothing, where the finding is critical (3.35)."""
    return {
        "kind": "external",
        "status": "rejected" if finding.severity == "critical" else "accepted",
        "justification": visible(accepted.reason),
        "properties": {"until": str(accepted.until), "by": visible(accepted.by)},
    }


def _message(text: str) -> Node:
    """Write a text of which no part reads as a placeholder or as a link (3.11.5, 3.11.6)."""
    return {"text": re.sub(r"[\[\]]", r"\\\g<0>", _escaped(text))}


def _escaped(text: str) -> str:
    return visible(text).replace("{", "{{").replace("}", "}}")
