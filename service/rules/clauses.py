"""What the rules about standard contractual clauses share."""

from datetime import date

from service.law import Law
from service.law.safeguards import ModuleChoice
from service.rules.hops import Hop
from service.rules.members import Member
from service.safeguards import Scc

CURRENT = "2021/914"


def is_current(scc: Scc) -> bool:
    """Tell whether they are those of (EU) 2021/914, whose modules and annexes the rules know."""
    return scc.set == CURRENT


def fitting_module(hop: Hop) -> ModuleChoice:
    """Return the module of (EU) 2021/914 that fits the roles of sender and recipient."""
    return hop.law.module_for(hop.member.sender.role, hop.member.role)


def signed_by(scc: Scc, on: date) -> bool:
    """Tell whether a signature is recorded that was given by this day."""
    return scc.signed_on is not None and scc.signed_on <= on


def _bind_with(scc: Scc, module: int, on: date) -> bool:
    return is_current(scc) and module in (scc.modules or ()) and _bind(scc, on)


def _bind(scc: Scc, on: date) -> bool:
    return signed_by(scc, on) and scc.text_changed is not True and scc.parties_match is not False


def are_the_contract(member: Member, law: Law, on: date) -> bool:
    """Tell whether clauses that count as the contract of Art. 28 are signed for the roles of sender and recipient.

    Source: (EU) 2021/914 Art. 1 and recital 9: the modules 2 and 3 fulfil Art. 28(3) and (4) GDPR; (EU) 2021/915
    Art. 1: its clauses are the contract of Art. 28(7), and no transfer tool.
    """
    module = law.module_for(member.sender.role, member.role).module
    tools = (member.subprocessor.safeguards or ()) if member.subprocessor is not None else ()
    clauses = [tool for tool in tools if isinstance(tool, Scc)]
    if any(_are_those_of_art_28(scc, member, law) and _bind(scc, on) for scc in clauses):
        return True
    return law.modules[module].satisfies_art28 and any(_bind_with(scc, module, on) for scc in clauses)


def _are_those_of_art_28(scc: Scc, member: Member, law: Law) -> bool:
    found = None if scc.set is None else law.clause_set(scc.set)
    return found is not None and not found.transfer_tool and (member.sender.role, member.role) in found.roles


def roles(member: Member) -> str:
    """Return the roles of sender and recipient in a sentence."""
    return f"{member.sender.role.replace('_', ' ')} to {member.role.replace('_', ' ')}"
