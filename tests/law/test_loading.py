"""The loader: what it takes from the data files, and which contradictions it refuses."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from service.errors import Invalid
from service.law import load_law, read_law
from service.law.loading import FILES

DATA = files("service.law") / "data"


def shipped() -> dict[str, Any]:
    return {name: json.loads((DATA / name).read_text("utf-8")) for name in FILES}


def read(data: dict[str, Any]) -> None:
    read_law({name: json.dumps(content).encode() for name, content in data.items()})


def by(rows: list[dict[str, Any]], **wanted: str) -> dict[str, Any]:
    return next(row for row in rows if wanted.items() <= row.items())


def test_the_shipped_law_is_read_once() -> None:
    """The law is one value, read from the package and kept."""
    assert load_law() is load_law()


def test_every_file_says_what_it_is() -> None:
    """Each data file names its day, its licence, and that it is no legal advice."""
    for name, content in shipped().items():
        meta = content["meta"]
        assert "2026-11-23" == meta["as_of"], name
        assert "not legal advice" in meta["notice"]
        assert "Apache-2.0" in meta["licence"]


def test_every_fact_says_how_sure_it_is() -> None:
    """Every territory, decision, instrument, ground and set of clauses carries its confidence."""
    data = shipped()
    rows = [*data["territories.json"]["territories"], *data["adequacy.json"]["decisions"]]
    rows += [row for table in ("instruments", "derogations", "scc_sets") for row in data["safeguards.json"][table]]
    assert {"verified", "general", "uncertain"} == {row["confidence"] for row in rows}


def test_the_tables_are_whole() -> None:
    """The files hold as many records as were compiled."""
    data = shipped()
    counts = [
        len(data["territories.json"]["territories"]),
        len(data["adequacy.json"]["decisions"]),
        len(data["safeguards.json"]["module_matrix"]),
        len(data["uk_swiss.json"]["uk"]["approved_transfers"]),
        len(data["uk_swiss.json"]["switzerland"]["annex_1"]),
    ]
    assert [86, 23, 16, 17, 44] == counts


def overlap(data: dict[str, Any]) -> None:
    by(data["territories.json"]["territories"], code="GB")["periods"][1]["from"] = "2020-01-15"


def backwards(data: dict[str, Any]) -> None:
    by(data["territories.json"]["territories"], code="HR")["periods"][0]["from"] = "2014-01-01"


def closed_for_ever(data: dict[str, Any]) -> None:
    by(data["territories.json"]["territories"], code="DE")["periods"][0]["until"] = "2030-01-01"


def another_status(data: dict[str, Any]) -> None:
    by(data["territories.json"]["territories"], code="NC")["status"] = "eu"


def twice(data: dict[str, Any]) -> None:
    data["territories.json"]["territories"].append(by(data["territories.json"]["territories"], code="AD"))


def alias_of_itself(data: dict[str, Any]) -> None:
    data["territories.json"]["meta"]["aliases"]["CH"] = "LI"


def decision_of_another(data: dict[str, Any]) -> None:
    by(data["territories.json"]["territories"], code="AD")["adequacy_ref"] = ["CH-2000-518"]


def no_such_scope(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="BR-2026-179")["scope_code"] = "samba"


def end_without_kind(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="GB-2025-2574")["valid_until_inclusive"] = None


def end_before_begin(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="GB-2025-2574")["valid_until"] = "2025-01-01"


def about_nobody(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="EPO-2025-1382")["io_code"] = None


def gap_before_the_heir(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="GB-2021-1772")["valid_until"] = "2025-12-01"


def struck_down_and_open(data: dict[str, Any]) -> None:
    by(data["adequacy.json"]["decisions"], id="NZ-2013-65")["invalidated_by"] = ["C-1/27"]


def watched_unknown(data: dict[str, Any]) -> None:
    data["adequacy.json"]["watch_list"][0]["id"] = "US-DPF-2"


def not_as_of(data: dict[str, Any]) -> None:
    data["adequacy.json"]["meta"]["in_force_on_as_of"].remove("BR-2026-179")


def repeal_without_a_day_before(data: dict[str, Any]) -> None:
    by(data["safeguards.json"]["scc_sets"], set="2010/87")["new_contracts_until"] = "2021-09-27"


def grace_before_repeal(data: dict[str, Any]) -> None:
    by(data["safeguards.json"]["scc_sets"], set="2010/87")["reliance_until"] = "2020-09-27"


def never_usable(data: dict[str, Any]) -> None:
    by(data["safeguards.json"]["scc_sets"], set="2002/16")["usable_from"] = "2011-01-01"


def roles_without_module(data: dict[str, Any]) -> None:
    data["safeguards.json"]["module_matrix"].pop()


def ground_missing(data: dict[str, Any]) -> None:
    data["safeguards.json"]["derogations"].pop()


def listed_twice(data: dict[str, Any]) -> None:
    data["uk_swiss.json"]["switzerland"]["annex_1"][0]["id"] = "UK-US"


def list_entry_backwards(data: dict[str, Any]) -> None:
    data["uk_swiss.json"]["uk"]["approved_transfers"][3]["valid_until"] = "2019-01-01"


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (overlap, "territories.json, GB"),
        (backwards, "territories.json, HR"),
        (closed_for_ever, "territories.json, DE"),
        (another_status, "territories.json, NC"),
        (twice, "territories.json, AD"),
        (alias_of_itself, "territories.json, CH"),
        (decision_of_another, "territories.json, AD"),
        (no_such_scope, "adequacy.json, BR-2026-179"),
        (end_without_kind, "adequacy.json, GB-2025-2574"),
        (end_before_begin, "adequacy.json, GB-2025-2574"),
        (about_nobody, "adequacy.json, EPO-2025-1382"),
        (gap_before_the_heir, "adequacy.json, GB-2021-1772"),
        (struck_down_and_open, "adequacy.json, NZ-2013-65"),
        (watched_unknown, "US-DPF-2"),
        (not_as_of, "adequacy.json, BR-2026-179"),
        (repeal_without_a_day_before, "safeguards.json, 2010/87/EU"),
        (grace_before_repeal, "safeguards.json, 2010/87/EU"),
        (never_usable, "safeguards.json, 2002/16/EC"),
        (roles_without_module, "module_matrix: sub_processor to sub_processor"),
        (ground_missing, "derogations: compelling_interests"),
        (listed_twice, "uk_swiss.json, UK-US"),
        (list_entry_backwards, "uk_swiss.json, UK-AD"),
    ],
)
def test_a_contradiction_is_refused_by_file_and_id(spoil: Callable[[dict[str, Any]], None], named: str) -> None:
    """Data files that contradict themselves are refused with the file and the record that is wrong."""
    data = shipped()
    spoil(data)
    with pytest.raises(Invalid) as caught:
        read(data)
    assert named in caught.value.detail


def test_a_file_of_another_shape_is_refused_by_name() -> None:
    """A record that lacks a field, or has one too many, is refused with the file and the place in it."""
    data = shipped()
    data["adequacy.json"]["decisions"][2]["colour"] = "blue"
    with pytest.raises(Invalid) as caught:
        read(data)
    assert "adequacy.json: At /decisions/2/colour" in caught.value.detail


def test_what_was_copied_says_nothing_the_words_forbid() -> None:
    """The data files speak of sub-processors, as everything else here does."""
    text = "".join((DATA / name).read_text("utf-8").lower() for name in FILES)
    assert [] == [word for word in ("vendor", "supplier", "provider", "alert") if word in text]
