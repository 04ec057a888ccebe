"""R26: the module of the clauses does not fit the roles.

Duty: each module of the clauses is for one pair of roles; another one binds the parties to the wrong duties.
Source: (EU) 2021/914 Art. 1 and the headings of the clauses, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator

from service.law.safeguards import ModuleChoice
from service.rules.clauses import clauses_stand, fitting_module, is_current, roles, usual_tool
from service.rules.rule import EVERY_REGIME, Effect, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import listed
from service.safeguards import Scc

RULE = Rule(
    id="R26",
    title="Wrong module of the clauses",
    about="tool",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 46(2)(c)", f"{CLAUSES_2021_914}, Art. 1"),
    effect="defeats",
    mechanisms=("scc",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(d)", f"{CLAUSES_2021_914}, Art. 1", "UK Addendum B1.0"),
    legal_basis_ch=("FADP Art. 16(2)(d)", f"{CLAUSES_2021_914}, Art. 1", FDPIC_2021),
)


def check(tool: Tool) -> Iterator[Note]:
    """Compare the modules signed with the one that the roles ask for; more than one may be signed."""
    scc = tool.safeguard
    if not isinstance(scc, Scc) or not is_current(scc):
        return
    choice = fitting_module(tool.hop)
    if scc.modules is None:
        yield _missing(tool, choice)
    elif choice.module not in scc.modules:
        yield _wrong(tool, scc, choice)
    elif _is_in_doubt(tool, choice):
        yield _to_review(tool, choice)


def _is_in_doubt(tool: Tool, choice: ModuleChoice) -> bool:
    """Tell whether the roles leave the module open: a processor sends to a controller that may not be its own."""
    return bool(choice.note) and not tool.hop.member.returns


def _missing(tool: Tool, choice: ModuleChoice) -> Note:
    sign = "sign it" if clauses_stand(tool.hop) else f"sign {usual_tool(tool.hop)}"
    return Note(
        effect="open",
        severity="high",
        message=f"Which module of the clauses {_with(tool)} was signed is not recorded; {_asks_for(tool, choice)}.",
        remedy=f"Look into the contract and record its modules; if module {choice.module} is not among them, {sign}.",
        unknown=("safeguards.modules",),
    )


def _wrong(tool: Tool, scc: Scc, choice: ModuleChoice) -> Note:
    signed = f"module {listed(map(str, scc.modules))}" if scc.modules else "no module"
    in_doubt = _is_in_doubt(tool, choice)
    sign = f"module {choice.module}" if clauses_stand(tool.hop) else usual_tool(tool.hop)
    between_controllers: Effect | None = "open" if in_doubt and 1 in (scc.modules or ()) else None
    return Note(
        effect=between_controllers,
        severity="high",
        message=f"The clauses {_with(tool)} are recorded with {signed}; {_asks_for(tool, choice)}.",
        remedy=f"Sign {sign}; until then these clauses do not carry the transfer.",
        manual_review=in_doubt,
    )


def _to_review(tool: Tool, choice: ModuleChoice) -> Note:
    return Note(
        effect="stands",
        severity="medium",
        message=f"The clauses {_with(tool)} are recorded with module {choice.module}, which fits {choice.note}.",
        remedy="Have a lawyer confirm the roles of both sides.",
        manual_review=True,
    )


def _with(tool: Tool) -> str:
    return f"with {tool.hop.importer} for {tool.hop.where}"


def _asks_for(tool: Tool, choice: ModuleChoice) -> str:
    return f"a transfer from {roles(tool.hop.member)} asks for module {choice.module}"
