"""Verdicts and findings as the check makes them, for the tests of what is printed of them."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

from datetime import date
from typing import Any

import msgspec
from hypothesis import strategies as st

from service.register.checking import ListVerdict
from service.register.scenarios import Fallen, Scenario
from service.reports.ahead import Ahead
from service.rules.catalogue import RULES
from service.transfers import SEVERITIES, Acceptance, Finding, Transfer

DAY = date(2026, 12, 23)
ACCEPTED = Acceptance(reason="The move is under way.", until=date(2027, 2, 1), by="key:compliance")
# Names that are markup, escape sequences, placeholders, links, emoji codes, or read backwards.
HOSTILE = "<script>alert('&')</script> ]]> \x1b[31m\x9b2J \u202egnp.exe \u2028\U000e0041 [bold red]x[/] :boom: {0} [here](https://evil.example)"


def finding(rule: str = "R23", **fields: Any) -> Finding:
    """A critical finding on a transfer to India, not accepted."""
    usual = Finding(
        rule=rule,
        title="No transfer tool",
        severity="critical",
        regime="eu",
        controller="acme",
        subprocessor="nimbus",
        country="IN",
        message="Data goes to Nimbus in India (IN), a third country; no transfer tool is recorded for it.",
        legal_basis=("GDPR Art. 44", "GDPR Art. 46(1)"),
        remedy="Sign the clauses of (EU) 2021/914, module 3, with Nimbus and assess the transfer.",
        since=date(2026, 11, 1),
        unknown=(),
        confidence="verified",
        accepted=None,
        fingerprint="5f" * 32,
    )
    return msgspec.structs.replace(usual, **fields)


def transfer(subprocessor: str = "nimbus", **fields: Any) -> Transfer:
    """A transfer to India without a tool."""
    usual = Transfer(
        controller="acme",
        subprocessor=subprocessor,
        country="IN",
        activities=("hosting",),
        chain=(subprocessor,),
        regime="eu",
        exporter="Registrar AS",
        importer="Nimbus Ltd",
        result="unsafeguarded",
    )
    return msgspec.structs.replace(usual, **fields)


def fallen(country: str = "US", **fields: Any) -> Fallen:
    """A hop of the list acme that rested on the framework and would rest on nothing."""
    usual = Fallen(
        controller="acme",
        subprocessor="nimbus",
        country=country,
        regime="eu",
        chain=("nimbus",),
        before="adequate",
        after="unsafeguarded",
        basis_before="adequacy under (EU) 2023/1795",
        basis_after=None,
    )
    return msgspec.structs.replace(usual, **fields)


def supposed(*, breaks: tuple[Fallen, ...] = (), holds: tuple[Fallen, ...] = ()) -> Ahead:
    """A scenario in which the framework and the current clauses fell."""
    ids = ("US-DPF-2023-1795", "(EU) 2021/914")
    return Ahead(scenario=Scenario(revoke=ids, breaks=breaks, holds=holds))


def verdict(*findings: Finding, transfers: tuple[Transfer, ...] = (), silent: tuple[str, ...] = ()) -> ListVerdict:
    """The verdict of a list with these findings."""
    return ListVerdict(transfers=transfers, findings=findings, not_evaluated=silent)


def findings_of_any_kind() -> st.SearchStrategy[Finding]:
    """Findings whose every text is anything that a string can hold."""
    text = st.text(max_size=40) | st.just(HOSTILE)
    acceptances = st.none() | st.builds(Acceptance, reason=text, until=st.just(DAY), by=text)
    return st.builds(
        finding,
        rule=st.sampled_from([built.rule.id for built in RULES]),
        severity=st.sampled_from(SEVERITIES),
        title=text,
        subprocessor=st.none() | text,
        message=text,
        remedy=text,
        since=st.none() | st.just(DAY),
        accepted=acceptances,
        fingerprint=st.text("0123456789abcdef", min_size=64, max_size=64),
    )
