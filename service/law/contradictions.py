"""What cannot be true together in the legal data files. Each sentence names the file and the id."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import get_args

from service.law.adequacy import AdequacyFile, AnyDecision, Decision
from service.law.files import LawFiles
from service.law.references import is_celex
from service.law.safeguards import ClauseSet, TransferRole
from service.law.territories import Territory, TerritoryFile
from service.law.uk_swiss import of_each
from service.safeguards import Ground, SccSet


def contradictions(read: LawFiles) -> Iterator[str]:
    """Yield a sentence for every contradiction inside a file and between the files."""
    yield from _territories(read.territories)
    yield from _adequacy(read)
    yield from _references(read.territories, read.adequacy)
    yield from _overlaps(read)
    yield from _safeguards(read)
    yield from _lists(read)
    yield from _twice("adequacy.json, uk_swiss.json", (*read.adequacy.scope_codes, *read.uk_swiss.scope_codes))
    yield from _scopes_of_lists(read)


def _territories(file: TerritoryFile) -> Iterator[str]:
    yield from _twice("territories.json", (territory.code for territory in file.territories))
    for territory in file.territories:
        yield from (f"territories.json, {territory.code}: {wrong}" for wrong in _periods(territory))
        if territory.code in file.meta.aliases:
            yield f"territories.json, {territory.code}: is an alias and a territory"


def _periods(territory: Territory) -> Iterator[str]:
    if not territory.periods or territory.periods[-1].until is not None:
        yield "no period is open to the future"
        return
    if territory.periods[-1].status != territory.status:
        yield f"status is {territory.status}, its last period says {territory.periods[-1].status}"
    for period in territory.periods:
        if period.from_ is not None and period.until is not None and period.until < period.from_:
            yield f"the period from {period.from_} ends before it begins"
    for earlier, later in pairwise(territory.periods):
        if earlier.until is None or later.from_ != earlier.until + timedelta(days=1):
            yield f"the period after {earlier.until} does not begin on the next day"


def _adequacy(read: LawFiles) -> Iterator[str]:
    file = read.adequacy
    ids = [decision.id for decision in file.decisions]
    yield from _twice("adequacy.json", ids)
    for decision in file.decisions:
        name = read.file_of(decision.id, "adequacy.json")
        yield from (f"{name}, {decision.id}: {wrong}" for wrong in _decision(decision, file))
    for event in file.watch_list:
        if event.id not in ids:
            yield f"adequacy.json, watch_list: there is no decision {event.id}"
    in_force = {decision.id for decision in file.decisions if decision.holds_on(file.meta.as_of)}
    for wrong in sorted(in_force ^ set(file.meta.in_force_on_as_of)):
        yield f"adequacy.json, {wrong}: its dates and in_force_on_as_of disagree"


def _decision(decision: Decision, file: AdequacyFile) -> Iterator[str]:
    if (decision.territory_code is None) == (decision.io_code is None):
        yield "name either territory_code or io_code"
    if not is_celex(decision.celex):
        yield f"celex {decision.celex} is no CELEX number"
    if decision.scope_code not in file.scope_codes:
        yield f"there is no scope_code {decision.scope_code}"
    if (decision.valid_until is None) != (decision.valid_until_inclusive is None):
        yield "valid_until and valid_until_inclusive go together"
    if decision.last_day is not None and decision.last_day < decision.valid_from:
        yield "it ends before it begins"
    if decision.adopted > decision.valid_from:
        yield f"it applies from {decision.valid_from}, before it was adopted on {decision.adopted}"
    if decision.invalidated_by and decision.valid_until is None:
        yield "invalidated_by without valid_until"
    yield from _heir(decision, file.decisions)


def _heir(record: AnyDecision, beside: Iterable[AnyDecision]) -> Iterator[str]:
    """Yield what is wrong with the record that takes the place of another one; it stands in the same table."""
    name = record.succeeded_by
    heir = next((one for one in beside if one.id == name), None)
    if name is not None and heir is None:
        yield f"succeeded_by names {name}, and there is no such record beside it; mend the id, or add that record"
    elif heir is not None and heir.valid_from != record.first_day_without:
        yield f"succeeded_by {name} does not begin where this one ends"
    elif heir is not None and _place(heir) != _place(record):
        yield f"succeeded_by {name} is about {_place(heir)}, and this one about {_place(record)}"


def _place(record: AnyDecision) -> str | None:
    return record.territory_code or record.io_code


def _overlaps(read: LawFiles) -> Iterator[str]:
    """Yield a sentence for every two records of a table that hold for one place in one scope on the same day."""
    places, lists = read.territories.territories, read.uk_swiss
    for file, table in (
        ("adequacy.json", read.adequacy.decisions),
        ("uk_swiss.json", tuple(of_each(lists.uk.approved_transfers, places))),
        ("uk_swiss.json", tuple(of_each(lists.switzerland.annex_1, places))),
    ):
        alike: dict[tuple[str | None, str], list[AnyDecision]] = {}
        for record in table:
            alike.setdefault((_place(record), record.scope_code), []).append(record)
        pairs = (pair for found in alike.values() for pair in combinations(found, 2) if _meet(*pair))
        yield from dict.fromkeys(f"{read.file_of(new.id, file)}, {_overlap(old, new)}" for old, new in pairs)


def _meet(one: AnyDecision, other: AnyDecision) -> bool:
    begins = max(one.valid_from, other.valid_from)
    return one.id != other.id and all(begins <= (record.last_day or date.max) for record in (one, other))


def _overlap(old: AnyDecision, new: AnyDecision) -> str:
    begins = max(old.valid_from, new.valid_from)
    return (
        f"{new.id}: holds beside {old.id} from {begins} on, for {_place(new)} with the same scope {new.scope_code}; "
        "end the earlier one on the day before, or take this one out"
    )


def _references(territories: TerritoryFile, adequacy: AdequacyFile) -> Iterator[str]:
    about = {decision.id: decision.territory_code for decision in adequacy.decisions}
    for territory in territories.territories:
        for ref in territory.adequacy_ref:
            if about.get(ref) != territory.code:
                yield f"territories.json, {territory.code}: adequacy_ref {ref} is no decision about it"


def _safeguards(read: LawFiles) -> Iterator[str]:
    file = read.safeguards
    yield from _twice("safeguards.json", (tool.id for tool in file.instruments))
    yield from _twice("safeguards.json", (clauses.id for clauses in file.scc_sets))
    yield from _twice("safeguards.json", (str(module.module) for module in file.scc_2021_914_modules))
    for clauses in file.scc_sets:
        name = read.file_of(clauses.id, "safeguards.json")
        yield from (f"{name}, {clauses.id}: {wrong}" for wrong in _clause_set(clauses))
    yield from _complete("scc_sets", get_args(SccSet), (clauses.set for clauses in file.scc_sets if clauses.set))
    yield from _complete("derogations", get_args(Ground), (ground.ground for ground in file.derogations))
    roles = get_args(TransferRole)
    pairs = [f"{exporter} to {importer}" for exporter in roles for importer in roles]
    chosen = [f"{choice.exporter} to {choice.importer}" for choice in file.module_matrix]
    yield from _complete("module_matrix", pairs, chosen)


def _clause_set(clauses: ClauseSet) -> Iterator[str]:
    if clauses.celex is not None and not is_celex(clauses.celex):
        yield f"celex {clauses.celex} is no CELEX number"
    if clauses.repealed is not None and clauses.new_contracts_until != clauses.repealed - timedelta(days=1):
        yield "new_contracts_until is not the day before repealed"
    if clauses.reliance_until is not None and (clauses.repealed is None or clauses.reliance_until < clauses.repealed):
        yield "reliance_until without an earlier repeal"
    if clauses.usable_from and clauses.repealed and clauses.repealed <= clauses.usable_from:
        yield "it is repealed before it is usable"


def _lists(read: LawFiles) -> Iterator[str]:
    file = read.uk_swiss
    lists = (file.uk.approved_transfers, file.switzerland.annex_1)
    yield from _twice("uk_swiss.json", (entry.id for entries in lists for entry in entries))
    for entry, beside in ((entry, entries) for entries in lists for entry in entries):
        name = f"{read.file_of(entry.id, 'uk_swiss.json')}, {entry.id}"
        if entry.valid_until is not None and entry.valid_until < entry.valid_from:
            yield f"{name}: it ends before it begins"
        yield from (f"{name}: {wrong}" for wrong in _heir(entry, beside))


def _scopes_of_lists(read: LawFiles) -> Iterator[str]:
    known = read.adequacy.scope_codes | read.uk_swiss.scope_codes
    for entry in (*read.uk_swiss.uk.approved_transfers, *read.uk_swiss.switzerland.annex_1):
        if entry.scope_code not in known:
            name = read.file_of(entry.id, "uk_swiss.json")
            yield f"{name}, {entry.id}: there is no scope_code {entry.scope_code}"


def _complete(table: str, wanted: Iterable[str], given: Iterable[str]) -> Iterator[str]:
    counted = Counter(given)
    for name in wanted:
        if counted[name] != 1:
            yield f"safeguards.json, {table}: {name} stands there {counted[name]} times instead of once"


def _twice(file: str, ids: Iterable[str]) -> Iterator[str]:
    yield from (f"{file}, {name}: stands there {count} times" for name, count in Counter(ids).items() if count > 1)
