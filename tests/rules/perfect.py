"""Transfer tools with nothing wrong and nothing missing, as documents have them."""

from typing import Any

Plain = dict[str, Any]


def assessment(completed: str, review: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """An assessment that finds an equivalent level of protection."""
    return {"completed_on": completed, "review_on": review, "outcome": "equivalent", "measures": []} | fields


def clauses(signed: str, module: int, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """The clauses of (EU) 2021/914, complete, with the Addendum and the Swiss adaptations."""
    whole = {
        "mechanism": "scc",
        "set": "2021/914",
        "modules": [module],
        "signed_on": signed,
        "annexes_missing": [],
        "clause_9": {"option": "general", "days": 30},
        "governing_law": "IE",
        "courts": "IE",
        "text_changed": False,
        "parties_match": True,
        "processing_unchanged": True,
        "data_combined_in_eu": False,
        "uk_addendum": True,
        "swiss_addendum": True,
    }
    return whole | fields


def old_clauses(kind: str, signed: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """A set of clauses from before 2021, unchanged since it was signed."""
    whole = {
        "mechanism": "scc",
        "set": kind,
        "signed_on": signed,
        "text_changed": False,
        "parties_match": True,
        "processing_unchanged": True,
    }
    return whole | fields


def binding_rules(approved: str, kind: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """Binding corporate rules that both parties are bound by."""
    whole = {
        "mechanism": "bcr",
        "type": kind,
        "status": "approved",
        "approved_on": approved,
        "approved_under": ["eu", "uk", "ch"],
        "recipient_bound": True,
        "exporter_bound": True,
        "data_categories": ["Names", "Usage data", "Payroll"],
    }
    return whole | fields


def certificate(valid_from: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """A certificate under the one scheme that is approved for transfers."""
    whole = {
        "mechanism": "certification",
        "scheme": "Europrivacy",
        "scheme_version": "82",
        "valid_from": valid_from,
        "covers_transfer": True,
        "binding_commitments": True,
    }
    return whole | fields


def authorised(mechanism: str, on: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """Ad hoc clauses or an arrangement that an authority has authorised."""
    return {"mechanism": mechanism, "authorisation_status": "granted", "authorised_on": on} | fields


def derogation(ground: str, informed: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """A derogation with every condition met that any ground asks for."""
    whole = {
        "mechanism": "derogation",
        "ground": ground,
        "consent": {"explicit": True, "specific": True, "risks_told": True},
        "necessity": True,
        "public_powers": False,
        "whole_register": False,
        "interest_recognised_in": "Act on official statistics",
        "people_count": 12,
        "safeguards_provided": True,
        "record_reference": "R-12",
        "authority_informed_on": informed,
        "subjects_informed_on": informed,
    }
    return whole | fields


def framework_entry(checked: str, due: str, **fields: Any) -> Plain:  # noqa: ANN401 — fields of any type
    """An active entry on the DPF List that covers all data, the UK and Switzerland."""
    whole = {
        "participant_id": "P-1",
        "legal_name": "Acme Inc.",
        "covered_entities": ["Acme Labs LLC"],
        "status": "active",
        "covers_hr": True,
        "covers_non_hr": True,
        "next_certification_on": due,
        "checked_on": checked,
        "uk_extension": True,
        "swiss": True,
    }
    return whole | fields
