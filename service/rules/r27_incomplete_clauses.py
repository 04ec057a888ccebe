"""R27: the clauses are not filled in, or not signed.

Duty: signature and date, the annexes, the period of Clause 9 and the law and courts of a member state are parts of the
clauses; without them they do not say what the parties agreed.
Source: (EU) 2021/914 Clauses 8, 9, 13, 17, 18 and annexes, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator

from service.law.law import HOME
from service.rules.clauses import fitting_module, is_current
from service.rules.old_clauses import old_set
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import in_sentence, listed, not_recorded
from service.safeguards import Clause9, Idta, Scc

RULE = Rule(
    id="R27",
    title="Clauses incomplete",
    about="tool",
    severities=("high",),
    legal_basis=("GDPR Art. 46(2)(c)", f"{CLAUSES_2021_914}, Clauses 8, 9, 13, 17, 18 and annexes"),
    effect="open",
    mechanisms=("scc", "idta"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(d)", f"{CLAUSES_2021_914}, Clauses 8, 9 and annexes", "UK Addendum B1.0"),
    legal_basis_ch=("FADP Art. 16(2)(d)", f"{CLAUSES_2021_914}, Clauses 8, 9, 13, 17, 18 and annexes", FDPIC_2021),
)
_CONTROLLER_TO_PROCESSOR = (2, 3)
_BACK_TO_CONTROLLER = 4
_SPECIFIC = (1, "specific")
_MEMBER_STATE = ("eu", "eea_efta", "eu_outermost")


def check(tool: Tool) -> Iterator[Note]:
    """List in one note what is missing from the clauses and what is not recorded of them."""
    claim = tool.safeguard
    if isinstance(claim, Scc) and is_current(claim):
        module = fitting_module(tool.hop).module
        missing = [*_not_signed(tool, claim), *_empty_annexes(claim, module), *_foreign_law(tool, claim, module)]
        yield from _note(tool, "the clauses", missing, tuple(_unknown(tool, claim, module)))
    elif isinstance(claim, Scc) and claim.set is not None and old_set(tool) is None and _is_tool(tool, claim.set):
        unknown = ("signed_on",) if claim.signed_on is None else ()
        yield from _note(tool, "the clauses", list(_not_signed(tool, claim)), unknown)
    elif isinstance(claim, Idta) and tool.hop.regime == "uk":
        unknown = ("signed_on",) if claim.signed_on is None else ()
        parts = "the parts of the International Data Transfer Agreement"
        yield from _note(tool, parts, list(_not_signed(tool, claim)), unknown)


def _is_tool(tool: Tool, name: str) -> bool:
    return tool.hop.law.clause_set(name).transfer_tool


def _note(tool: Tool, what: str, missing: list[str], unknown: tuple[str, ...]) -> Iterator[Note]:
    if missing or unknown:
        clauses = f"{what} with {tool.hop.importer} for {tool.hop.where} are"
        found = (
            f"{clauses} not complete: {listed(missing)}" if missing else f"whether {clauses} complete cannot be told"
        )
        yield Note(
            severity="high",
            message=f"{found}; {not_recorded(unknown)}." if unknown else f"{found}.",
            remedy="Complete the contract and record what it says, or record what is in it already.",
            unknown=tuple(f"safeguards.{name}" for name in unknown),
        )


def _not_signed(tool: Tool, scc: Scc | Idta) -> Iterator[str]:
    if scc.signed_on is not None and scc.signed_on > tool.hop.on:
        yield f"they are signed on {scc.signed_on} only"


def _empty_annexes(scc: Scc, module: int) -> Iterator[str]:
    option = None if scc.clause_9 is None else scc.clause_9.option
    for annex in scc.annexes_missing or ():
        needless = (annex in ("I.C", "II") and module == _BACK_TO_CONTROLLER) or (
            annex == "III"
            and (module not in _CONTROLLER_TO_PROCESSOR or (option is not None and option not in _SPECIFIC))
        )
        if not needless:
            yield f"Annex {annex} is empty"


def _foreign_law(tool: Tool, scc: Scc, module: int) -> Iterator[str]:
    # The UK Addendum puts the law and the courts of England and Wales in the place of what the clauses name.
    if module == _BACK_TO_CONTROLLER or tool.hop.regime == "uk":
        return
    law, on = tool.hop.law, tool.hop.on
    # The FDPIC leaves the choice of the courts free.
    courts = None if tool.hop.regime == "ch" else scc.courts
    for clause, country in (("17", scc.governing_law), ("18", courts)):
        at_home = country == HOME.get(tool.hop.regime)
        if country is not None and not at_home and law.standing(country, on).status not in _MEMBER_STATE:
            yield f"Clause {clause} names {in_sentence(law.country_name(country))}, which is no member state"


def _unknown(tool: Tool, scc: Scc, module: int) -> Iterator[str]:
    facts: dict[str, object] = {"signed_on": scc.signed_on, "annexes_missing": scc.annexes_missing}
    if tool.hop.regime != "uk":
        facts |= {"governing_law": scc.governing_law}
    yield from (name for name, fact in facts.items() if fact is None)
    if module != _BACK_TO_CONTROLLER and tool.hop.regime == "eu" and scc.courts is None:
        yield "courts"
    if module in _CONTROLLER_TO_PROCESSOR:
        clause = scc.clause_9 or Clause9()
        yield from (f"clause_9.{name}" for name in ("option", "days") if getattr(clause, name) is None)
