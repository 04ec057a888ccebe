"""The check in JUnit XML, for the test report of a pipeline: a suite for each list, a case for each recipient on it."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET  # nosec B405  # it writes XML here, and reads none

from service import __version__
from service.register.checking import ListVerdict, failing
from service.reports.ahead import hop_in_words
from service.reports.characters import one_line, visible
from service.reports.check import Check
from service.transfers import Finding

_THE_LIST = "the list itself"  # no slug has a space, so no recipient is called like this


def written(check: Check) -> str:
    """Write the suites. A case fails where a finding fails the check; its other findings stand in its output.

    In a scenario suites and cases are called so, for a viewer that shows no properties.
    """
    suites = [_suite(check, controller, verdict) for controller, verdict in check.verdicts.items()]
    root = ET.Element("testsuites", name=_called(check, "subreg check"))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.extend(suites)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return text.decode("ascii")


def _suite(check: Check, controller: str, verdict: ListVerdict) -> ET.Element:
    cases = [_case(check, controller, name, found) for name, found in _by_recipient(verdict)]
    failures = sum(case.find("failure") is not None for case in cases)
    suite = ET.Element(
        "testsuite",
        name=_called(check, controller),
        tests=str(len(cases)),
        failures=str(failures),
        errors="0",
        skipped="0",
        time="0",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(check, controller, verdict):
        ET.SubElement(properties, "property", name=name, value=value)
    suite.extend(cases)
    return suite


def _properties(check: Check, controller: str, verdict: ListVerdict) -> Iterator[tuple[str, str]]:
    yield "on", str(check.on)
    yield "fail_on", check.fail_on
    yield "not_evaluated", " ".join(verdict.not_evaluated)
    yield "subreg", __version__
    if (scenario := check.ahead.scenario) is not None:
        yield "revoke", ", ".join(scenario.revoke)
        for name, hops in (("breaks", scenario.breaks), ("holds", scenario.holds)):
            yield name, "; ".join(hop_in_words(hop) for hop in hops if hop.controller == controller)


def _called(check: Check, name: str) -> str:
    return f"{name}, {check.ahead.hypothesis}" if check.ahead.hypothesis else name


def _by_recipient(verdict: ListVerdict) -> Iterable[tuple[str, list[Finding]]]:
    """Give the list itself, then everybody in its chains by slug, each with the findings about it."""
    named = {transfer.subprocessor for transfer in verdict.transfers}
    named |= {finding.subprocessor for finding in verdict.findings}
    found: dict[str, list[Finding]] = {name: [] for name in (_THE_LIST, *sorted(filter(None, named)))}
    for finding in verdict.findings:
        found[finding.subprocessor or _THE_LIST].append(finding)
    return found.items()


def _case(check: Check, controller: str, name: str, findings: list[Finding]) -> ET.Element:
    case = ET.Element("testcase", classname=_called(check, controller), name=visible(name), time="0")
    failed = failing(findings, check.fail_on)
    if failed:
        worst = failed[0]
        message = f"{worst.severity} {worst.rule}: {one_line(worst.message)}"
        failure = ET.SubElement(case, "failure", type=worst.severity, message=message)
        failure.text = _text(failed)
    if others := [finding for finding in findings if finding not in failed]:
        ET.SubElement(case, "system-out").text = _text(others)
    return case


def _text(findings: Iterable[Finding]) -> str:
    return visible("\n\n".join("\n".join(_lines(finding)) for finding in findings))


def _lines(finding: Finding) -> Iterator[str]:
    about = [finding.country, finding.regime and f"regime {finding.regime}", finding.since and f"since {finding.since}"]
    yield f"{finding.severity} {finding.rule} {finding.title}" + "".join(f", {part}" for part in about if part)
    yield one_line(finding.message)
    yield f"-> {one_line(finding.remedy)}"
    yield f"[{', '.join(finding.legal_basis)}]"
    if (accepted := finding.accepted) is not None:
        yield f"accepted until {accepted.until} by {one_line(accepted.by)}: {one_line(accepted.reason)}"
