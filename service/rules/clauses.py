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


def bind_as_contract(scc: Scc, module: int, on: date) -> bool:
    """Tell whether the clauses, as signed, bind the parties with this module."""
    return (
        is_current(scc)
        and signed_by(scc, on)
        and module in (scc.modules or ())
        and scc.text_changed is not True
        and scc.parties_match is not False
    )


def are_the_contract(member: Member, law: Law, on: date) -> bool:
    """Tell whether clauses that count as the contract of Art. 28 are signed in the module that fits the roles.

    Source: (EU) 2021/914 Art. 1 and recital 9: the modules 2 and 3 fulfil Art. 28(3) and (4) GDPR.
    """
    tools = (member.subprocessor.safeguards or ()) if member.subprocessor is not None else ()
    clauses = [tool for tool in tools if isinstance(tool, Scc)]
    if not clauses:
        return False
    module = law.module_for(member.sender.role, member.role).module
    return law.modules[module].satisfies_art28 and any(bind_as_contract(scc, module, on) for scc in clauses)


def roles(member: Member) -> str:
    """Return the roles of sender and recipient in a sentence."""
    return f"{member.sender.role.replace('_', ' ')} to {member.role.replace('_', ' ')}"
