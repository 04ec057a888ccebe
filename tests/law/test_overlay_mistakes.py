"""How the mistakes of an operator's own file are told: with file and place, all together, with what to do."""

from typing import Any

import pytest

from service.errors import Invalid
from service.law import OverlayText, load_law
from tests.law.overlays import KENYA, LISTED, end, written

DECISION_TWICE = [KENYA, KENYA | {"celex": "32027D0002"}]


HEIR = KENYA | {"id": "NZ-2027-9", "territory_code": "NZ", "valid_from": "2027-03-01"}
SCOPE = {"test": "banks only", "fail_result": "out_of_scope", "unknown_result": "undetermined"}
CLASHES: list[tuple[dict[str, Any], str]] = [
    ({"decisions": [KENYA | {"name": ""}]}, "KE-2027-1: name is empty; write"),
    ({"decisions": [KENYA | {"decision": ""}]}, "KE-2027-1: decision is empty; write"),
    ({"decisions": [KENYA | {"aliases": ["Kenya", ""]}]}, "KE-2027-1: aliases/1 is empty; take it out"),
    ({"listed": {"uk": [LISTED | {"basis": ""}]}}, "UK-KE: basis is empty; write"),
    ({"decisions": [KENYA | {"territory_code": "DE"}]}, "KE-2027-1: DE lies inside the EEA on 2027-02-01"),
    ({"decisions": [KENYA | {"territory_code": "NO"}]}, "KE-2027-1: NO lies inside the EEA on 2027-02-01"),
    ({"decisions": [KENYA | {"celex": "32026D0001"}]}, "celex 32026D0001 is not that of (EU) 2027/1; it would be 3"),
    ({"decisions": [KENYA | {"celex": "32027D0010"}]}, "(EU) 2027/1; it would be 32027D0001"),
    ({"decisions": [KENYA | {"aliases": ["CH-2000-518"]}]}, "aliases/0 'CH-2000-518' is a name of CH-2000-518"),
    ({"decisions": [KENYA | {"aliases": ["x", "dpf"]}]}, "aliases/1 'dpf' is a name of US-DPF-2023-1795"),
    ({"decisions": [KENYA | {"aliases": ["2023/1795"]}]}, "aliases/0 '2023/1795' is a name of US-DPF-2023-1795"),
    ({"decisions": [KENYA | {"aliases": ["2021/914"]}]}, "aliases/0 '2021/914' is a name of (EU) 2021/914"),
    ({"decisions": [KENYA | {"aliases": ["Brazil"]}]}, "aliases/0 'Brazil' is a name of BR-2026-179"),
    ({"decisions": [KENYA | {"aliases": ["Norway"]}]}, "aliases/0 'Norway' is a name of NO"),
    ({"decisions": [KENYA | {"decision": "2000/518/EC"}]}, "decision '2000/518/EC' is a name of CH-2000-518"),
    ({"decisions": [KENYA | {"id": "DPF"}]}, "DPF: id 'DPF' is a name of US-DPF-2023-1795"),
    ({"listed": {"uk": [LISTED | {"aliases": ["data bridge"]}]}}, "UK-KE: aliases/0 'data bridge' is a name of UK-US"),
    (
        {"decisions": [KENYA | {"aliases": ["UK-KE"]}], "listed": {"uk": [LISTED]}},
        "KE-2027-1: aliases/0 'UK-KE' is a name of UK-KE",
    ),
    ({"decisions": [HEIR | {"aliases": ["2013/65/EU"]}]}, "NZ-2027-9: aliases/0 '2013/65/EU' is a name of NZ-2013-65"),
    ({"decisions": [HEIR]}, "NZ-2027-9: holds beside NZ-2013-65 from 2027-03-01 on, for NZ with the same scope full"),
    ({"decisions": [HEIR], "end": [end("NZ-2013-65", "2027-03-02")]}, "NZ-2027-9: holds beside NZ-2013-65 from"),
    ({"listed": {"ch": [LISTED | {"id": "CH-NZ-2", "code": "NZ"}]}}, "CH-NZ-2: holds beside CH-NZ from 2027-02-01"),
    ({"listed": {"uk": [LISTED | {"id": "UK-DE", "code": "DE"}]}}, "UK-DE: holds beside UK-EEA from 2027-02-01"),
    ({"scope_codes": {"banks": {"test": "banks only"}}}, "/scope_codes/banks: Object missing required field"),
    ({"scope_codes": {"a/b": SCOPE | {"test": 1}}}, "/scope_codes/a~1b/test: Expected `str`, got `int`"),
]


def refusal(given: OverlayText) -> str:
    with pytest.raises(Invalid) as caught:
        load_law(given)
    return caught.value.detail


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"decisons": []}, "/decisons: Object contains unknown field"),
        ({"decisions": [KENYA | {"colour": "blue"}]}, "/decisions/0/colour: Object contains unknown field"),
        ({"decisions": [{"id": "KE-2027-1"}]}, "/decisions/0: Object missing required field"),
        ({"decisions": [KENYA | {"valid_from": "2027-02-30"}]}, "/decisions/0/valid_from: no such day; write one"),
        ({"decisions": [KENYA | {"valid_from": "1949-12-31"}]}, "/decisions/0/valid_from: 1949-12-31 is not between"),
        ({"decisions": [KENYA | {"name": "Kenya\u202e"}]}, "/decisions/0/name: write text without control"),
        ({"decisions": [KENYA | {"name": "Kenya\U000e0041"}]}, "/decisions/0/name: write text without control"),
        ({"decisions": [KENYA | {"name": "Kenya\x00"}]}, "/decisions/0/name: write text without control"),
        ({"decisions": DECISION_TWICE}, "KE-2027-1: is added 2 times"),
        ({"decisions": [KENYA | {"id": "CH-2000-518"}]}, "CH-2000-518: the shipped facts have a record of this id"),
        ({"decisions": [KENYA | {"id": "uk-us"}]}, "uk-us: the shipped facts have a record of this id"),
        ({"decisions": [KENYA | {"id": "a,b"}]}, "'a,b': an id is"),
        ({"decisions": [KENYA | {"id": ""}]}, "'': an id is"),
        ({"decisions": [KENYA | {"territory_code": "UK"}]}, "KE-2027-1: 'UK' is no ISO 3166-1"),
        ({"decisions": [KENYA | {"territory_code": "EEA"}]}, "KE-2027-1: 'EEA' is no ISO 3166-1"),
        ({"decisions": [KENYA | {"io_code": "EPO"}]}, "KE-2027-1: name either territory_code or io_code"),
        ({"decisions": [KENYA | {"territory_code": None, "io_code": "the bank"}]}, "io_code 'the bank' is not"),
        ({"decisions": [KENYA | {"celex": "2027/1"}]}, "KE-2027-1: celex '2027/1' is no CELEX number"),
        ({"decisions": [KENYA | {"celex": "32023D1795"}]}, "celex 32023D1795 is that of US-DPF-2023-1795"),
        (
            {"decisions": [KENYA | {"adopted": "2028-01-01"}]},
            "it applies from 2027-02-01, before it was adopted",
        ),
        (
            {"decisions": [KENYA | {"references": ["javascript:x"]}]},
            "the reference 'javascript:x' is no web",
        ),
        ({"listed": {"uk": [LISTED | {"references": ["SI 2027/1"]}]}}, "UK-KE: the reference 'SI 2027/1' is no web"),
        ({"decisions": [KENYA | {"scope_code": "ful"}]}, "KE-2027-1: there is no scope_code ful"),
        ({"decisions": [KENYA | {"valid_until": "2028-01-01"}]}, "valid_until and valid_until_inclusive go together"),
        ({"decisions": [KENYA | {"confidence": "sure"}]}, "/decisions/0/confidence: Invalid enum value 'sure'"),
        ({"listed": {"uk": [LISTED | {"code": None}]}}, "UK-KE: name either code or io_code"),
        ({"listed": {"uk": [LISTED | {"scope_code": "ful"}]}}, "UK-KE: there is no scope_code ful"),
        ({"listed": {"uk": [LISTED | {"valid_until": "2027-01-01"}]}}, "UK-KE: it ends before it begins"),
        ({"listed": {"eu": []}}, "/listed/eu: Object contains unknown field"),
        (
            {"scope_codes": {"full": {"test": "", "fail_result": None, "unknown_result": "in_scope"}}},
            "/scope_codes/full",
        ),
        (
            {"watch_list": [{"id": "CH-2000-519", "event": "x", "status": "x", "kind": "contested"}]},
            "/watch_list/0: there is no decision 'CH-2000-519'; near it: HU-2000-519, CH-2000-518",
        ),
        ({"end": [end("US-DFP-2023-1795")]}, "'US-DFP-2023-1795'; near it: US-DPF-2023-1795"),
        ({"end": [end("zzzzzzzz")]}, "`subreg law list` prints all ids"),
        ({"end": [end("CH-2000-518"), end("CH-2000-518")]}, "CH-2000-518: is ended 2 times"),
        ({"end": [end("2021/914"), end("(EU) 2021/914")]}, "(EU) 2021/914: is ended 2 times"),
        ({"end": [end("CH-2000-518", "2000-07-26")]}, "CH-2000-518: it begins on 2000-07-26, so it cannot be over on"),
        (
            {"end": [end("CH-2000-518", "9999-12-31", valid_until_inclusive=True)]},
            "/end/0/valid_until: 9999-12-31 is not between",
        ),
        ({"as_of": "9999-12-31"}, "/as_of: 9999-12-31 is not between"),
        ({"end": [end("CH-2000-518", "0001-01-01")]}, "/end/0/valid_until: 0001-01-01 is not between"),
        ({"end": [end("US-PS-2016-1250")]}, "US-PS-2016-1250: it is over on 2020-07-16 already"),
        ({"end": [end("GB-2025-2574", "2032-01-01")]}, "GB-2025-2574: it is over on 2031-12-28 already"),
        ({"end": [end("CH-2000-518", succeeded_by="CH-2")]}, "CH-2000-518: succeeded_by names CH-2, and there is no"),
        (
            {"end": [end("CH-2000-518", succeeded_by="NZ-2013-65")]},
            "CH-2000-518: succeeded_by NZ-2013-65 does not begin where",
        ),
        (
            {"decisions": [KENYA], "end": [end("NZ-2013-65", "2027-02-01", succeeded_by="KE-2027-1")]},
            "NZ-2013-65: succeeded_by KE-2027-1 is about KE, and this one about NZ",
        ),
        ({"end": [end("UK-NZ", succeeded_by="UK-NZ-2")]}, "UK-NZ: succeeded_by names UK-NZ-2, and there is no"),
        ({"end": [end("UK-NZ", succeeded_by="CH-NZ")]}, "UK-NZ: succeeded_by names CH-NZ, and there is no"),
        *((members, told) for members, told in CLASHES),
        ({"decisions": [KENYA], "end": [end("KE-2027-1")]}, "KE-2027-1: is added and ended by this file"),
        ({"end": [end("2010/87")]}, "2010/87: it was repealed on 2021-09-27 already"),
        ({"end": [end("2021/914", "2021-06-27")]}, "2021/914: it begins on 2021-06-27"),
        ({"end": [end("2021/914", invalidated_by=["C-1/27"])]}, "2021/914: a set of clauses has no invalidated_by"),
        ({"end": [{"id": "CH-2000-518", "valid_until": "2027-01-01", "end_reason": "x"}]}, "`valid_until_inclusive`"),
    ],
)
def test_mistake_is_told_with_file_and_place(members: dict[str, Any], told: str) -> None:
    """What does not fit is refused with the name of the file, the place or id, what is wrong, and where to look."""
    detail = refusal(written(**members))
    assert any(line.startswith("  ours.json, ") and told in line for line in detail.splitlines()), detail
    assert "subreg law verify" in detail.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "line 1, column 1: it is not JSON here"),
        (b'{"end": [}', "line 1, column 10: it is not JSON here"),
        (b'{"note": "\xff"}', "byte 10: it is not UTF-8 here"),
        (b'{"end": [], "end": []}', "/: the member 'end' is written twice"),
        (b"[" * 100_000, "/: it is nested too deep"),
        (b"[]", "/: Expected `object`, got `array`"),
        (b"null", "/: Expected `object`, got `null`"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(text: bytes, told: str) -> None:
    """A file that is no JSON object, or says a thing twice, is refused with the place."""
    assert f"  ours.json, {told}" in refusal(OverlayText(name="ours.json", text=text))


@pytest.mark.parametrize(
    "members",
    [
        {"decisions": [HEIR | {"aliases": ["2013/65/EU"]}], "end": [end("NZ-2013-65", succeeded_by="NZ-2027-9")]},
        {"decisions": [KENYA | {"aliases": ["Kenya", "kenya decision", "(EU) 2027/1"]}]},
        {"decisions": [KENYA | {"territory_code": "RS", "aliases": ["Serbia"]}]},
        {"decisions": [KENYA | {"territory_code": "GB", "scope_code": "banks"}], "scope_codes": {"banks": SCOPE}},
        {"decisions": [KENYA | {"decision": "the Kenya decision"}]},
        {"decisions": [KENYA | {"decision": "(EU) 2026/9 as amended by (EU) 2027/1"}]},
        {"decisions": [KENYA], "listed": {"uk": [LISTED], "ch": [LISTED | {"id": "CH-KE"}]}},
        {"listed": {"ch": [LISTED | {"id": "CH-KE", "decision": "DPO Annex 1"}]}},
        {"listed": {"ch": [LISTED | {"id": "CH-NO-2", "code": "NO"}]}, "end": [end("CH-NO", "2027-02-01")]},
    ],
)
def test_what_only_looks_like_a_clash_is_taken(members: dict[str, Any]) -> None:
    """An heir is called as what it succeeds, a place by its name, another scope holds beside, and days may follow."""
    assert load_law(written(**members)).files.overlay is not None


def test_all_mistakes_are_told_together() -> None:
    """Everything that does not fit stands in one error, a line each."""
    members: dict[str, Any] = {
        "decisions": [KENYA | {"territory_code": "XX", "celex": "x"}],
        "end": [end("nothing"), end("UK-XX")],
    }
    lines = [line for line in refusal(written(**members)).splitlines() if line.startswith("  ours.json, ")]
    assert 4 == len(lines)
