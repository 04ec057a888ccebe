"""The pages of the rules in docs/rules."""

import pytest

from service.rules.catalogue import RULES, Built
from service.transfers import SEVERITIES
from tests.rules.pages import FOLDER, cases_of, pages

PAGES = pages()
IDS = [built.rule.id for built in RULES]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_its_rule_says(name: str) -> None:
    """The committed page is the one that `make docs` writes: nobody edits it by hand."""
    file = FOLDER / name
    assert file.is_file(), "run `make docs`"
    assert PAGES[name] == file.read_text("utf-8"), "run `make docs`"


def test_there_is_no_page_of_another_rule() -> None:
    """Every page is of a rule that is built, or the index."""
    assert set(PAGES) == {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_page_names_every_severity_of_the_cases(built: Built) -> None:
    """The severities that a page names are those in which the cases of its rule speak, M and the cap left aside."""
    named = set(built.rule.severities)
    findings = [finding for case in cases_of(built) for finding in case.get("findings", ())]
    spoken = {finding["severity"] for finding in findings if finding["rule"] == built.rule.id and "severity" in finding}
    raised = {SEVERITIES[min(SEVERITIES.index(severity) + 1, 4)] for severity in named if built.rule.modifier_m}
    capped = {"high"} if built.rule.about == "tool" and "critical" in named else set()
    assert (set(), set()) == (named - spoken, spoken - named - raised - capped)
