"""From what a rule said to a finding: its severity, its day, and a fingerprint that outlives wording.

A finding is first one about terms, whoever's list they stand on; `addressed` makes it one about a list.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from service.rules.facts import ListFacts
from service.rules.members import Member
from service.rules.rule import Note, Rule
from service.safeguards import Regime
from service.transfers import LESS_SURE, SEVERITIES, Finding, Severity, Verdict

_OF_OURS = re.compile(r"(?:agree|name|sign|something|the|whether)\b")


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule said, and of what: enough to write the finding.

    `cited` is the regime in whose words the law is cited, `regime` the one that the finding is about, null for all.
    `key` tells the thing from others of the same member and country; `capped` keeps a critical finding at high.
    """

    rule: Rule
    note: Note
    member: Member
    cited: Regime
    regime: Regime | None
    country: str | None
    key: str = ""
    capped: bool = False

    @property
    def severity(self) -> Severity:
        """The severity without the modifier M."""
        return self._kept(self.note.severity or "info")

    @property
    def aggravated(self) -> Severity:
        """The severity where the modifier M applies: one level more, but for what is information only."""
        severity = self.note.severity or "info"
        if self.rule.modifier_m and self.note.modified and severity != "info":
            severity = SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]
        return self._kept(severity)

    def _kept(self, severity: Severity) -> Severity:
        return "high" if severity == "critical" and self.capped else severity


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Findings as they weigh without the modifier M (`plain`) and with it (`aggravated`), the worst first."""

    plain: tuple[Finding, ...]
    aggravated: tuple[Finding, ...]


def written(spoken: Iterable[Spoken]) -> Written:
    """Write the findings for data of both kinds."""
    said = tuple(_once(spoken))
    plain = _findings(said, aggravated=False)
    is_same = all(one.severity == one.aggravated for one in said)
    return Written(plain=plain, aggravated=plain if is_same else _findings(said, aggravated=True))


def joined(known: Written, spoken: Iterable[Spoken], *, aggravated: bool) -> tuple[Finding, ...]:
    """Return findings that were written with those that rules say besides, the worst first."""
    before = known.aggravated if aggravated else known.plain
    besides = _findings(_once(spoken), aggravated=aggravated)
    return tuple(sorted((*before, *besides), key=worst_first)) if besides else before


def _findings(spoken: Iterable[Spoken], *, aggravated: bool) -> tuple[Finding, ...]:
    """Write findings, the worst first, then by rule, sub-processor and country."""
    found = (_finding(said, said.aggravated if aggravated else said.severity) for said in spoken)
    return tuple(sorted(_distinct(found), key=worst_first))


def _once(spoken: Iterable[Spoken]) -> Iterator[Spoken]:
    """Leave out what was said already of a member that data reaches by two ways: of its own facts there is one set.

    Two ways are two contracts and two tools: what is said of a contract names the sender, and of tools all is kept.
    """
    said: set[tuple[str, ...]] = set()
    for one in spoken:
        place = (one.regime or "", one.country or "", one.key)
        key = (one.rule.id, one.member.slug or one.member.name, *place, one.note.message)
        if one.rule.about in ("tool", "hop") or key not in said:
            yield one
        said.add(key)


def worst_first(finding: Finding) -> tuple[int, str, str, str, str]:
    """Return the place of a finding among others: by severity, then by rule, sub-processor, country and regime."""
    level = -SEVERITIES.index(finding.severity)
    return (level, finding.rule, finding.subprocessor or "", finding.country or "", finding.regime or "")


def addressed(verdict: Verdict, controller: str | None, begun: date | None) -> Verdict:
    """Return a verdict on terms as one about the list of a controller, in effect since a day (null: not known).

    No finding is older than the engagement; its fingerprint is that of the problem and the list together.
    """
    return msgspec.structs.replace(
        verdict,
        transfers=tuple(msgspec.structs.replace(transfer, controller=controller) for transfer in verdict.transfers),
        findings=tuple(_addressed(finding, controller, begun) for finding in verdict.findings),
    )


def _addressed(finding: Finding, controller: str | None, begun: date | None) -> Finding:
    return msgspec.structs.replace(
        finding,
        controller=controller,
        since=_later(finding.since, begun),
        fingerprint=_hashed((finding.fingerprint, controller or "")),
    )


def _finding(said: Spoken, severity: Severity) -> Finding:
    rule, note = said.rule, said.note
    return Finding(
        rule=rule.id,
        title=rule.title,
        severity=severity,
        regime=said.regime,
        controller=None,
        subprocessor=said.member.slug,
        country=said.country,
        message=_sentence(note.message),
        legal_basis=tuple(dict.fromkeys((*rule.cited(said.cited), *note.legal_basis))),
        remedy=_sentence(note.remedy),
        since=note.since,
        unknown=note.unknown,
        confidence=max(rule.confidence, note.confidence, key=LESS_SURE.index),
        accepted=None,
        fingerprint=_fingerprint(said),
    )


def finding_of_list(facts: ListFacts, rule: Rule, note: Note) -> Finding:
    """Write what a rule said of a whole list: it is about no sub-processor, and no day tells since when."""
    return Finding(
        rule=rule.id,
        title=rule.title,
        severity=note.severity or "info",
        regime=None,
        controller=None,
        subprocessor=None,
        country=None,
        message=_sentence(note.message),
        legal_basis=(*rule.cited(facts.exporter.regimes[0]), *note.legal_basis),
        remedy=_sentence(note.remedy),
        since=note.since,
        unknown=note.unknown,
        confidence=max(rule.confidence, note.confidence, key=LESS_SURE.index),
        accepted=None,
        fingerprint=_hashed((rule.id, "", "", "", "", "list")),
    )


def _sentence(text: str) -> str:
    """Begin with a capital, unless a name that is written small stands there; "Acme Inc." ends it as it is."""
    begun = text[:1].upper() + text[1:] if _OF_OURS.match(text) else text
    return begun.removesuffix(".") if begun.endswith("..") else begun


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one is not None and other is not None else one or other


def _fingerprint(said: Spoken) -> str:
    member = said.member
    parts = (
        said.rule.id,
        said.regime or "",
        member.slug or ("" if member.returns else member.name),
        said.country or "",
        ">".join(member.chain),
        said.key,
    )
    return _hashed(parts)


def _hashed(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Number the findings that no fact tells apart, so that no two of a verdict share a fingerprint."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        if number == 1:
            yield finding
        else:
            yield msgspec.structs.replace(finding, fingerprint=_hashed((finding.fingerprint, str(number))))
