"""Transfer tools of a hop: the safeguards that are claimed for it, and the decisions that count without a claim."""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from service.law import Decision, Law
from service.rules.hops import Hop
from service.rules.wording import mechanism
from service.safeguards import (
    Adequacy,
    AnySafeguard,
    Bcr,
    Certification,
    CodeOfConduct,
    Derogation,
    Other,
    Scc,
    mechanism_of,
)

DPF = "dpf_participant"


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer tool that may carry a hop. Without `safeguard` nobody claims it: the decision counts by itself.

    `decision` is what a claim of adequacy means on the day, null where there is none; `alone` says that no safeguard is
    claimed for this hop but this one.
    """

    hop: Hop
    mechanism: str
    safeguard: AnySafeguard | None
    decision: Decision | None = None
    alone: bool = True

    @property
    def claimed(self) -> bool:
        """Whether a document claims it."""
        return self.safeguard is not None

    @property
    def name(self) -> str:
        """What a sentence calls it, such as "standard contractual clauses (2021/914)"."""
        if isinstance(self.safeguard, Other):
            return f'"{self.safeguard.name}"' if self.safeguard.name else mechanism("other")
        detail = self.decision.decision if self.decision is not None else _detail(self.safeguard)
        return f"{mechanism(self.mechanism)} ({detail})" if detail else mechanism(self.mechanism)

    @property
    def key(self) -> str:
        """What tells it from the other tools of the hop, as stable as the claim itself."""
        if self.safeguard is None:
            return f"unclaimed:{self.decision.id if self.decision is not None else ''}"
        return f"{self.mechanism}:{_detail(self.safeguard)}"


def tools_of(hop: Hop) -> tuple[Tool, ...]:
    """Return the tools of a hop: what is claimed for it, then the decisions in force that nobody claims.

    A place whose last decision ended, with no claim of one, gets that decision too: rules may speak of its end.
    """
    claims = [safeguard for safeguard in _safeguards(hop) if _is_for(safeguard, hop)]
    claimed = [
        Tool(
            hop=hop,
            mechanism=mechanism_of(safeguard),
            safeguard=safeguard,
            decision=_meant(safeguard, hop) if isinstance(safeguard, Adequacy) else None,
            alone=len(claims) == 1,
        )
        for safeguard in claims
    ]
    meant = {tool.decision.id for tool in claimed if tool.decision is not None}
    unclaimed = (
        Tool(hop=hop, mechanism="adequacy", safeguard=None, decision=decision, alone=not claims)
        for decision in _by_themselves(hop)
        if decision.id not in meant
    )
    return (*claimed, *unclaimed)


def struck_down(decision: Decision, on: date) -> bool:
    """Tell whether the Court of Justice had declared a decision invalid by a day."""
    end = decision.first_day_without
    return bool(decision.invalidated_by) and end is not None and end <= on


def _safeguards(hop: Hop) -> tuple[AnySafeguard, ...]:
    return () if hop.subprocessor is None else hop.subprocessor.safeguards or ()


def _is_for(safeguard: AnySafeguard, hop: Hop) -> bool:
    if safeguard.countries is not None:
        return hop.country in safeguard.countries
    if isinstance(safeguard, Adequacy) and (named := _named(safeguard, hop.law)):
        return any(decision.concerns(hop.country, hop.organisation) for decision in named)
    return True


def _named(claim: Adequacy, law: Law) -> tuple[Decision, ...]:
    """Return the decisions that a claim names, by its words or by the list entry it carries."""
    named = law.decisions_named(claim.decision) if claim.decision is not None else ()
    if not named and claim.dpf is not None:
        return tuple(decision for decision in law.decisions if decision.scope_code == DPF)
    return named


def _meant(claim: Adequacy, hop: Hop) -> Decision | None:
    """Return the decision that a claim means: the one it names, else that of the place; in force if there is one."""
    return _on_the_day(_named(claim, hop.law) or hop.law.decisions_about(hop.country, hop.organisation), hop)


def _on_the_day(decisions: tuple[Decision, ...], hop: Hop) -> Decision | None:
    """Choose the decision of the day: in force, else the one that ended last, else the first to come."""
    law, on = hop.law, hop.on
    wide = [d for d in decisions if _may_be_claimed(d, law)] or list(decisions)
    in_force = [d for d in wide if law.in_force(d, on)]
    begun = sorted((d for d in wide if d.valid_from <= on), key=_end)
    return next(iter((*in_force, *begun[-1:], *wide)), None)


def _may_be_claimed(decision: Decision, law: Law) -> bool:
    scope = law.scope(decision)
    return decision.scope_code == DPF or (scope.claimed_result or scope.unknown_result) != "out_of_scope"


def _by_themselves(hop: Hop) -> Iterable[Decision]:
    law, on = hop.law, hop.on
    about = law.decisions_about(hop.country, hop.organisation)
    in_force = [decision for decision in about if law.in_force(decision, on)]
    return in_force or list(_last_that_ended(about, law, on))


def _last_that_ended(decisions: tuple[Decision, ...], law: Law, on: date) -> Iterator[Decision]:
    """Yield the decision whose end left the place without one; those for listed participants never spoke for it."""
    begun = [d for d in decisions if d.valid_from <= on and law.scope(d).unknown_result != "out_of_scope"]
    yield from sorted(begun, key=_end)[-1:]


def _end(decision: Decision) -> date:
    return decision.last_day or date.max


def _detail(safeguard: AnySafeguard | None) -> str:
    match safeguard:
        case Adequacy(decision=str(words)):
            return words
        case Adequacy(dpf=dpf) if dpf is not None:
            return "DPF"
        case Scc(set=str(words)) | Bcr(type=str(words)) | Other(name=str(words)):
            return words
        case Derogation(ground=str(words)):
            return words.replace("_", " ")
        case Certification(scheme=str(words)) | CodeOfConduct(scheme=str(words)):
            return words
        case _:
            return ""
