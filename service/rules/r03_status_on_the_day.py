"""R03: what a place is depends on the day.

Duty: a flow is judged by the status of its destination on its day; while the Withdrawal Agreement and the bridge of the
TCA ran, flows to the United Kingdom were deemed not to go to a third country.
Source: acts of accession; Withdrawal Agreement Art. 127; TCA Art. 782,
https://eur-lex.europa.eu/eli/agree_internation/2021/689(1)/oj.
"""

from collections.abc import Iterator

from service.rules.hops import Hop
from service.rules.rule import Note, Rule

RULE = Rule(
    id="R03",
    title="Status on the day",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 44", "acts of accession", "Withdrawal Agreement Art. 127", "TCA Art. 782"),
)
_STATUS = {
    "eu": "in the EU",
    "eea_efta": "in the EEA",
    "eu_outermost": "an outermost region of the EU",
    "third_country": "a third country",
    "third_country_treated_as_eu": "treated as part of the EU",
}


def check(hop: Hop) -> Iterator[Note]:
    """Say so where a place stands otherwise on the day than it does now, and settle the periods of grace."""
    standing, law = hop.standing, hop.law
    if standing is None or standing.status == law.standing(standing.code, law.as_of).status:
        return
    received = hop.organisation is None and bool(hop.recipients)
    deemed_inside = standing.status == "third_country_treated_as_eu" and received
    days = [f" from {standing.since}" if standing.since else "", f" until {standing.until}" if standing.until else ""]
    span = f",{''.join(days)}" if any(days) else ""
    why = f" ({standing.why})" if standing.why else ""
    yield Note(
        result="inside_eea" if deemed_inside else None,
        severity="info",
        message=f"On the day of this check {hop.where} was {_STATUS[standing.status]}{span}{why}.",
        remedy="Judge flows of another day by the status of that day.",
        since=standing.since,
        confidence=standing.confidence,
    )
