"""An export of the log, verified by the service and by the program in docs/log.md, which shares nothing with it."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rfc8785

from service.database.pool import Pool
from service.errors import Malformed
from service.register import auditing
from service.register.scope import engagement
from tests import factories
from tests.register.auditor import Lines, exported, lines_of
from tests.register.desk import Desk

LATER = "2999-01-01T00:00:00.000000Z"
PAIR = engagement(("alfa", "cloud"))
MANUAL = (Path(__file__).parents[2] / "docs" / "log.md").read_text("utf-8")


def swapped(lines: Lines) -> Lines:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def cut(lines: Lines) -> Lines:
    last = max(n for n, line in enumerate(lines) if line.get("chain") == "controller/alfa")
    return lines[:last] + lines[last + 1 :]


def lost(lines: Lines) -> Lines:
    return [line for line in lines if line.get("chain") != "controller/bravo"]


def resealed(lines: Lines) -> Lines:
    """Every hash and predecessor worked out anew after the first actor was altered; the checkpoint stays."""
    heads: dict[str, str] = {}
    lines[0]["actor"] = "other"
    for line in lines[:-1]:
        line["predecessor"] = heads.get(line["chain"])
        heads[line["chain"]] = line["hash"] = sealed(line)
    return lines


def sealed_alone(lines: Lines) -> Lines:
    """The first change altered, with the hash that it then must have; the one after it names the old hash."""
    forged = lines[0] | {"actor": "other"}
    return [forged | {"hash": sealed(forged)}, *lines[1:]]


def appended(lines: Lines) -> Lines:
    """A change put in after the last one of a chain, its hashes right, dated after the last checkpoint."""
    last = max(n for n, line in enumerate(lines) if line.get("chain") == "controller/alfa")
    forged = lines[last] | {"place": 7, "predecessor": lines[last]["hash"], "recorded_at": LATER}
    return [*lines[: last + 1], forged | {"hash": sealed(forged)}, *lines[last + 1 :]]


def sealed(line: dict[str, object]) -> str:
    """The hash that a line must have."""
    covered = {name: line[name] for name in line if name not in ("hash", "reason", "reason_salt")}
    return hashlib.sha256(rfc8785.dumps(covered)).hexdigest()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        pytest.param(lambda lines: [lines[0] | {"actor": "other"}, *lines[1:]], "altered", id="flipped"),
        pytest.param(lambda lines: [lines[0] | {"after": {"name": "\0"}}, *lines[1:]], "altered", id="nul"),
        pytest.param(lambda lines: [lines[0], *lines[2:]], "missing", id="removed"),
        pytest.param(lambda lines: [lines[0], lines[0], *lines[1:]], "inserted", id="inserted"),
        pytest.param(swapped, "moved", id="swapped"),
        pytest.param(sealed_alone, "predecessor", id="sealed-alone"),
        pytest.param(cut, "cut off", id="cut-tail"),
        pytest.param(appended, "after the last checkpoint", id="appended"),
        pytest.param(lost, "whole chain", id="lost"),
        pytest.param(resealed, "worked out anew", id="recomputed"),
        pytest.param(lambda lines: [*lines[:-1], lines[-1] | {"changes": 9}], "altered", id="checkpoint"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("logged")
async def test_break_in_an_export_is_found_by_both_readers(
    pool: Pool, tmp_path: Path, tamper: Callable[[Lines], Lines], what: str
) -> None:
    """What was done to a file is named by `verify`, and noticed by the program that the manual prints."""
    head = await exported(pool, tmp_path / "log")
    lines = lines_of(tmp_path / "log")
    (tmp_path / "log").write_bytes(b"".join(rfc8785.dumps(line) + b"\n" for line in tamper(lines)))
    broken = (await auditing.verify_file(tmp_path / "log", head)).broken
    assert broken is not None
    assert what in broken.what
    assert 0 != by_the_manual(tmp_path / "log", head).returncode


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda text: text.replace(b'"place":1,', b'"place":1.0,', 1), id="float"),
        pytest.param(lambda text: b" " + text, id="blank"),
        pytest.param(lambda text: b"[" * 100_000 + b"\n" + text, id="deep"),
        pytest.param(lambda text: b"{}\n" + text, id="no-change"),
        pytest.param(lambda text: b"\xff\n" + text, id="no-utf-8"),
        pytest.param(lambda text: text[: text.rindex(b'{"chains"')], id="no-end"),
        pytest.param(lambda text: text + text, id="twice"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
@pytest.mark.usefixtures("logged")
async def test_file_that_is_no_export_is_refused(pool: Pool, tmp_path: Path, tamper: Callable[[bytes], bytes]) -> None:
    """A file that is not canonical, or no export at all, is refused with the line; nothing crashes over it."""
    await exported(pool, tmp_path / "log")
    (tmp_path / "log").write_bytes(tamper((tmp_path / "log").read_bytes()))
    with pytest.raises(Malformed, match=r"Line \d+ of the file|does not end with a checkpoint"):
        await auditing.verify_file(tmp_path / "log", None)
    assert 0 != by_the_manual(tmp_path / "log").returncode


def by_the_manual(file: Path, *head: str) -> subprocess.CompletedProcess[str]:
    """Run the program that docs/log.md prints, which shares nothing with the service."""
    program = re.findall(r"^```python\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL)[0]
    command = [sys.executable, "-I", "-c", program, str(file), *head]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_manual_is_enough_to_verify_an_export(logged: Desk, pool: Pool, tmp_path: Path) -> None:
    """The program of the manual finds the head of an export, an erased reason among its changes, and an older head."""
    old = (await auditing.take_checkpoint(pool)).hash
    receipt = await logged.put(PAIR, factories.engagement("Mended"), manner="correction")
    await auditing.erase_reason(pool, receipt.changes[0])
    head = await exported(pool, tmp_path / "log")
    assert (0, head) == ((ran := by_the_manual(tmp_path / "log", old)).returncode, ran.stdout.strip())
    assert 0 != by_the_manual(tmp_path / "log", "0" * 64).returncode


@pytest.mark.usefixtures("logged")
async def test_no_byte_of_an_export_can_be_flipped(pool: Pool, tmp_path: Path) -> None:
    """A flipped bit is found wherever in the file it is, in the erasable words of a reason too."""
    head = await exported(pool, tmp_path / "log")
    text = (tmp_path / "log").read_bytes()
    for place in range(0, len(text), 7):
        (tmp_path / "log").write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        try:
            assert (await auditing.verify_file(tmp_path / "log", head)).broken is not None, place
        except Malformed:
            continue
