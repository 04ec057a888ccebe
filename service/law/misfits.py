"""What of an overlay does not fit on the shipped files. Each sentence names the id and says what to do."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from service.documents import canonical_country
from service.law.adequacy import Decision
from service.law.clashes import another_number, empty_words, inside_the_eea, names_of_others
from service.law.files import LawFiles
from service.law.overlay import End, Overlay
from service.law.references import is_celex
from service.law.safeguards import ClauseSet
from service.law.uk_swiss import GROUP, Listed

Endable = Decision | Listed | ClauseSet

# A comma would part the ids of ?revoke=; blanks and slashes are hard to type at a prompt and in an address.
_ID = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_ORGANISATION = r"[A-Z][A-Z0-9-]{1,19}"


def endable(files: LawFiles) -> dict[str, Endable]:
    """Return what can end, by id; sets of clauses also by their word in documents, such as "2021/914"."""
    lists = files.uk_swiss
    clauses = files.safeguards.scc_sets
    found: dict[str, Endable] = {one.set: one for one in clauses if one.set is not None}
    found |= {one.id: one for one in clauses}
    found |= {one.id: one for one in files.adequacy.decisions}
    return found | {one.id: one for one in (*lists.uk.approved_transfers, *lists.switzerland.annex_1)}


def misfits(shipped: LawFiles, overlay: Overlay) -> Iterator[str]:
    """Yield a sentence for everything in an overlay that cannot be laid over the shipped files."""
    yield from _ids(shipped, overlay)
    for record in overlay.additions:
        found = (*empty_words(record), *_place(record), *_references(record))
        yield from (f"{record.id}: {wrong}" for wrong in found)
    for decision in overlay.decisions:
        found = (*_celex(decision, shipped), *another_number(decision), *inside_the_eea(decision, shipped))
        yield from (f"{decision.id}: {wrong}" for wrong in found)
    yield from names_of_others(shipped, overlay)
    yield from _scope_codes(shipped, overlay)
    decided = {decision.id for decision in (*shipped.adequacy.decisions, *overlay.decisions)}
    for index, event in enumerate(overlay.watch_list):
        if event.id not in decided:
            yield f"/watch_list/{index}: there is no decision {event.id!r}{_near(event.id, decided)}"
    yield from _ends(shipped, overlay)


def _ids(shipped: LawFiles, overlay: Overlay) -> Iterator[str]:
    taken = {name.casefold() for name in endable(shipped)}
    added = [record.id for record in overlay.additions]
    written = {name.casefold(): name for name in added}
    for folded, count in Counter(name.casefold() for name in added).items():
        if count > 1:
            yield f"{written[folded]}: is added {count} times; give each record an id of its own"
    for name in added:
        if not re.fullmatch(_ID, name, re.ASCII):
            yield f"{name!r}: an id is 1 to 64 of letters, digits and . _ -, such as KE-2027-1"
        if name.casefold() in taken:
            yield f"{name}: the shipped facts have a record of this id; take this one out, or give it another id"


def _place(record: Decision | Listed) -> Iterator[str]:
    code, organisation = record.territory_code, record.io_code
    if isinstance(record, Listed) and (code is None) == (organisation is None):
        yield "name either code or io_code"
    if code is not None and not (isinstance(record, Listed) and code == GROUP) and not _is_country(code):
        yield f"{code!r} is no ISO 3166-1 alpha-2 country code; use two upper-case letters such as KE"
    if organisation is not None and not re.fullmatch(_ORGANISATION, organisation, re.ASCII):
        yield f"io_code {organisation!r} is not 2 to 20 of A-Z, 0-9 and '-' as sub-processors record it, such as EPO"


def _references(record: Decision | Listed) -> Iterator[str]:
    for reference in record.references:
        if not reference.startswith(("https://", "http://")):
            yield f"the reference {reference!r} is no web address; write one that begins with https://"


def _is_country(code: str) -> bool:
    try:
        return canonical_country(code) == code
    except ValueError:
        return False


def _celex(decision: Decision, shipped: LawFiles) -> Iterator[str]:
    if not is_celex(decision.celex):
        yield f"celex {decision.celex!r} is no CELEX number; write one such as 32026D0179"
    twin = next((known.id for known in shipped.adequacy.decisions if known.celex == decision.celex), None)
    if twin is not None:
        yield f"celex {decision.celex} is that of {twin}, which the shipped facts have; take this one out"


def _scope_codes(shipped: LawFiles, overlay: Overlay) -> Iterator[str]:
    known = shipped.adequacy.scope_codes | shipped.uk_swiss.scope_codes
    for name in overlay.scope_codes:
        if name in known:
            yield f"/scope_codes/{name}: the shipped facts have this code; give yours another name"


def _ends(shipped: LawFiles, overlay: Overlay) -> Iterator[str]:
    known, added = endable(shipped), {record.id for record in overlay.additions}
    for index, end in enumerate(overlay.end):
        if end.id in added:
            yield f"{end.id}: is added and ended by this file; write its valid_until where it is added"
        elif end.id not in known:
            yield f"/end/{index}: there is no decision, list entry or set of clauses {end.id!r}{_near(end.id, known)}"
        else:
            yield from (f"{end.id}: {wrong}" for wrong in _end(known[end.id], end))
    counted = Counter(known[end.id].id for end in overlay.end if end.id in known)
    yield from (f"{name}: is ended {count} times; keep one" for name, count in counted.items() if count > 1)


def _end(record: Endable, end: End) -> Iterator[str]:
    if isinstance(record, ClauseSet):
        yield from _end_of_clauses(record, end)
        return
    ended = record.first_day_without
    if end.first_day_without <= record.valid_from:
        yield f"it begins on {record.valid_from}, so it cannot be over on {end.first_day_without}; give a later day"
    if ended is not None and end.first_day_without > ended:
        yield (
            f"it is over on {ended} already, and an end of yours can only be earlier; take it out, or add what "
            "prolongs it as a decision of its own"
        )


def _end_of_clauses(clauses: ClauseSet, end: End) -> Iterator[str]:
    if clauses.repealed is not None:
        yield f"it was repealed on {clauses.repealed} already; take the end out"
    elif clauses.usable_from is None:
        yield "it is not usable yet, so it cannot end; take the end out"
    elif end.first_day_without <= clauses.usable_from:
        yield f"it begins on {clauses.usable_from}, so it cannot be over on {end.first_day_without}; give a later day"
    if end.invalidated_by or end.succeeded_by:
        yield "a set of clauses has no invalidated_by and no succeeded_by; tell it in end_reason"


def _near(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return f"; near it: {', '.join(close)}" if close else "; `subreg law list` prints all ids"
