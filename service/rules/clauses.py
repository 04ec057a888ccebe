"""What the rules about standard contractual clauses share."""

from datetime import date

from service.law import Law
from service.law.safeguards import ModuleChoice
from service.rules.hops import Hop
from service.rules.members import Member
from service.rules.wording import mechanism
from service.safeguards import Regime, Scc

CURRENT = "2021/914"
_BESIDE: dict[Regime, str] = {"eu": "", "uk": " with the UK Addendum", "ch": " with the Swiss adaptations"}
_RECOGNISED: dict[Regime, str] = {"uk": "uk_addendum", "ch": "eu_scc_swiss"}
_OF_ONES_OWN: dict[Regime, str] = {
    "eu": "authorised ad hoc clauses (GDPR Art. 46(3)(a))",
    "uk": "authorised ad hoc clauses (UK GDPR Art. 46(3)(a))",
    "ch": "notified ad hoc clauses (FADP Art. 16(2)(b))",
}


def is_current(scc: Scc) -> bool:
    """Tell whether they are those of (EU) 2021/914, whose modules and annexes the rules know."""
    return scc.set == CURRENT


def fitting_module(hop: Hop) -> ModuleChoice:
    """Return the module of (EU) 2021/914 that fits the roles of sender and recipient."""
    return hop.law.module_for(hop.member.sender.role, hop.member.role)


def usual_tool(hop: Hop, in_module: str = "") -> str:
    """Return the tool of Art. 46 that a sub-processor usually signs under the regime of a hop.

    These are the clauses of (EU) 2021/914, followed by the words `in_module`; where they carry nothing on the day, what
    a contract can bring in their place.
    """
    if clauses_stand(hop):
        return f"the clauses of (EU) 2021/914{_BESIDE[hop.regime]}{in_module}"
    if hop.regime == "uk" and agreement_stands(hop.law):
        return mechanism("idta")
    return _OF_ONES_OWN[hop.regime]


def clauses_stand(hop: Hop) -> bool:
    """Tell whether the clauses of (EU) 2021/914 can be signed on the day for a transfer under the regime of a hop."""
    law, beside = hop.law, _RECOGNISED.get(hop.regime)
    fallen = beside is not None and law.set_has_fallen(law.national[hop.regime, beside])
    return law.may_be_signed(law.clause_set(CURRENT), hop.on) and not fallen


def agreement_stands(law: Law) -> bool:
    """Tell whether the International Data Transfer Agreement of the UK carries transfers, but for its first day."""
    return not law.set_has_fallen(law.national["uk", "idta"])


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
    tools = (member.subprocessor.safeguards or ()) if member.subprocessor is not None else ()
    clauses = [tool for tool in tools if isinstance(tool, Scc)]
    if not clauses:
        return False
    if any(_are_those_of_art_28(scc, member, law) and _bind(scc, on) for scc in clauses):
        return True
    module = law.module_for(member.sender.role, member.role).module
    return law.modules[module].satisfies_art28 and any(_bind_with(scc, module, on) for scc in clauses)


def _are_those_of_art_28(scc: Scc, member: Member, law: Law) -> bool:
    found = None if scc.set is None else law.clause_set(scc.set)
    return found is not None and not found.transfer_tool and (member.sender.role, member.role) in found.roles


def roles(member: Member) -> str:
    """Return the roles of sender and recipient in a sentence."""
    return f"{member.sender.role.replace('_', ' ')} to {member.role.replace('_', ' ')}"
