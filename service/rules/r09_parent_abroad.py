"""R09: a processor that works only in the EEA belongs to a company in a third country.

Duty: processing in the EEA is no transfer, but a parent abroad may be ordered by its own authorities to have data
handed over; guarantees under Art. 28(1) include how the processor answers such orders.
Source: EDPB Guidelines 05/2021, Example 12; GDPR Art. 28(1), 48; EDPB Guidelines 02/2024.
"""

from collections.abc import Iterator

from service.rules.outcomes import Party
from service.rules.rule import Note, Rule
from service.rules.sources import GUIDELINES_05_2021
from service.rules.wording import in_sentence
from service.subprocessors import Parent

RULE = Rule(
    id="R09",
    title="Parent company in a third country",
    about="member",
    severities=("medium", "low", "info"),
    legal_basis=("GDPR Art. 28(1)", "GDPR Art. 48", f"{GUIDELINES_05_2021}, Example 12", "EDPB Guidelines 02/2024"),
    modifier_m=True,
    regimes=("eu",),
)


def check(party: Party) -> Iterator[Note]:
    """Advise on orders of foreign authorities where everything stays inside the EEA and the parent is outside."""
    document = party.member.subprocessor
    if document is None or not _stays_inside(party):
        return
    parent = document.parent
    if parent is None:
        yield _not_recorded(party, "parent", "whether it belongs to a company in a third country")
    elif parent.country is None:
        yield _not_recorded(party, "parent.country", "the country of its parent company")
    elif not party.scene.law.in_eea(parent.country, party.scene.on):
        yield _advice(party, parent, document.foreign_orders_policy)


def _stays_inside(party: Party) -> bool:
    results = {outcome.result for outcome in party.outcomes if outcome.hop.regime == "eu"}
    return results <= {"inside_eea", "no_transfer"} and "inside_eea" in results


def _not_recorded(party: Party, field: str, what: str) -> Note:
    name = party.member.name
    return Note(
        severity="info",
        message=f"{name} works in the EEA only; {what} is not recorded.",
        remedy=f"Ask {name} for its parent company, and record it with its country and its access.",
        regime="eu",
        unknown=(field,),
    )


def _advice(party: Party, parent: Parent, policy: bool | None) -> Note:  # noqa: FBT001 — true, false or not recorded
    law, name = party.scene.law, party.member.name
    country = parent.country or ""
    gaps = {"foreign_orders_policy": policy, "parent.access": parent.access}
    unknown = tuple(field for field, fact in gaps.items() if fact is None)
    told = ["it has no written policy on orders of foreign authorities"] if policy is False else []
    told += [f"{_WORDS[field]} is not recorded" for field in unknown]
    return Note(
        severity="medium" if policy is False else "low",
        modified=policy is not False,
        message=(
            f"{name} works in the EEA only; its parent company {parent.legal_name or '(no name recorded)'} sits in "
            f"{in_sentence(law.country_name(country))} ({country}), and "
            f"{', and '.join(told or ['nobody there has access'])}."
        ),
        remedy=f"Ask {name} how it answers orders of foreign authorities (Art. 48), and record its policy and access.",
        regime="eu",
        unknown=unknown,
    )


_WORDS = {
    "foreign_orders_policy": "a policy on orders of foreign authorities",
    "parent.access": "whether the parent can reach the data",
}
