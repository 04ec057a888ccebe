"""What the rules about the contract of Art. 28 share: whether there is one in force whose terms can be read."""

from datetime import date

from service.rules.clauses import are_the_contract
from service.rules.facts import Scene
from service.rules.members import Member
from service.subprocessors import Dpa


def why_not_binding(dpa: Dpa, on: date) -> str | None:
    """Return what keeps a recorded contract from binding on a day, as the end of a sentence; null where it binds."""
    if dpa.status == "none":
        return "is recorded as missing"
    if dpa.status == "draft":
        return "is a draft"
    if dpa.valid_until is not None and dpa.valid_until < on:
        return f"ended on {dpa.valid_until}"
    if dpa.status == "ended":
        return "is recorded as ended"
    begins = max((day for day in (dpa.signed_on, dpa.valid_from) if day is not None), default=None)
    return f"binds from {begins} only" if begins is not None and begins > on else None


def why_none_binds(scene: Scene, member: Member) -> str | None:
    """Return what keeps the recorded contract with a processor from binding, as the end of a sentence.

    Null where it binds, where clauses are the contract, and where none is asked for or recorded.
    """
    dpa = _recorded(scene, member)
    return None if dpa is None else why_not_binding(dpa, scene.on)


def contract_in_force(scene: Scene, member: Member) -> Dpa | None:
    """Return the contract with a processor whose terms are to be read.

    Null where none is asked for, where R42 already says that there is none or that it is not recorded, and where
    clauses are the contract: their text contains what Art. 28 asks for.
    """
    dpa = _recorded(scene, member)
    return None if dpa is None or why_not_binding(dpa, scene.on) is not None else dpa


def _recorded(scene: Scene, member: Member) -> Dpa | None:
    """Return what is recorded of the contract; null where none is asked for, and where clauses are the contract."""
    dpa = None if member.subprocessor is None else member.subprocessor.dpa
    if dpa is None or scene.flow.role != "processor" or scene.flow.status == "ended":
        return None
    return None if are_the_contract(member, scene.law, scene.on) else dpa
