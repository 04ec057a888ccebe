"""What a rule is, and what it has to say: the two shapes that every rule module uses."""

from datetime import date
from typing import Literal

import msgspec

from service.safeguards import Regime
from service.transfers import Confidence, Result, Severity

About = Literal["place", "tool", "hop", "member", "engagement"]
Effect = Literal["defeats", "open", "stands"]
# What a rule needs from outside the list entry; without it the rule is not evaluated (rules.md, section 0).
Need = Literal["controller", "controller_place", "notice", "record", "privacy_notice"]

EVERY_REGIME: tuple[Regime, ...] = ("eu", "uk", "ch")
GDPR = "GDPR "
UK_GDPR = "UK GDPR "
# The UK kept the GDPR's articles and, under its Addendum, the clauses; not the board, nor the contract of Art. 28(7).
_NOT_UK = ("EDPB ", "(EU) 2021/915 ")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A legal question with a number.

    `about` says what its function takes: a `Hop` before the gate (place), a `Tool` in it, an `Outcome` after it (hop),
    a `Party` of the chain with all its outcomes (member), or the same `Engaged` under the terms of the list entry
    (engagement); only the last may look at these, what all others say holds for many entries. `severities` are those in
    which it speaks, the worst first, before M and the gate change them. `effect` is what a note of it does to a tool
    unless the note says otherwise. `mechanisms` limits it to some tools; `undeclared` lets it speak of a tool where no
    country is recorded; `modifier_m` raises it by one level where the data or the people need more care. `needs` names
    what must be given beside the entry; where it is not, the rule is listed as not evaluated.
    """

    id: str
    title: str
    about: About
    severities: tuple[Severity, ...]
    legal_basis: tuple[str, ...]
    effect: Effect = "stands"
    modifier_m: bool = False
    mechanisms: tuple[str, ...] | None = None
    regimes: tuple[Regime, ...] = ("eu",)
    undeclared: bool = False
    needs: tuple[Need, ...] = ()
    legal_basis_uk: tuple[str, ...] = ()
    legal_basis_ch: tuple[str, ...] = ()
    confidence: Confidence = "verified"

    def cited(self, regime: Regime) -> tuple[str, ...]:
        """Return the legal basis in the law of a regime: the UK GDPR kept most numbers, Swiss law has its own."""
        if regime == "uk" and self.legal_basis_uk:
            return self.legal_basis_uk
        if regime == "uk":
            kept = (text for text in self.legal_basis if not text.startswith(_NOT_UK))
            return tuple(UK_GDPR + text.removeprefix(GDPR) if text.startswith(GDPR) else text for text in kept)
        return self.legal_basis_ch if regime == "ch" and self.legal_basis_ch else self.legal_basis


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule says of one thing.

    Without `severity` it only weighs: it settles a hop (`result`) or does something to a tool, and no finding is
    written. `only_if` limits the finding to hops that end with one of these results. `since` is the day from which the
    facts make it so (null: since the entry holds), `unknown` names the fields that are not recorded, `legal_basis`
    comes after that of the rule. `modified` false keeps the modifier M of the rule from it. `regime` and `country` say
    what a note about a member is about.
    """

    severity: Severity | None = None
    message: str = ""
    remedy: str = ""
    result: Result | None = None
    effect: Effect | None = None
    only_if: tuple[Result, ...] | None = None
    since: date | None = None
    unknown: tuple[str, ...] = ()
    confidence: Confidence = "verified"
    legal_basis: tuple[str, ...] = ()
    manual_review: bool = False
    modified: bool = True
    regime: Regime | None = None
    country: str | None = None
