"""The trial of a mutant: put in place of its module in a process of its own, it must fail a case or a test."""

import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any, Literal, get_args

import grimp
import pytest

from service.documents import to_plain
from tests.mutation.mutants import ROOT, Mutant
from tests.rules.reading import all_cases, verdict_of

Fate = Literal["same", "words", "other", "killed"]
Plain = dict[str, Any]

# What became of a mutant, from bad to good: nothing told it apart; it changed words only; it changed an answer that no
# case asks about; a case or a test failed.
FATES: tuple[Fate, ...] = get_args(Fate)
SECONDS = 180  # a mutant that takes longer never comes to an end
_RULE = re.compile(r"service\.rules\.(r\d\d)_\w+")
_CATALOGUE = "service.rules.catalogue"
_NOT_TRIED = ("__init__", "wording")  # lists of names, and sentences
_CASES = [(file, case) for file, case in all_cases()]


class _Loader(SourceFileLoader):
    """Loads a module from the source of a mutant instead of its file."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(ROOT / f"{mutant.module.replace('.', '/')}.py"))
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 — importlib fixes the signature
        return compile(self.mutant.source, self.path, "exec")


class _Finder:
    """Finds the mutant where its module is asked for, and nothing else."""

    def __init__(self, mutant: Mutant) -> None:
        self.loader = _Loader(mutant)

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self.loader.name:
            return None
        return spec_from_file_location(fullname, self.loader.path, loader=self.loader)


def trials_of(mutants: Iterable[Mutant], processes: int) -> Iterator[tuple[Mutant, Fate]]:
    """Yield each mutant with its fate as soon as that is known, from so many processes at once."""
    _as_it_is()
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        if len(running) == processes:
            yield _finished(running)
        running[_started(mutant)] = mutant
    while running:
        yield _finished(running)


def _started(mutant: Mutant) -> int:
    pid = os.fork()
    if pid:
        return pid
    # The child must never come back into the caller, whatever the mutant raises: the status tells everything.
    status = FATES.index("killed")
    try:
        signal.alarm(SECONDS)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        status = FATES.index(_fate(mutant))
    finally:
        os._exit(status)


def _finished(running: dict[int, Mutant]) -> tuple[Mutant, Fate]:
    pid, status = os.wait()
    return running.pop(pid), FATES[os.WEXITSTATUS(status)] if os.WIFEXITED(status) else "killed"


def _fate(mutant: Mutant) -> Fate:
    _put_in_place(mutant)
    fate = _fate_by_cases(mutant.module)
    return fate if fate == "killed" or _passes(_tests_of(mutant)) else "killed"


def _put_in_place(mutant: Mutant) -> None:
    """Take out of this process the module and all that was made from it; they are imported anew when asked for."""
    for name in list(sys.modules):
        if name in _made_from(mutant.module) or name.startswith("tests.rules"):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))


def _fate_by_cases(module: str) -> Fate:
    # Imported here: what it takes from the service must be made from the mutant.
    from tests.rules.reading import differences, verdict_of  # noqa: PLC0415

    rule = _RULE.fullmatch(module)
    first = rule.group(1) if rule else "combined"
    fates: set[Fate] = set()
    for number, (_, case) in sorted(enumerate(_CASES), key=lambda one: (one[1][0] != first, one[1][0] != "regimes")):
        verdict = verdict_of(case)
        if list(differences(case, verdict)):
            return "killed"
        fates.add(_compared(_as_it_is()[number], to_plain(verdict)))
    return max(fates, key=FATES.index)


@cache
def _as_it_is() -> list[Plain]:
    """Return the verdicts of all cases as the program gives them without a fault."""
    return [to_plain(verdict_of(case)) for _, case in _CASES]


def _compared(before: Plain, after: Plain) -> Fate:
    if before == after:
        return "same"
    return "words" if _without_words(before) == _without_words(after) else "other"


def _without_words(verdict: Plain) -> Plain:
    findings = [finding | {"message": "", "remedy": ""} for finding in verdict["findings"]]
    return verdict | {"findings": findings}


def _tests_of(mutant: Mutant) -> list[str]:
    """Return the files of tests beside the cases: these hold the rules, but for what is said of a list as a whole."""
    folder, _, name = mutant.module.rpartition(".")
    if folder == "service.law":
        return ["tests/law"]
    if _RULE.fullmatch(mutant.module):
        return ["tests/rules/test_lists.py"] if "def check_list" in mutant.source else []
    return [f"tests/rules/test_{part}.py" for part in (name, "engine", "lists")]


def _passes(tests: list[str]) -> bool:
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest"]
    files = [test for test in tests if (ROOT / test).exists()]
    return not files or pytest.main([*options, *files]) == 0


@cache
def _made_from(module: str) -> frozenset[str]:
    """Return the names of a module and of all that import it; the catalogue imports every rule by its name."""
    graph = _graph()
    above = graph.find_downstream_modules(module) | {module}
    if any(map(_RULE.fullmatch, above)):
        above |= graph.find_downstream_modules(_CATALOGUE) | {_CATALOGUE}
    return frozenset(above)


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("service", cache_dir=None)


def sources(paths: Iterable[str]) -> list[Path]:
    """Return the source files of some paths (files or folders) that the campaign is about."""
    found = [file for path in map(Path, paths) for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return [file for file in found if file.stem not in _NOT_TRIED]
