"""The campaign: `python -m tests.mutation [PATH ...]` tries every mutant of these files and prints the survivors.

Exit 1 where one survives that `survivors.md` does not explain.
"""

import gc
import os
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import FATES, Fate, sources, trials_of

FOLDERS = ("service/rules", "service/law")
EXPLAINED = Path(__file__).with_name("survivors.md")


def line_of(mutant: Mutant) -> str:
    """Return how a mutant stands in the list of survivors: where it is, and what it changes."""
    return f"`{mutant.module.removeprefix('service.')}`: `{mutant.before}` → `{mutant.after}`"


def main(
    paths: Annotated[list[str] | None, typer.Argument()] = None, jobs: int = os.cpu_count() or 1, every: int = 1
) -> None:
    """Try the mutants of some paths (none: all of them), or every second, third ... of them; print survivors, score."""
    mutants = islice(chain.from_iterable(map(mutants_of, sources(paths or FOLDERS))), 0, None, every)
    explained = EXPLAINED.read_text("utf-8")
    counted, new = Counter[tuple[str, Fate]](), 0
    gc.freeze()  # so that the children share the memory of what is loaded
    for mutant, fate in trials_of(mutants, jobs):
        counted[mutant.module.rpartition(".")[0], fate] += 1
        if fate in ("same", "other"):
            known = line_of(mutant) in explained
            new += not known
            print(f"{'explained' if known else 'SURVIVED '} {fate:5} {line_of(mutant)}", flush=True)
    for folder in sorted({folder for folder, _ in counted}):
        print(_score(folder, {fate: counted[folder, fate] for fate in FATES}), flush=True)
    raise typer.Exit(1 if new else 0)


def _score(folder: str, fates: dict[Fate, int]) -> str:
    killed, total = fates["killed"], sum(fates.values()) - fates["words"]
    return (
        f"{folder}: {killed} of {total} mutants killed, {killed / total:.1%}; {fates['words']} more change words only"
    )


if __name__ == "__main__":
    typer.run(main)
