"""Transfer tools of a hop: the safeguards that are claimed for it, and the decisions that count without a claim."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

import msgspec

from service.law import AnyDecision, Law, concerns
from service.rules.assessments import NOT_NEEDED, Assessed, assessed
from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME
from service.rules.wording import mechanism
from service.safeguards import (
    Adequacy,
    AnySafeguard,
    Bcr,
    Certification,
    CodeOfConduct,
    Derogation,
    Other,
    Regime,
    Scc,
    mechanism_of,
)

LISTS = {"uk": "the UK list of approved transfers", "ch": "Annex 1 of the Swiss ordinance (DPO)"}
# Of an entry on the Data Privacy Framework List: the status that counts, and the scopes that ask for it, by regime.
ACTIVE = ("active", "active_under_review")
FRAMEWORK = ("dpf_participant", "dpf_participant_with_uk_extension", "swiss_us_dpf_participant")


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer tool that may carry a hop. Without `safeguard` nobody claims it: the decision counts by itself.

    `decision` is what a claim of adequacy means on the day, null where there is none, and `fitting` the same where it
    is about the place of the hop; `elsewhere` says what is recorded with another claim of that decision of whether the
    hop is in its scope; `alone` says that nobody claims it nor anything else for this hop, `assessed` what is known of
    its transfer impact assessment.
    """

    hop: Hop
    mechanism: str
    safeguard: AnySafeguard | None
    decision: AnyDecision | None = None
    fitting: AnyDecision | None = None
    elsewhere: bool | None = None
    alone: bool = False
    assessed: Assessed = NOT_NEEDED

    @property
    def claimed(self) -> bool:
        """Whether a document claims it."""
        return self.safeguard is not None

    @property
    def name(self) -> str:
        """What a sentence calls it, such as "standard contractual clauses (2021/914)"."""
        if isinstance(self.safeguard, Other):
            return f'"{self.safeguard.name}"' if self.safeguard.name else mechanism("other")
        if self.decision is not None:
            return f"{mechanism(self.mechanism)} under {self.decision.decision}"
        detail = _detail(self.safeguard)
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
    claims = claims_of(hop)
    claimed = list(_one_scope([_claimed(safeguard, hop) for safeguard in claims]))
    meant = {tool.decision.id for tool in claimed if tool.decision is not None}
    unclaimed = (
        Tool(hop=hop, mechanism="adequacy", safeguard=None, decision=decision, fitting=decision, alone=not claims)
        for decision in _by_themselves(hop)
        if decision.id not in meant and not _is_suspended(claims, hop.on)
    )
    return (*claimed, *unclaimed)


def _one_scope(tools: list[Tool]) -> Iterator[Tool]:
    """Let a claim that says nothing of the scope know what another claim of the same decision does: the worst of it."""
    recorded: dict[str, bool] = {}
    for tool in tools:
        if tool.decision is not None and isinstance(tool.safeguard, Adequacy) and tool.safeguard.in_scope is not None:
            known = recorded.get(tool.decision.id, True)
            recorded[tool.decision.id] = known and tool.safeguard.in_scope
    for tool in tools:
        elsewhere = None if tool.decision is None else recorded.get(tool.decision.id)
        yield tool if elsewhere is None else msgspec.structs.replace(tool, elsewhere=elsewhere)


def _is_suspended(claims: Iterable[AnySafeguard], on: date) -> bool:
    """Tell whether an authority suspended the transfer under a claim of adequacy: no silence brings it back."""
    days = (claim.suspended_on for claim in claims if isinstance(claim, Adequacy))
    return any(day is not None and day <= on for day in days)


def _claimed(safeguard: AnySafeguard, hop: Hop) -> Tool:
    decision = _meant(safeguard, hop) if isinstance(safeguard, Adequacy) else None
    return Tool(
        hop=hop,
        mechanism=mechanism_of(safeguard),
        safeguard=safeguard,
        decision=decision,
        fitting=decision if decision is not None and concerns(decision, hop.country, hop.organisation) else None,
        assessed=assessed(safeguard, hop),
    )


def wrong_list(tool: Tool) -> AnyDecision | None:
    """Return the decision in force of the EU on a place that is not on the list of the tool's own regime; or null."""
    hop = tool.hop
    if hop.regime == "eu" or tool.fitting is not None:
        return None
    about = hop.law.decisions_about(hop.country, hop.organisation, "eu")
    return next((decision for decision in about if hop.law.in_force(decision, hop.on)), None)


def claims_of(hop: Hop) -> tuple[AnySafeguard, ...]:
    """Return the safeguards that are claimed for a hop."""
    return tuple(safeguard for safeguard in _safeguards(hop) if _is_for(safeguard, hop))


def struck_down(decision: AnyDecision, on: date) -> bool:
    """Tell whether the Court of Justice had declared a decision invalid by a day."""
    end = decision.first_day_without
    return bool(decision.invalidated_by) and end is not None and end <= on


def _safeguards(hop: Hop) -> tuple[AnySafeguard, ...]:
    return () if hop.subprocessor is None else hop.subprocessor.safeguards or ()


def _is_for(safeguard: AnySafeguard, hop: Hop) -> bool:
    if safeguard.countries is not None:
        return hop.country in safeguard.countries
    if isinstance(safeguard, Adequacy) and (named := _named_anywhere(safeguard, hop.law)):
        return any(concerns(decision, hop.country, hop.organisation) for decision in named)
    return True


def _named_anywhere(claim: Adequacy, law: Law) -> tuple[AnyDecision, ...]:
    """Return the decisions of all regimes that a claim names: together they say for which places it was made."""
    return tuple(chain.from_iterable(_named(claim, law, regime) for regime in EVERY_REGIME))


def _named(claim: Adequacy, law: Law, regime: Regime) -> tuple[AnyDecision, ...]:
    """Return the decisions of a regime that a claim names, by its words or by the list entry it carries."""
    named = law.decisions_named(claim.decision, regime) if claim.decision is not None else ()
    if not named and claim.dpf is not None:
        return tuple(chain.from_iterable(law.tables[regime].scoped.get(scope, ()) for scope in FRAMEWORK))
    return named


def _meant(claim: Adequacy, hop: Hop) -> AnyDecision | None:
    """Return the decision that a claim means: the one it names, else that of the place; in force if there is one.

    Where a name stands for a whole list ("DPO Annex 1"), it is the entry of the place. A claim that names the decision
    of another regime means that of the hop's own regime on the place, if it has one.
    """
    about = hop.law.decisions_about(hop.country, hop.organisation, hop.regime)
    named = _named(claim, hop.law, hop.regime)
    here = tuple(decision for decision in named if decision in about)
    return _on_the_day(here or named or about, hop)


def _on_the_day(decisions: tuple[AnyDecision, ...], hop: Hop) -> AnyDecision | None:
    """Choose the decision of the day: in force, else the one that ended last, else the first to come."""
    law, on = hop.law, hop.on
    wide = [d for d in decisions if _may_be_claimed(d, law)] or list(decisions)
    for decision in wide:
        if law.in_force(decision, on):
            return decision
    begun = sorted((d for d in wide if d.valid_from <= on), key=_end)
    return next(iter((*begun[-1:], *wide)), None)


def _may_be_claimed(decision: AnyDecision, law: Law) -> bool:
    scope = law.scope(decision)
    return decision.scope_code in FRAMEWORK or (scope.claimed_result or scope.unknown_result) != "out_of_scope"


def _by_themselves(hop: Hop) -> Iterable[AnyDecision]:
    law, on = hop.law, hop.on
    about = law.decisions_about(hop.country, hop.organisation, hop.regime)
    in_force = [decision for decision in about if law.in_force(decision, on)]
    return in_force or list(_last_that_ended(about, law, on))


def _last_that_ended(decisions: tuple[AnyDecision, ...], law: Law, on: date) -> Iterator[AnyDecision]:
    """Yield the decision whose end left the place without one; those for listed participants never spoke for it."""
    begun = [d for d in decisions if d.valid_from <= on and law.scope(d).unknown_result != "out_of_scope"]
    yield from sorted(begun, key=_end)[-1:]


def _end(decision: AnyDecision) -> date:
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
