"""What the gate finds of a hop: its tools weighed, its result, and on what it rests."""

import msgspec

from service.law import AnyDecision, Law
from service.rules.clauses import CURRENT
from service.rules.facts import Case, Scene
from service.rules.hops import Hop
from service.rules.members import Member
from service.rules.rule import Note, Rule
from service.rules.tools import Tool
from service.safeguards import Certification, CodeOfConduct, Derogation, Scc
from service.subprocessors import Dpa
from service.transfers import Basis, Result

# Of several tools that hold, the first in this order is the basis.
ORDER = (
    "adequacy",
    "bcr",
    "scc",
    "idta",
    "certification",
    "code_of_conduct",
    "public_instrument",
    "ad_hoc_clauses",
    "administrative_arrangement",
    "derogation",
    "other",
)
ART_46 = tuple(mechanism for mechanism in ORDER if mechanism not in ("adequacy", "derogation", "other"))
_CARRIED: dict[str, Result] = {"adequacy": "adequate", "derogation": "derogation"}

Said = tuple[Rule, Note]


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A tool and what the rules said of it.

    `holds` says that nothing stands against it, `defeated` that a rule found that it does not carry the hop.
    """

    tool: Tool
    said: tuple[Said, ...]
    holds: bool
    defeated: bool

    @property
    def rank(self) -> int:
        """Its place in the order of tools."""
        return ORDER.index(self.tool.mechanism)

    @property
    def result(self) -> Result:
        """The result of a hop that it carries."""
        return _CARRIED.get(self.tool.mechanism, "safeguarded")


def weigh(tool: Tool, said: tuple[Said, ...]) -> Weighed:
    """Weigh a tool by what the rules said of it."""
    effects = {note.effect or rule.effect for rule, note in said}
    return Weighed(tool=tool, said=said, holds=effects <= {"stands"}, defeated="defeats" in effects)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a hop, what was said of its place, and its tools: all, and those that hold, the basis first."""

    hop: Hop
    result: Result
    placed: tuple[Said, ...]
    weighed: tuple[Weighed, ...]
    holding: tuple[Weighed, ...]

    @property
    def adequacy(self) -> AnyDecision | None:
        """The decision that carries the hop; null where none does."""
        return self.holding[0].tool.fitting if self.result == "adequate" else None

    @property
    def open(self) -> list[Weighed]:
        """The tools that neither hold nor are defeated: something about them is not known."""
        return [tool for tool in self.weighed if not tool.holds and not tool.defeated]

    @property
    def manual_review(self) -> bool:
        """Whether a rule asks for a person to look at this hop; a fallback to adequacy needs no look."""
        said = list(self.placed)
        for tool in self.weighed:
            if self.result != "adequate" or tool.tool.mechanism == "adequacy":
                said += tool.said
        return any(note.manual_review for _, note in said)


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the chain with the outcomes of its hops: what rules about a legal entity look at.

    `onward` are those outcomes of all members that the law does not let pass and that lie below some member; `contract`
    is that of Art. 28 where its terms are to be read.
    """

    scene: Scene
    member: Member
    outcomes: tuple[Outcome, ...]
    onward: tuple[Outcome, ...]
    contract: Dpa | None


class Engaged(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the chain under the engagement of the list entry: what rules about an engagement look at."""

    case: Case
    party: Party

    @property
    def member(self) -> Member:
        """The member itself."""
        return self.party.member

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of its hops."""
        return self.party.outcomes


def basis_of(tool: Tool) -> Basis:
    """Return on what a hop rests that this tool carries: article, tool, and where it is written."""
    law, safeguard, regime = tool.hop.law, tool.safeguard, tool.hop.regime
    article = law.article(tool.mechanism, regime)
    match safeguard:
        case Scc():
            return _clauses(safeguard, tool, law)
        case Derogation(ground=ground) if ground is not None:
            if regime != "ch":
                article = law.derogations[ground].article
            return Basis(article=article, mechanism=tool.mechanism, reference=ground)
        case Certification() | CodeOfConduct():
            return Basis(
                article=article,
                mechanism=tool.mechanism,
                reference=" ".join(word for word in (safeguard.scheme, safeguard.scheme_version) if word) or None,
                valid_until=safeguard.valid_until,
            )
    decision = tool.decision
    return Basis(
        article=article,
        mechanism=tool.mechanism,
        decision=None if decision is None else decision.id,
        reference=None if decision is None else decision.cited,
        valid_until=None if decision is None else decision.last_day,
    )


def _clauses(safeguard: Scc, tool: Tool, law: Law) -> Basis:
    clauses = None if safeguard.set is None else law.clause_set(safeguard.set)
    member = tool.hop.member
    fitting = law.module_for(member.sender.role, member.role).module if safeguard.set == CURRENT else None
    return Basis(
        article=law.article(tool.mechanism, tool.hop.regime),
        mechanism=tool.mechanism,
        reference=None if clauses is None else clauses.cited,
        set=safeguard.set,
        module=fitting,
        valid_until=None if clauses is None else clauses.reliance_until,
    )
