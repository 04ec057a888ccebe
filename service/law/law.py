"""The law as the check asks for it: dated questions to the facts of the data files."""

from collections.abc import Iterable
from datetime import date

import msgspec

from service.errors import Invalid, Place
from service.law.adequacy import AnyDecision, Decision, Tables, Watched, folded
from service.law.files import LawFiles
from service.law.names import Revocable, called
from service.law.records import Scope
from service.law.safeguards import (
    ClauseModule,
    ClauseSet,
    DerogationGround,
    Instrument,
    ModuleChoice,
    Scheme,
    TiaNeed,
    TiaRow,
    TransferRole,
)
from service.law.territories import Standing, Territory, standing_on
from service.law.uk_swiss import NationalTool, NotListed, Switzerland, UnitedKingdom
from service.safeguards import Ground, Regime

HOME: dict[Regime, str] = {"uk": "GB", "ch": "CH"}
# What is signed under the law of the UK or of Switzerland, alone or beside the clauses of the EU.
_CLAUSES: tuple[tuple[Regime, str], ...] = (("uk", "idta"), ("uk", "uk_addendum"), ("ch", "eu_scc_swiss"))


class Law(msgspec.Struct, frozen=True, kw_only=True):
    """Legal facts, and how they stand on a day. `fallen` holds the ids that a scenario takes as fallen.

    `decisions` are those of the Commission; `tables` hold the adequacy of each regime, the UK and Swiss lists included.
    `names` are those of all countries by code, `standings` how each territory stands in its periods; `files` are the
    records as they were read, for whoever lists them.
    """

    as_of: date
    territories: dict[str, Territory]
    standings: dict[str, tuple[Standing, ...]]
    names: dict[str, str]
    aliases: dict[str, str]
    decisions: tuple[Decision, ...]
    tables: Tables
    scopes: dict[str, Scope]
    watch_list: tuple[Watched, ...]
    instruments: dict[str, Instrument]
    derogations: dict[Ground, DerogationGround]
    clause_sets: dict[str, ClauseSet]
    modules: dict[int, ClauseModule]
    module_matrix: dict[tuple[TransferRole, TransferRole], ModuleChoice]
    tia_matrix: tuple[TiaRow, ...]
    schemes: tuple[Scheme, ...]
    uk: UnitedKingdom
    switzerland: Switzerland
    national: dict[tuple[Regime, str], NationalTool]
    files: LawFiles
    fallen: frozenset[str] = frozenset()

    def standing(self, code: str, on: date) -> Standing:
        """Return how a country code (ISO 3166-1 alpha-2, or an alias) stands towards the EEA on a day."""
        code = self.aliases.get(code, code)
        known = self.standings.get(code)
        return Standing(code=code, status="third_country") if known is None else standing_on(known, on)

    def in_eea(self, code: str, on: date) -> bool:
        """Tell whether a country lies inside the EEA on a day, or is deemed to."""
        return self.standing(code, on).inside

    def country_name(self, code: str) -> str:
        """Return the English name of a country code; the code itself where it has no name."""
        code = self.aliases.get(code, code)
        return self.names.get(code, code)

    def decisions_about(
        self, code: str | None, organisation: str | None = None, regime: Regime = "eu"
    ) -> tuple[AnyDecision, ...]:
        """Return all decisions ever taken on a territory, or on an organisation where one is given."""
        return self.tables[regime].about.get(f"io:{organisation}" if organisation is not None else code or "", ())

    def decisions_named(self, name: str, regime: Regime = "eu") -> tuple[AnyDecision, ...]:
        """Return the decisions that a claim means by a name, each with those that took its place; empty for none."""
        known = self.tables[regime]
        named = known.named.get(folded(name), ())
        heirs = {decision.succeeded_by for decision in named} - {None}
        return named + tuple(d for d in known.decisions if d.id in heirs and d not in named) if heirs else named

    def absence(self, code: str | None, organisation: str | None, regime: Regime) -> NotListed | None:
        """Return the record that a place or organisation was looked for on a national list and not found; or null."""
        looked_for = {"uk": self.uk.not_listed, "ch": self.switzerland.not_on_list}.get(regime, ())
        for record in looked_for:
            if record.io_code == organisation if organisation is not None else record.code == code:
                return record
        return None

    def article(self, mechanism: str, regime: Regime) -> str | None:
        """Return where the law of a regime has a transfer tool; null where it has none of the kind."""
        if regime == "eu":
            instrument = self.instruments.get(mechanism)
            return None if instrument is None else instrument.article
        return (self.uk if regime == "uk" else self.switzerland).articles.get(mechanism)

    def in_force(self, decision: AnyDecision, on: date) -> bool:
        """Tell whether a decision may be relied on on a day; one that a scenario revoked may not on any day."""
        return decision.holds_on(on) and decision.id not in self.fallen

    def scope(self, decision: AnyDecision) -> Scope:
        """Return whom a decision covers."""
        return self.scopes[decision.scope_code]

    def watched(self, decision: AnyDecision) -> tuple[Watched, ...]:
        """Return the events that may end or change a decision."""
        return tuple(event for event in self.watch_list if event.id == decision.id)

    def clause_set(self, name: str) -> ClauseSet:
        """Return a clause set by its word in documents, such as "2021/914"."""
        return self.clause_sets[name]

    def set_has_fallen(self, clauses: ClauseSet | NationalTool) -> bool:
        """Tell whether a scenario takes a clause set, or clauses of the UK or of Switzerland, as fallen."""
        return clauses.id in self.fallen

    def may_be_signed(self, clause_set: ClauseSet, on: date) -> bool:
        """Tell whether a contract on a clause set can still be made on a day: it has neither fallen nor been repealed.

        One that is not usable yet is no matter of this: who is told on a past day what to sign signs it today.
        """
        return not self.set_has_fallen(clause_set) and (clause_set.repealed is None or on < clause_set.repealed)

    def module_for(self, exporter: TransferRole, importer: TransferRole) -> ModuleChoice:
        """Return the module of (EU) 2021/914 that fits two roles."""
        return self.module_matrix[exporter, importer]

    def tia_need(
        self, mechanism: str, *, module: int | None = None, ground: Ground | None = None, regime: Regime = "eu"
    ) -> TiaNeed:
        """Return whether a mechanism needs an assessment; what the matrix does not name needs none.

        The UK asks for one with every tool of Art. 46, whatever the module of the clauses.
        """
        if regime == "uk" and mechanism not in ("adequacy", "derogation", "other"):
            return "required"
        for row in self.tia_matrix:
            if (
                mechanism in row.mechanisms
                and (row.modules is None or module in row.modules)
                and (row.grounds is None or ground in row.grounds)
            ):
                return row.tia
        return "not_required"

    def without(self, names: Iterable[str]) -> "Law":
        """Return the law of a scenario in which some decisions, list entries or clauses have fallen.

        Takes names as `meant` does, and raises Invalid like it.
        """
        return msgspec.structs.replace(self, fallen=self.fallen.union(self.meant(names)))

    def meant(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of what may fall that is called by these names, each once, in their order.

        A name is an id of a decision, of an entry of the UK or Swiss list, of a clause set, or of clauses of the UK or
        of Switzerland, or what else people call it (`DPF`, `2021/914`), in whatever case; one that several things have
        means all of them. Raises Invalid that names everything that does not exist.
        """
        wanted = tuple(names)
        known = self._revocable() if wanted else {}
        found = [(known.get(name) or known.get(folded(name), ())) for name in wanted]
        missing = tuple(
            Place(f"/scenario/revoke/{index}", f"there is no decision, list entry or clause set {wanted[index]!r}")
            for index, ids in enumerate(found)
            if not ids
        )
        if missing:
            unknown = ", ".join(repr(name) for name, ids in zip(wanted, found, strict=True) if not ids)
            detail = (
                f"Nothing that could fall is called {unknown}. Name adequacy decisions (US-DPF-2023-1795, DPF), "
                "entries of the UK and Swiss lists (UK-US, CH-US) or clauses (2021/914, idta, uk_addendum)."
            )
            raise Invalid(detail, missing)
        return tuple(dict.fromkeys(name for ids in found for name in ids))

    def _revocable(self) -> dict[str, tuple[str, ...]]:
        """Return the ids of what may fall by what it is called; an id means itself alone."""
        known: dict[str, tuple[str, ...]] = {}
        facts: tuple[Revocable, ...] = (*self.decisions, *self.uk.approved_transfers, *self.switzerland.annex_1)
        facts += (*self.clause_sets.values(), *(self.national[tool] for tool in _CLAUSES))
        for fact in facts:
            for name in called(fact):
                known[name] = (*known.get(name, ()), fact.id)
        return known | {fact.id: (fact.id,) for fact in facts}
