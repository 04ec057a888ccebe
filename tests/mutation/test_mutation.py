"""A short sample of the mutation testing: what mutants are made, and that the campaign notices them."""

import subprocess
import sys

import pytest

from tests.mutation.mutants import ROOT, mutants_of

SUNSET = ROOT / "service" / "rules" / "r20_sunset.py"
SMALL = "service/rules/r12_international_organisation.py"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if begins <= hop.on:", "if begins < hop.on:"),
        ('(relativedelta(months=12), "medium"),', '(relativedelta(months=13), "medium"),'),
        (
            "return tuple((last_day - before, severity) for before, severity in _STEPS)",
            "return tuple((last_day + before, severity) for before, severity in _STEPS)",
        ),
        ("regimes=EVERY_REGIME,", ""),
        ("since=begins,", ""),
    ],
)
def test_days_numbers_and_declarations_are_mutated(before: str, after: str) -> None:
    """Boundaries of days, numbers in tables and the declaration of a rule all have mutants."""
    assert (before, after) in {(mutant.before, mutant.after) for mutant in mutants_of(SUNSET)}


def test_words_are_not_mutated() -> None:
    """No mutant changes a title, a message, a remedy, a docstring or a citation, and each differs from the original."""
    mutants = list(mutants_of(SUNSET))
    kept = ("title=", "message=", "remedy=", '"GDPR Art. 45(3)"', "Duty: ")
    assert all(mutant.before != mutant.after for mutant in mutants)
    assert all(word in mutant.source for mutant in mutants for word in kept if "legal_basis=" not in mutant.before)


def test_a_mutant_is_a_program() -> None:
    """The source of every mutant compiles: it fails by what it does and not by how it is written."""
    for mutant in mutants_of(SUNSET):
        compile(mutant.source, mutant.module, "exec")


def test_the_campaign_kills_what_is_not_explained() -> None:
    """On one small rule the campaign kills every mutant but those that the list of survivors explains."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.mutation", "--jobs", "1", SMALL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr), run.stdout
    killed, _, total = run.stdout.splitlines()[-1].partition(": ")[2].partition(" mutants")[0].partition(" of ")
    assert 10 < int(killed) <= int(total)
