"""The verbs about legal facts: they print, they verify, and no verb goes on with an overlay that does not fit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from tests.law.overlays import KENYA, end, written

Verb = Callable[..., Result]
NOWHERE = "postgresql://nobody@127.0.0.1:9/none"


def verb(*arguments: str | Path, overlay: Path | None = None) -> Result:
    """Run a verb where no database answers."""
    settings = {"SUBREG_DATABASE_URL": NOWHERE, "TERM": "dumb"}
    if overlay is not None:
        settings["SUBREG_LAW_OVERLAY"] = str(overlay)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=settings)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """An overlay that adds one decision and ends another."""
    file = tmp_path / "ours.json"
    file.write_bytes(written(decisions=[KENYA], end=[end("NZ-2013-65")]).text)
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """An overlay with two mistakes."""
    file = tmp_path / "wrong.json"
    file.write_bytes(written(decisions=[KENYA | {"territory_code": "XX"}], end=[end("NZ-2013-66")]).text)
    return file


def test_list_prints_every_fact() -> None:
    """Without a database, every fact stands in the table with its days and the day it was checked."""
    result = verb("law", "list", "--on", "2026-11-23")
    assert (0, "") == (result.exit_code, result.stderr)
    assert "206 facts on 2026-11-23, shipped as of 2026-11-23" in result.stdout
    (line,) = (line for line in result.stdout.splitlines() if "US-PS-2016-1250" in line)
    assert ["2016-07-12", "2020-07-15", "no", "verified", "2026-11-23"] == [
        cell.strip() for cell in line.split("│")[5:10]
    ]


def test_list_of_a_kind_as_json(good: Path) -> None:
    """As JSON the list is that of the API, the overlay named."""
    result = verb("law", "list", "--kind", "decision", "--format", "json", "--on", "2027-03-01", overlay=good)
    body = json.loads(result.stdout)
    assert {"as_of", "on", "items", "overlay"} == set(body)
    assert "ours.json" == body["overlay"]["file"]
    held = {item["id"]: item["in_force"] for item in body["items"] if item["overlaid"]}
    assert {"KE-2027-1": True, "NZ-2013-65": False} == held


def test_list_marks_what_is_ones_own(good: Path) -> None:
    """In the table a star stands by what the overlay added or ended, and the foot names the file."""
    result = verb("law", "list", overlay=good)
    assert 3 == result.stdout.count("*")
    assert "* ours.json, sha256 " in result.stdout


@pytest.mark.parametrize("name", ["US-DPF-2023-1795", "dpf", "(EU) 2023/1795"])
def test_show_prints_the_whole_record(name: str) -> None:
    """All that is recorded of a fact is printed, with its link and what may end it."""
    result = verb("law", "show", name)
    assert 0 == result.exit_code
    for told in ("uri=CELEX:32023D1795", "scope_note: Only organisations", "C-703/25 P Latombe", "overlaid: no"):
        assert told in result.stdout


def test_show_prints_pairs_and_periods_in_words() -> None:
    """Roles of a set of clauses and periods of a territory are printed in words, not as a program would write them."""
    clauses, austria = verb("law", "show", "2021/914").stdout, verb("law", "show", "AT").stdout
    assert "- controller to processor" in clauses
    assert "- status third_country, from -, until 1994-12-31, why -" in austria


def test_show_marks_what_is_ones_own(tmp_path: Path) -> None:
    """An event that an overlay put on the watch list stands with a star."""
    file = tmp_path / "ours.json"
    event = {"id": "US-DPF-2023-1795", "event": "C-2/27", "status": "pending", "kind": "contested"}
    file.write_bytes(written(watch_list=[event]).text)
    lines = verb("law", "show", "DPF", overlay=file).stdout.splitlines()
    assert ["    C-2/27*: pending"] == [line for line in lines if line.endswith("*: pending")]


def test_show_as_json_gives_a_record_to_start_from(tmp_path: Path) -> None:
    """The record that is printed can be written into an overlay under another id and number."""
    result = verb("law", "show", "BR-2026-179", "--format", "json")
    (item,) = json.loads(result.stdout)["items"]
    assert "32026D0179" == item["item"]["celex"]
    file = tmp_path / "ours.json"
    changed = item["record"] | {"id": "KE-2027-1", "territory_code": "KE", "celex": "32027D0001"}
    changed |= {"decision": "(EU) 2027/1", "aliases": []}
    file.write_bytes(written(decisions=[changed]).text)
    assert 0 == verb("law", "verify", file).exit_code


def test_show_of_what_is_not_there_names_what_is_near() -> None:
    """An unknown id is misuse, and the ids that may have been meant are named."""
    result = verb("law", "show", "US-DFP-2023-1795")
    assert (2, "") == (result.exit_code, result.stdout)
    assert "US-DPF-2023-1795" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["law"],
        ["law", "list", "--on", "yesterday"],
        ["law", "list", "--kind", "poem"],
        ["law", "list", "--format", "poem"],
        ["law", "show"],
        ["law", "show", "US-DPF-2023-1795", "--on", "2026-02-30"],
        ["law", "verify", "/nowhere/at/all.json"],
    ],
)
def test_misuse_is_2(arguments: list[str]) -> None:
    """What was asked in a way that cannot be meant exits 2."""
    assert 2 == verb(*arguments).exit_code


def test_verify_finds_nothing_in_what_is_shipped() -> None:
    """The shipped facts do not contradict themselves."""
    result = verb("law", "verify")
    assert (0, "206 legal facts, shipped as of 2026-11-23: no contradiction\n") == (result.exit_code, result.stdout)


def test_verify_says_what_an_overlay_does(good: Path) -> None:
    """An overlay that fits is told by what it adds and ends, given as the file or by the setting."""
    given, named = verb("law", "verify", good), verb("law", "verify", overlay=good)
    assert (0, 0, given.stdout) == (given.exit_code, named.exit_code, named.stdout)
    assert ["ours.json added: KE-2027-1", "ours.json ended: NZ-2013-65"] == given.stdout.splitlines()[1:3]


def test_verify_tells_every_mistake(wrong: Path, good: Path) -> None:
    """Every mistake is told with file and place, exit 1; a file that is named counts instead of the setting."""
    for result in (verb("law", "verify", wrong), verb("law", "verify", overlay=wrong)):
        assert 1 == result.exit_code
        assert "wrong.json, KE-2027-1: 'XX' is no ISO 3166-1" in result.stdout
        assert "wrong.json, /end/0: there is no decision, list entry or set of clauses 'NZ-2013-66'" in result.stdout
    assert (0, 1) == (
        verb("law", "verify", good, overlay=wrong).exit_code,
        verb("law", "verify", wrong, overlay=good).exit_code,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve"],
        ["demo"],
        ["check", "--all"],
        ["import", __file__, "--controller", "acme"],
        ["law", "list"],
        ["law", "show", "DPF"],
    ],
)
def test_no_verb_starts_with_a_wrong_overlay(wrong: Path, arguments: list[str]) -> None:
    """Every verb that uses the law exits 2 before it looks for the database, and names each mistake."""
    result = verb(*arguments, overlay=wrong)
    assert (2, "") == (result.exit_code, result.stdout)
    for told in ("SUBREG_LAW_OVERLAY", "wrong.json, KE-2027-1", "wrong.json, /end/0", "subreg law verify"):
        assert told in result.stderr


def test_keys_can_be_closed_with_a_wrong_overlay(wrong: Path) -> None:
    """A verb that does not use the law goes on: what it lacks here is the database."""
    assert 3 == verb("keys", "list", overlay=wrong).exit_code


def test_overlay_that_cannot_be_read_is_a_wrong_setting(tmp_path: Path) -> None:
    """A file that is not there is told as a wrong setting."""
    result = verb("law", "list", overlay=tmp_path / "absent.json")
    assert (2, "") == (result.exit_code, result.stdout)
    assert "SUBREG_LAW_OVERLAY: cannot read" in result.stderr
