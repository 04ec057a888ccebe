"""What a rule says of itself, in Markdown: the page of the documentation, and the help of a SARIF viewer."""

import inspect
import re
import sys
from collections.abc import Iterator

import msgspec

from service.rules.catalogue import Built
from service.rules.rule import Rule
from service.rules.wording import listed, mechanism

_ABOUT = {
    "place": "each place to which data goes, before the gate",
    "tool": "each transfer tool that is claimed or counts without a claim, in the gate",
    "hop": "each hop, when the gate has given its result",
    "member": "each recipient in the chain, with all its hops",
    "engagement": "the engagement, and each recipient in the chain under it",
}
_EFFECTS = {
    "defeats": "the tool does not carry the transfer, and the gate goes on to the next one",
    "open": "the tool is left open: where no other tool holds, the hop is `undetermined`",
    "stands": "the tool stands",
}
_NEEDS = {"controller": "the controller", "notice": "the notice"}
_PARTS = re.compile(r"\A(?P<summary>.*?)\n\nDuty: (?P<duty>.*?)\nSource: (?P<source>.*)\Z", re.DOTALL)


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """The docstring of a rule's module in its parts: what is wrong, the duty behind it, and where that is written."""

    summary: str
    duty: str
    source: str


def stated(built: Built) -> Stated:
    """Read the docstring of a rule's module; raises ValueError where it does not state duty and source."""
    text = inspect.cleandoc(sys.modules[built.check.__module__].__doc__ or "")
    parts = _PARTS.match(text)
    if parts is None:
        msg = f"the docstring of {built.rule.id} does not state its duty and source"
        raise ValueError(msg)
    said = {name: " ".join(part.split()) for name, part in parts.groupdict().items()}
    summary = said["summary"].removeprefix(f"{built.rule.id}: ")
    return Stated(summary=_sentence(summary), duty=_sentence(said["duty"]), source=said["source"])


def described(built: Built) -> str:
    """Describe a rule in Markdown: its duty, a table of what it does, its source. No heading, no last line break."""
    said, rule = stated(built), built.rule
    rows = "\n".join(f"| {name} | {text} |" for name, text in _rows(built, rule))
    return f"{said.summary}\n\n**Duty.** {said.duty}\n\n| | |\n| --- | --- |\n{rows}\n\n**Source.** {said.source}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rows(built: Built, rule: Rule) -> Iterator[tuple[str, str]]:
    yield "severity", " ".join(_severity(rule))
    for regime in rule.regimes:
        yield f"legal basis, regime {regime}", "; ".join(rule.cited(regime))
    whole = ", and at the list as a whole" if built.check_list is not None else ""
    yield "looks at", _ABOUT[rule.about] + whole
    if rule.about == "tool":
        yield "effect on the tool", f"{_EFFECTS[rule.effect]}, unless what it finds says otherwise"
    if rule.mechanisms is not None:
        yield "tools", listed(map(mechanism, rule.mechanisms))
    if rule.undeclared:
        yield "without a country", "speaks of a tool also where no country is recorded"
    if rule.needs:
        needs = listed(_NEEDS.get(need, f"the {need.replace('_', ' ')}") for need in rule.needs)
        yield "needs", f"{needs}; where that is not given, the rule is listed under `not_evaluated`"
    if rule.confidence != "verified":
        yield "confidence", f"{rule.confidence}: its findings say so"


def _severity(rule: Rule) -> Iterator[str]:
    yield f"{listed(rule.severities, 'or')}."
    if rule.modifier_m:
        yield "One level higher (M) where the data or the people need more care: special categories, criminal data,"
        yield "children or other vulnerable people, large scale."
    if rule.about == "tool" and "critical" in rule.severities:
        yield "What is critical drops to high where another tool holds for the hop."
