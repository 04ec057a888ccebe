"""The engine and the oracle on one case: both answers in one shape, and in words where they differ.

The check answers in transfers and findings, and neither says which region an undeclared place lies in: such hops of a
member are compared together, and so are their findings. Of findings of severity info only the assumption of R16 (a
fact not recorded) is compared: the others are determinations, and the oracle leaves them to the result.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.law import load_law
from service.rules import ListFacts, assess, assess_list
from service.transfers import Basis, Finding, Transfer, Verdict
from tests.rules.generated_facts import facts_from
from tests.rules.generated_tools import Plain
from tests.rules.oracle import Expected, expected

COMPARED = {f"R{number:02}" for number in (4, *range(9, 42), *range(56, 61))}
_Place = tuple[tuple[str, ...], str | None, str]  # chain, country, regime
_About = tuple[str | None, str | None, str | None]  # slug of the member, country, regime


@dataclass(slots=True)
class Answer:
    """What one side answers: how the hops to a place end and on what they rest, and what is said of it."""

    hops: dict[_Place, Counter[str]] = field(default_factory=dict)
    said: dict[_About, set[str]] = field(default_factory=dict)

    def add(self, place: _Place, result: str, basis: str, fallbacks: tuple[str, ...]) -> None:
        """Note how a hop ends."""
        words = [result, *([f"on {basis}"] if basis else []), *(f"or {other}" for other in fallbacks)]
        self.hops.setdefault(place, Counter())[" ".join(words)] += 1

    def say(self, about: _About, rule: str, severity: str) -> None:
        """Note what a rule says."""
        self.said.setdefault(about, set()).add(f"{rule} {severity}")


def differences(given: Plain) -> Iterator[str]:
    """Yield in words where the engine and the oracle differ on a case."""
    engine, oracle = by_engine(given), by_oracle(given)
    for place in sorted({*engine.hops, *oracle.hops}, key=str):
        ends = [", ".join(sorted(side.hops.get(place, Counter()).elements())) for side in (engine, oracle)]
        if ends[0] != ends[1]:
            yield f"{_words(*place)}: the engine says {ends[0] or 'nothing'}; the oracle {ends[1] or 'nothing'}"
    for about in sorted({*engine.said, *oracle.said}, key=str):
        mine, theirs = engine.said.get(about, set()), oracle.said.get(about, set())
        if mine != theirs:
            only = [f"only the engine {sorted(mine - theirs)}"] if mine - theirs else []
            only += [f"only the oracle {sorted(theirs - mine)}"] if theirs - mine else []
            yield f"{_words(*about)}: {', '.join(only)}"


def _words(member: tuple[str, ...] | str | None, country: str | None, regime: str | None) -> str:
    name = " > ".join(member) if isinstance(member, tuple) else member
    return f"{name or 'back to the controller'} in {country or 'no country'} under {regime}"


def by_oracle(given: Plain) -> Answer:
    """Ask the oracle."""
    return _of_oracle(expected(given))


def _of_oracle(found: Expected) -> Answer:
    answer = Answer()
    for (chain, country, _, regime), hop in found.hops.items():
        basis = " ".join(word for word in (hop.mechanism, hop.reference) if word)
        answer.add((chain, country, regime), hop.result, basis, hop.fallbacks)
        for rule, severity in hop.findings:
            answer.say((chain[-1] if chain else None, country, regime), rule, severity)
    for (chain, regime), said in found.members.items():
        for rule, severity in said:
            answer.say((chain[-1], None, regime), rule, severity)
    return answer


def by_engine(given: Plain) -> Answer:
    """Ask the engine: the entry, and where a controller is given its list."""
    facts = facts_from(given)
    verdicts = [assess(facts, load_law())]
    if facts.controller is not None:
        around = ListFacts(on=facts.on, exporter=facts.exporter, controller=facts.controller)
        verdicts.append(assess_list(around, load_law()))
    return _of_engine(verdicts)


def _of_engine(verdicts: list[Verdict]) -> Answer:
    answer = Answer()
    for verdict in verdicts:
        for transfer in verdict.transfers:
            _add(answer, transfer)
        for finding in verdict.findings:
            if _is_compared(finding):
                answer.say((finding.subprocessor, finding.country, finding.regime), finding.rule, finding.severity)
    return answer


def _add(answer: Answer, transfer: Transfer) -> None:
    basis = transfer.basis or Basis()
    words = " ".join(word for word in (basis.mechanism, basis.decision or basis.set) if word)
    fallbacks = tuple(fallback.mechanism or "" for fallback in transfer.fallbacks)
    answer.add((transfer.chain, transfer.country, transfer.regime), transfer.result, words, fallbacks)


def _is_compared(finding: Finding) -> bool:
    assumes = finding.rule == "R16" and bool(finding.unknown)
    return finding.rule in COMPARED and (finding.severity != "info" or assumes)
