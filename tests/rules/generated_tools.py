"""Random transfer tools: most of them nearly perfect, with one or two defects."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.rules import perfect
from tests.rules.generated_days import iso, ordinal
from tests.rules.generated_defects import DEFECTS

Plain = dict[str, Any]

_OLD_SETS = {
    "2010/87": ("2010-05-15", "2021-09-26"),
    "2004/915": ("2005-04-01", "2021-09-26"),
    "2001/497": ("2001-09-03", "2021-09-26"),
    "2002/16": ("2002-04-03", "2010-05-14"),
}
_OLD_SIGNED = tuple(ordinal(text) for text in ("2021-09-25", "2021-09-26", "2021-09-27", "2022-09-21", "2022-09-22"))
_NEW_FROM, _SCHEME_FROM = ordinal("2021-06-27"), ordinal("2026-04-15")
GROUNDS = (
    "consent",
    "contract",
    "contract_third_party",
    "public_interest",
    "legal_claims",
    "vital_interests",
    "public_register",
    "compelling_interests",
)
_NAMES = {
    "US": ("US-DPF-2023-1795", "DPF", "(EU) 2023/1795", "Privacy Shield", "(EU) 2016/1250", "Safe Harbor"),
    "GB": ("GB-2021-1772", "GB-2025-2574", "(EU) 2021/1772", "(EU) 2025/2574"),
    "CA": ("CA-2002-2", "2002/2/EC", "CA-PNR-2006-253"),
    "JP": ("JP-2019-419", "32019D0419"),
    "KR": ("KR-2022-254", "(EU) 2022/254"),
    "BR": ("BR-2026-179", "(EU) 2026/179"),
    "CH": ("CH-2000-518", "2000/518/EC"),
    "FO": ("FO-2010-146",),
    "IL": ("IL-2011-61",),
    "GI": ("UK-GI", "DPO Annex 1"),
}
_OTHER_NAMES = (
    "UK Extension", "SI 2023/1028", "Swiss-US DPF", "DPO Annex 1", "DPA 2018 Sch. 21 para 5", "EPO", "Nonsense",
)  # fmt: skip


@dataclass(slots=True)
class Drawing:
    """What a tool is drawn for: the day, the parties' roles and names, the place, and the randomness."""

    rng: Random
    on: int
    exporter: str  # role
    importer: str  # role
    country: str | None
    entity: str | None

    def chance(self, share: float) -> bool:
        """Return true in this share of the draws."""
        return self.rng.random() < share

    def pick(self, choices: Any) -> Any:  # noqa: ANN401 — one of whatever is in there
        """Return one of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def ago(self, most: int, least: int = 0) -> str:
        """Return a day before the day of the case."""
        return iso(self.on - least - int(self.rng.random() * (most - least)))


def tool(drawing: Drawing, mechanism: str) -> Plain:
    """Draw a tool of this mechanism."""
    found = _WHOLE[mechanism](drawing)
    if drawing.chance(0.45):
        found["countries"] = drawing.pick(
            ([drawing.country or "IN"], [drawing.country or "IN", "US"], ["ZA"], None, None)
        )
    defects = DEFECTS.get(found["mechanism"], ())
    for _ in range((0, 0, 0, 0, 1, 1, 1, 1, 2, 2)[int(drawing.rng.random() * 10)] if defects else 0):
        field, values = drawing.pick(defects)
        value = drawing.pick(values)
        found[field] = (
            iso(drawing.on + value) if type(value) is int and field.endswith(("_on", "from", "until")) else value
        )
    if drawing.chance(0.04):
        found = {field: value for field, value in found.items() if field == "mechanism" or drawing.chance(0.6)}
    if drawing.chance(0.03):
        found["suspended_on"] = iso(drawing.on + drawing.pick((-30, 0, 1, 60)))
    return found


def _assessments(drawing: Drawing) -> list[Plain] | None:
    kind = drawing.rng.random()
    if kind < 0.06:
        return None if kind < 0.03 else []
    if kind < 0.12:
        return [_assessment(drawing), _assessment(drawing)]
    return [_assessment(drawing)]


def _assessment(drawing: Drawing) -> Plain:
    found = perfect.assessment(drawing.ago(300), iso(drawing.on + int(drawing.rng.random() * 300)))
    if drawing.chance(0.5):
        found["recipient"] = drawing.entity
        found["countries"] = [drawing.country or "IN"]
    if drawing.chance(0.25):
        found["outcome"] = "not_equivalent" if drawing.chance(0.7) else "not_applied_in_practice"
        found["measures"] = _measures(drawing)
        found["justified_by"] = "General Counsel" if drawing.chance(0.3) else None
    if drawing.chance(0.3):
        field, values = drawing.pick(DEFECTS["tia"])
        value = drawing.pick(values)
        found[field] = iso(drawing.on + value) if type(value) is int else value
    return found


def _measures(drawing: Drawing) -> list[Plain] | None:
    if drawing.chance(0.15):
        return None if drawing.chance(0.5) else []
    found = []
    for _ in range(drawing.pick((1, 1, 2))):
        measure: Plain = {
            "kind": drawing.pick(("technical", "technical", "technical", "contractual", "organisational"))
        }
        if measure["kind"] == "technical" or drawing.chance(0.1):
            measure["use_case"] = drawing.pick((1, 1, 1, 2, 3, 4, 5, 6, 7, None))
            measure["keys_held_in"] = drawing.pick(("DE", "DE", "NO", "CH", "GB", "IN", "CA", drawing.country, None))
        found.append(measure)
    return found


def _scc(drawing: Drawing) -> Plain:
    if drawing.on < _NEW_FROM or drawing.chance(0.12):
        return _old_scc(drawing)
    if drawing.chance(0.04):
        bare: Plain = {"mechanism": "scc", "set": drawing.pick(("2021/915", None)), "signed_on": drawing.ago(100)}
        return bare | ({"tias": _assessments(drawing)} if drawing.chance(0.5) else {})
    module = {
        ("controller", "processor"): 2,
        ("processor", "processor"): 3,
        ("processor", "controller"): 4,
    }.get((drawing.exporter, drawing.importer), 1)
    return perfect.clauses(
        iso(max(_NEW_FROM, drawing.on - 900)),
        module,
        tias=_assessments(drawing),
        data_combined_in_eu=drawing.pick((False, False, True, None)),
        governing_law=drawing.pick(("IE", "DE", "FR", "NO")),
    )


def _old_scc(drawing: Drawing) -> Plain:
    usable = [kind for kind, (first, _) in _OLD_SETS.items() if ordinal(first) <= drawing.on]
    if not usable:
        return {"mechanism": "other", "name": "Model contract of our own"}
    kind = (
        usable[0] if drawing.chance(0.6) else drawing.pick(usable if drawing.chance(0.9) else (*_OLD_SETS, "2021/914"))
    )
    if kind == "2021/914":
        return perfect.clauses(iso(drawing.on), 3)
    first, last = (ordinal(text) for text in _OLD_SETS[kind])
    signed = min(drawing.on, first + int(drawing.rng.random() * (last - first)))
    if drawing.on > _OLD_SIGNED[-1] and drawing.chance(0.3):
        signed = drawing.pick(_OLD_SIGNED)
    found = perfect.old_clauses(kind, iso(signed))
    if drawing.chance(0.2):
        found[drawing.pick(("signed_on", "processing_unchanged", "text_changed"))] = None
    return found


def _adequacy(drawing: Drawing) -> Plain:
    found: Plain = {"mechanism": "adequacy"}
    if drawing.chance(0.35):
        here = _NAMES.get(drawing.country or "", ("(EU) 2023/1795", "EEA"))
        found["decision"] = drawing.pick(
            here if drawing.chance(0.9) else drawing.pick((*_NAMES.values(), _OTHER_NAMES))
        )
    if drawing.chance(0.4):
        found["in_scope"] = drawing.pick((True, True, True, False))
    if drawing.chance(0.85 if drawing.country == "US" else 0.03):
        found["dpf"] = _entry(drawing)
    return found


def _entry(drawing: Drawing) -> Plain:
    found = perfect.framework_entry(drawing.ago(80), iso(drawing.on + 31 + int(drawing.rng.random() * 200)))
    found["legal_name"] = drawing.entity or "Acme Inc."
    for _ in range(drawing.pick((0, 0, 0, 1, 1, 2))):
        field, values = drawing.pick(DEFECTS["dpf"])
        value = drawing.pick(values)
        found[field] = iso(drawing.on + value) if type(value) is int else value
    return found


def _bcr(drawing: Drawing) -> Plain:
    return perfect.binding_rules(drawing.ago(3000), drawing.exporter, tias=_assessments(drawing))


def _certification(drawing: Drawing) -> Plain:
    since = max(drawing.on - 200, min(_SCHEME_FROM, drawing.on))
    until = None if drawing.chance(0.5) else iso(drawing.on + 300)
    return perfect.certificate(iso(since), valid_until=until, tias=_assessments(drawing))


def _code(drawing: Drawing) -> Plain:
    return _certification(drawing) | {"mechanism": "code_of_conduct", "scheme": drawing.pick(("EU Cloud CoC", None))}


def _authorised(mechanism: str) -> Callable[[Drawing], Plain]:
    return lambda drawing: perfect.authorised(mechanism, drawing.ago(900), tias=_assessments(drawing))


def _derogation(drawing: Drawing) -> Plain:
    return perfect.derogation(drawing.pick(GROUNDS), drawing.ago(60))


def _other(drawing: Drawing) -> Plain:
    return {"mechanism": "other", "name": drawing.pick(("ISO 27001", "SOC 2", "CBPR", "A bare contract", None))}


def _idta(drawing: Drawing) -> Plain:
    return {"mechanism": "idta", "signed_on": drawing.ago(500), "tias": _assessments(drawing)}


_WHOLE: dict[str, Callable[[Drawing], Plain]] = {
    "adequacy": _adequacy,
    "scc": _scc,
    "idta": _idta,
    "bcr": _bcr,
    "certification": _certification,
    "code_of_conduct": _code,
    "ad_hoc_clauses": _authorised("ad_hoc_clauses"),
    "administrative_arrangement": _authorised("administrative_arrangement"),
    "public_instrument": _authorised("public_instrument"),
    "derogation": _derogation,
    "other": _other,
}
