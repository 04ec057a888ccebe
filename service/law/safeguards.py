"""Safeguards and derogations as the law has them: instruments, clause sets, modules, assessments (Art. 46, 47, 49)."""

from datetime import date
from typing import Literal

from service.documents import Document
from service.law.records import LegalFact, Meta
from service.safeguards import Ground, Module, SccSet

TransferRole = Literal["controller", "joint_controller", "processor", "sub_processor"]
TiaNeed = Literal["required", "not_required", "required_if_data_combined_in_eu", "own_assessment_required"]


class Instrument(LegalFact, frozen=True, kw_only=True):
    """A transfer tool: its article, who may use it and what it needs. `mechanism` is its word in documents."""

    id: str
    mechanism: str | None
    article: str
    name: str
    category: Literal["art45", "art46"]
    sa_authorisation_needed: bool
    tia_needed: bool
    tia_basis: str
    who: str
    evidence_needed: tuple[str, ...]
    availability: str
    note: str


class BcrType(LegalFact, frozen=True, kw_only=True):
    """One of the two kinds of binding corporate rules."""

    id: str
    for_data: str
    exporter_role: str
    importer_role: str
    referential: str
    note: str = ""


class DerogationGround(LegalFact, frozen=True, kw_only=True):
    """One ground of Art. 49 and its limits."""

    id: str
    ground: Ground
    article: str
    name: str
    systematic_use_allowed: bool
    occasional_explicit: bool
    necessity_test: bool
    public_authority_may_use: bool
    extra_duties: tuple[str, ...]
    note: str
    tia_needed: bool


class ClauseSet(LegalFact, frozen=True, kw_only=True):
    """A set of standard clauses. The two `until` days are the last good ones, `repealed` is the first day without."""

    id: str
    set: SccSet | None
    transfer_tool: bool
    celex: str | None
    nickname: str
    roles: tuple[tuple[TransferRole, TransferRole], ...]
    adopted: date | None
    oj_ref: str | None
    usable_from: date | None
    new_contracts_until: date | None
    repealed: date | None
    reliance_until: date | None
    end_reason: str | None = None
    condition: str

    @property
    def cited(self) -> str:
        """Its number and its CELEX number, as a finding cites them."""
        return f"{self.id} (CELEX {self.celex})"


class ClauseModule(LegalFact, frozen=True, kw_only=True):
    """A module of (EU) 2021/914."""

    module: Module
    label: str
    exporter_role: TransferRole
    importer_role: TransferRole
    also_for: tuple[str, ...]
    satisfies_art28: bool
    onward_clause: str | None
    annex_iii: str | bool
    instructions: bool
    tia_note: str = ""


class ModuleChoice(Document, frozen=True, kw_only=True):
    """Which module fits two roles, and what to look at besides."""

    exporter: TransferRole
    importer: TransferRole
    module: Module
    note: str


class ContentCheck(Document, frozen=True, kw_only=True):
    """A part of (EU) 2021/914 that must be filled in, and for which modules."""

    item: str
    modules: tuple[Module, ...]
    when: str | None = None


class Measures(LegalFact, frozen=True, kw_only=True):
    """What supplementary measures can do (EDPB Recommendations 01/2020, Annex 2)."""

    effective_technical: tuple[str, ...]
    no_effective_measure_found: tuple[str, ...]
    contractual_or_organisational_alone: str


class TiaRow(LegalFact, frozen=True, kw_only=True):
    """Whether a mechanism needs an assessment of the destination's law; null limits are all modules, all grounds."""

    mechanism: str
    tia: TiaNeed
    basis: str
    mechanisms: tuple[str, ...]
    modules: tuple[Module, ...] | None = None
    grounds: tuple[Ground, ...] | None = None


class Scheme(LegalFact, frozen=True, kw_only=True):
    """A certification or code that is approved as a transfer tool, from a day on."""

    mechanism: Literal["certification", "code_of_conduct"]
    scheme: str
    version: str
    valid_from: date
    source: str


class SafeguardFile(Document, frozen=True, kw_only=True):
    """The whole of `safeguards.json`."""

    meta: Meta
    instruments: tuple[Instrument, ...]
    bcr_types: tuple[BcrType, ...]
    bcr_checks: tuple[str, ...]
    derogations: tuple[DerogationGround, ...]
    derogation_rule: str
    scc_sets: tuple[ClauseSet, ...]
    scc_2021_914_modules: tuple[ClauseModule, ...]
    module_matrix: tuple[ModuleChoice, ...]
    scc_2021_914_content_checks: tuple[ContentCheck, ...]
    supplementary_measures: Measures
    tia_matrix: tuple[TiaRow, ...]
    tia_review: str
    approved_schemes: tuple[Scheme, ...]
