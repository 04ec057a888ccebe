"""What the records of an overlay say that others say already, or that cannot be said at all."""

import re
from collections.abc import Iterator
from datetime import date

from service.law.adequacy import Decision, folded, spellings
from service.law.files import LawFiles
from service.law.listing import called_by, records
from service.law.names import called
from service.law.overlay import Overlay
from service.law.references import is_celex
from service.law.uk_swiss import INSIDE, Listed

Owners = dict[str, set[str]]

_NUMBER = re.compile(r"(?<!\d)((?:19|20|21)\d\d)/(\d{1,4})(?!\d)", re.ASCII)


def empty_words(record: Decision | Listed) -> Iterator[str]:
    """Yield a sentence for every empty text by which a record would be called or cited."""
    words = {"name": record.name, "decision": record.decision}
    words |= {f"aliases/{index}": alias for index, alias in enumerate(record.aliases)}
    words |= {"basis": record.basis} if isinstance(record, Listed) else {}
    for field, text in words.items():
        if not text.strip():
            yield f"{field} is empty; {'take it out' if '/' in field else 'write what findings and lists are to say'}"


def inside_the_eea(decision: Decision, shipped: LawFiles) -> Iterator[str]:
    """Yield a sentence where a decision is about a territory that lies inside the EEA while it would hold."""
    territories = [one for one in shipped.territories.territories if one.code == decision.territory_code]
    for period in (period for one in territories for period in one.periods if period.status in INSIDE):
        begins = max(decision.valid_from, period.from_ or date.min)
        if begins <= min(decision.last_day or date.max, period.until or date.max):
            code = decision.territory_code
            yield f"{code} lies inside the EEA on {begins}, where no decision is needed; take it out, or mend the code"


def another_number(decision: Decision) -> Iterator[str]:
    """Yield a sentence where the CELEX number is that of no decision which `decision` names."""
    named = _NUMBER.findall(decision.decision)
    if not named or not is_celex(decision.celex):
        return
    expected = [f"3{year}D{int(number):04}" for year, number in named]
    if not any(decision.celex.startswith(number) for number in expected):
        yield f"celex {decision.celex} is not that of {decision.decision}; it would be {' or '.join(expected)}"


def names_of_others(shipped: LawFiles, overlay: Overlay) -> Iterator[str]:
    """Yield a sentence for every id, number or alias of an added record by which another one is called.

    A claim that uses it would mean both. What succeeds another record may be called like it: claims pass on to it.
    """
    owners = _owners(shipped, overlay)
    heirs = {frozenset((one.id, one.succeeded_by)) for one in (*overlay.additions, *overlay.end) if one.succeeded_by}
    for record in overlay.additions:
        own = {record.id.casefold(), (record.territory_code or "").casefold()}
        for field, name in _words(record):
            others = set[str]().union(*(owners.get(folded(spelling), set()) for spelling in spellings(name)))
            for other in sorted(others):
                if other.casefold() not in own and frozenset((record.id, other)) not in heirs:
                    yield (
                        f"{record.id}: {field} {name!r} is a name of {other}, and who uses it would mean both; write "
                        "another one (a record that ends another one is named in its succeeded_by)"
                    )


def _owners(shipped: LawFiles, overlay: Overlay) -> Owners:
    owners: Owners = {}
    for record in records(shipped):
        for name in (*called_by(shipped, record), folded(record.id)):
            owners.setdefault(name, set()).add(record.id)
    for added in overlay.additions:
        for name in called(added):
            owners.setdefault(name, set()).add(added.id)
    return owners


def _words(record: Decision | Listed) -> Iterator[tuple[str, str]]:
    yield "id", record.id
    # Entries of a national list share the words for the list.
    if isinstance(record, Decision):
        yield "decision", record.decision
    yield from ((f"aliases/{index}", alias) for index, alias in enumerate(record.aliases) if alias.strip())
