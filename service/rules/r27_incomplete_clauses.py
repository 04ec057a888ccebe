"""R27: the clauses are not filled in, or not signed.

Duty: signature and date, the annexes, the period of Clause 9 and the law and courts of a member state are parts of the
clauses; without them they do not say what the parties agreed.
Source: (EU) 2021/914 Clauses 8, 9, 13, 17, 18 and annexes, https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator

from service.rules.clauses import fitting_module, is_current
from service.rules.rule import Note, Rule
from service.rules.sources import CLAUSES_2021_914
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded
from service.safeguards import Clause9, Scc

RULE = Rule(
    id="R27",
    title="Clauses incomplete",
    about="tool",
    legal_basis=("GDPR Art. 46(2)(c)", f"{CLAUSES_2021_914}, Clauses 8, 9, 13, 17, 18 and annexes"),
    effect="open",
    mechanisms=("scc",),
)
_CONTROLLER_TO_PROCESSOR = (2, 3)
_BACK_TO_CONTROLLER = 4
_SPECIFIC = (1, "specific")


def check(tool: Tool) -> Iterator[Note]:
    """List in one note what is missing from the clauses and what is not recorded of them."""
    scc = tool.safeguard
    if not isinstance(scc, Scc) or not is_current(scc):
        return
    module = fitting_module(tool.hop).module
    missing = [*_not_signed(tool, scc), *_empty_annexes(scc, module), *_foreign_law(tool, scc, module)]
    unknown = tuple(_unknown(scc, module))
    if missing or unknown:
        clauses = f"the clauses with {tool.hop.importer} for {tool.hop.where} are"
        found = (
            f"{clauses} not complete: {listed(missing)}" if missing else f"whether {clauses} complete cannot be told"
        )
        yield Note(
            severity="high",
            message=f"{found}; {not_recorded(unknown)}." if unknown else f"{found}.",
            remedy="Complete the contract and record what it says, or record what is in it already.",
            unknown=tuple(f"safeguards.{name}" for name in unknown),
        )


def _not_signed(tool: Tool, scc: Scc) -> Iterator[str]:
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
    if module == _BACK_TO_CONTROLLER:
        return
    law, on = tool.hop.law, tool.hop.on
    for clause, country in (("17", scc.governing_law), ("18", scc.courts)):
        if country is not None and not law.in_eea(country, on):
            yield f"Clause {clause} names {law.country_name(country)}, which is no member state"


def _unknown(scc: Scc, module: int) -> Iterator[str]:
    facts = {"signed_on": scc.signed_on, "annexes_missing": scc.annexes_missing, "governing_law": scc.governing_law}
    yield from (name for name, fact in facts.items() if fact is None)
    if module != _BACK_TO_CONTROLLER and scc.courts is None:
        yield "courts"
    if module in _CONTROLLER_TO_PROCESSOR:
        clause = scc.clause_9 or Clause9()
        yield from (f"clause_9.{name}" for name in ("option", "days") if getattr(clause, name) is None)
