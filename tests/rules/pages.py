"""The pages of docs/rules: what a rule says of itself, with one of its cases in which it speaks and a near miss.

`python -m tests.rules.pages` writes them (`make docs`); `test_pages.py` proves that the committed ones are these.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.reports.rule_pages import described
from service.rules.catalogue import RULES, Built
from service.rules.wording import listed
from tests.rules.reading import GIVEN, Case, cases_in, verdict_of

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
_NOTE = "<!-- Written by `make docs` from {source}. Edits here are lost. -->"
_NO_FACTS = ("name", "on", "result", "transfers", "findings", "absent", "exact", "not_evaluated")
_WORDS = {"subprocessor": "sub-processor", "processor": "processor", "chain": "further down the chain"}
_INDEX = """\
# The rules of the check

A page for each rule: the duty behind it, where it is written, what it does to a transfer tool, and two examples out of
the tests. It informs; it does not give legal advice.

Severities: `critical`, on the recorded facts nothing carries the transfer on that day; `high`, something mandatory is
missing; `medium`, a gap in evidence or a near date; `low`, an early warning; `info`, a determination and no fault.

| rule | title | severity | regimes |
| --- | --- | --- | --- |
{rows}

## What the examples start from

Each example is checked for these facts on 2026-11-23, but for those that it names itself.

{facts}

A safeguard that an example calls by name is one of these.

{tools}
"""


def pages() -> dict[str, str]:
    """Return the text of every page by the name of its file."""
    return {f"{built.rule.id}.md": _page(built) for built in RULES} | {"README.md": _index()}


def write() -> None:
    """Write the pages, and remove those of rules that are no more."""
    written = pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def cases_of(built: Built) -> list[Case]:
    """The cases in the file of a rule."""
    return list(cases_in(built.rule.id.lower()))


def _page(built: Built) -> str:
    rule = built.rule
    module = built.check.__module__.replace(".", "/")
    note = _NOTE.format(source=f"`{module}.py` and `tests/rules/cases/{rule.id.lower()}.json`")
    speaks = next(case for case in cases_of(built) if _expects(case, rule.id))
    silent = next(case for case in cases_of(built) if _is_near_miss(case, rule.id))
    parts = (
        note,
        f"# {rule.id}: {rule.title}",
        described(built),
        f"## It speaks: {speaks['name']}",
        *_example(speaks, rule.id),
        f"## It is silent: {silent['name']}",
        *_example(silent, rule.id),
        "[All rules, and what the examples start from](README.md)",
    )
    return "\n\n".join(parts) + "\n"


def _expects(case: Case, rule: str) -> bool:
    return any(finding["rule"] == rule for finding in case.get("findings", ()))


def _is_near_miss(case: Case, rule: str) -> bool:
    return rule in case.get("absent", ()) and rule not in verdict_of(case).not_evaluated


def _example(case: Case, rule: str) -> Iterator[str]:
    """Yield the facts of a case and what the check says of them today."""
    facts = {name: value for name, value in case.items() if name not in _NO_FACTS}
    yield "\n".join(_facts(facts)) or "- nothing beside what every example starts from"
    verdict = verdict_of(case)
    found = [finding for finding in verdict.findings if finding.rule == rule]
    yield f"On {verdict.on} the result is `{verdict.result}`, and {rule} {'says:' if found else 'says nothing.'}"
    for finding in found:
        about = [finding.severity, finding.country, finding.regime and f"regime {finding.regime}"]
        yield f"> **{', '.join(filter(None, about))}**: {finding.message}\n>\n> {finding.remedy}"


def _facts(facts: Case) -> Iterator[str]:
    for name, value in facts.items():
        word = _WORDS.get(name, name.replace("_", " "))
        if isinstance(value, dict):
            yield from (f"- {word}, `{field}`: {_told(fact)}" for field, fact in value.items())
        else:
            yield f"- {word}: {_told(value)}"


def _told(value: Any) -> str:  # noqa: ANN401 — anything that JSON has
    match value:
        case list():
            return ", ".join(map(_inner, value)) or "none"
        case {"like": str(name), **rest}:
            return f"{name}, but {_told(rest)}"
        case dict():
            return ", ".join(f"`{name}` {_inner(fact)}" for name, fact in value.items()) or "nothing recorded"
        case bool():
            return "yes" if value else "no"
    return "not recorded" if value is None else str(value)


def _inner(value: Any) -> str:  # noqa: ANN401 — the same
    return f"({_told(value)})" if isinstance(value, dict) else _told(value)


def _index() -> str:
    rows = (
        f"| [{built.rule.id}]({built.rule.id}.md) | {built.rule.title} | {listed(built.rule.severities, 'or')} "
        f"| {', '.join(built.rule.regimes)} |"
        for built in RULES
    )
    facts = {name: value for name, value in GIVEN.items() if name != "tools"}
    text = _INDEX.format(
        rows="\n".join(rows),
        facts="\n".join(_facts(facts)),
        tools="\n".join(f"- {name}: {_told(tool)}" for name, tool in GIVEN["tools"].items()),
    )
    return f"{_NOTE.format(source='all rules and `tests/rules/given.json`')}\n\n{text}"


if __name__ == "__main__":
    write()
