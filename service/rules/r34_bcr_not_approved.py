"""R34: the binding corporate rules are not approved on the day.

Duty: binding corporate rules carry a transfer once an authority of the EEA has approved them, and while it has.
Source: GDPR Art. 47(1), 46(5), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.rule import Note, Rule
from service.rules.tools import Tool
from service.rules.wording import not_recorded
from service.safeguards import Bcr

RULE = Rule(
    id="R34",
    title="Binding corporate rules not approved",
    about="tool",
    legal_basis=("GDPR Art. 46(2)(b)", "GDPR Art. 46(5)", "GDPR Art. 47(1)"),
    effect="defeats",
    mechanisms=("bcr",),
    undeclared=True,
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat rules without an approval of the EEA on the day; what is not recorded leaves them open."""
    rules, hop = tool.safeguard, tool.hop
    if not isinstance(rules, Bcr):
        return
    if wrong := _wrong(rules, hop.on):
        yield Note(
            severity="critical",
            message=f"The binding corporate rules recorded for {hop.importer} in {hop.where} {wrong}.",
            remedy="Use another tool, such as the clauses of (EU) 2021/914, until they are approved; until then stop.",
            since=rules.withdrawn_on if _withdrawn(rules, hop.on) else None,
        )
        return
    facts = {"status": rules.status, "approved_under": rules.approved_under}
    unknown = tuple(name for name, fact in facts.items() if fact is None)
    if unknown:
        yield Note(
            effect="open",
            severity="high",
            message=(
                f"Whether the binding corporate rules for {hop.importer} in {hop.where} are approved in the EEA cannot "
                f"be told; {not_recorded(unknown)}."
            ),
            remedy="Look them up in the register of the EDPB and record status, day and authority of the approval.",
            unknown=tuple(f"safeguards.{name}" for name in unknown),
        )


def _wrong(rules: Bcr, on: date) -> str | None:
    if _withdrawn(rules, on):
        return f"were withdrawn{f' on {rules.withdrawn_on}' if rules.withdrawn_on else ''}"
    if rules.status in ("none", "pending"):
        return "have no approval" if rules.status == "none" else "are waiting for their approval"
    if rules.approved_on is not None and rules.approved_on > on:
        return f"are approved from {rules.approved_on} only"
    if rules.approved_under is not None and "eu" not in rules.approved_under:
        return "are not approved by an authority of the EEA"
    return None


def _withdrawn(rules: Bcr, on: date) -> bool:
    if rules.withdrawn_on is not None:
        return rules.withdrawn_on <= on
    return rules.status == "withdrawn"
