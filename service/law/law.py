"""The law as the check asks for it: dated questions to the facts of the data files."""

from collections.abc import Iterable
from datetime import date

import msgspec

from service.errors import Invalid, Place
from service.law.adequacy import AnyDecision, Decision, Tables, Watched, folded
from service.law.files import LawFiles
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

    def set_has_fallen(self, clause_set: ClauseSet) -> bool:
        """Tell whether a scenario takes a clause set as fallen."""
        return clause_set.id in self.fallen

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

    def without(self, ids: Iterable[str]) -> "Law":
        """Return the law of a scenario in which some decisions, list entries or clause sets have fallen.

        Takes ids of decisions and of the UK and Swiss lists, and clause sets by id or by their word in documents.
        Raises Invalid that names every id that does not exist.
        """
        wanted = tuple(ids)
        known = self._revocable()
        missing = tuple(
            Place(f"/scenario/revoke/{index}", f"there is no decision, list entry or clause set {name!r}")
            for index, name in enumerate(wanted)
            if name not in known
        )
        if missing:
            names = ", ".join(repr(name) for name in wanted if name not in known)
            detail = (
                f"Nothing that could fall is called {names}. Name adequacy decisions by id (US-DPF-2023-1795), "
                "entries of the UK and Swiss lists (UK-US, CH-US) or clause sets (2021/914)."
            )
            raise Invalid(detail, missing)
        return msgspec.structs.replace(self, fallen=self.fallen | {known[name] for name in wanted})

    def _revocable(self) -> dict[str, str]:
        ids = [d.id for d in self.decisions]
        ids += [entry.id for entry in (*self.uk.approved_transfers, *self.switzerland.annex_1)]
        ids += [clauses.id for clauses in self.clause_sets.values()]
        return {name: name for name in ids} | {name: clauses.id for name, clauses in self.clause_sets.items()}
