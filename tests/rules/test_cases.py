"""The cases of every rule, read from `tests/rules/cases`: facts, what the check must find, and what it must not."""

import pytest

from service.rules.catalogue import RULES
from service.rules.rule import Rule
from tests.rules.reading import Case, all_cases, differences, verdict_of

CASES = list(all_cases())


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{file}: {case['name']}") for file, case in CASES])
def test_case(case: Case) -> None:
    """The check finds in the facts of a case what the case expects, and nothing that it excludes."""
    verdict = verdict_of(case)
    told = [f"{f.rule} {f.severity} {f.country} {f.message}" for f in verdict.findings]
    assert [] == list(differences(case, verdict)), "\n".join(told)


@pytest.mark.parametrize("rule", [built.rule.id for built in RULES])
def test_every_rule_has_a_case_that_fires_and_one_that_is_silent(rule: str) -> None:
    """Each rule that is built has cases of its own: at least one in which it fires and a near miss."""
    own = [case for file, case in CASES if file == rule.lower()]
    fires = [case for case in own if any(finding["rule"] == rule for finding in case.get("findings", ()))]
    silent = [case for case in own if rule in case.get("absent", ())]
    assert (True, True) == (bool(fires), bool(silent))


def test_every_rule_is_built() -> None:
    """Every rule number from R01 to R60 is there once."""
    assert [f"R{number:02}" for number in range(1, 61)] == [built.rule.id for built in RULES]


# Rules that no shipped fact lets speak under a regime: nothing on the lists of the UK and of Switzerland ended, was
# declared invalid or is contested, and inside their own country R01 settles without a finding.
NEVER_HEARD = {(rule, regime) for rule in ("R01", "R15", "R20", "R21") for regime in ("uk", "ch")}


@pytest.mark.parametrize("rule", [built.rule for built in RULES], ids=lambda rule: rule.id)
def test_every_rule_has_a_case_in_each_of_its_regimes(rule: Rule) -> None:
    """Under each regime for which a rule is declared, a case shows it speak."""
    heard = {
        regime
        for _, case in CASES
        for finding in case.get("findings", ())
        if finding["rule"] == rule.id
        for regime in case.get("exporter", {}).get("regimes", ["eu"])
        if finding.get("regime", regime) == regime
    }
    missing = {(rule.id, regime) for regime in rule.regimes if regime not in heard}
    assert missing == {(rule.id, regime) for regime in rule.regimes} & NEVER_HEARD
