"""What every rule module owes its reader, checked for all of them."""

import inspect
import re
from types import ModuleType

import pytest

from service.rules import catalogue
from service.rules.catalogue import RULES, Built
from service.rules.facts import ListCase
from service.rules.hops import Hop
from service.rules.outcomes import Engaged, Outcome, Party
from service.rules.tools import Tool
from service.safeguards import Regime, mechanism_of
from service.transfers import SEVERITIES
from tests.rules.reading import GIVEN, Case, facts_of, verdict_of

SUBJECTS = {"place": Hop, "tool": Tool, "hop": Outcome, "member": Party, "engagement": Engaged}
IDS = [built.rule.id for built in RULES]


def module_of(built: Built) -> ModuleType:
    module = inspect.getmodule(built.check)
    assert module is not None
    return module


def test_rules_are_found_in_the_order_of_their_names() -> None:
    """The walk over the package finds each rule once, in the order of the numbers."""
    assert sorted(set(IDS)) == IDS


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_module_is_named_after_its_rule(built: Built) -> None:
    """The name of a module begins with the number of its rule, in lower case."""
    assert built.rule.id.lower() == module_of(built).__name__.rpartition(".")[2][:3]


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_the_worst_severity_of_a_rule_stands_first(built: Built) -> None:
    """A rule names its severities once each, the worst first: a viewer of SARIF takes that one for the rule."""
    assert (
        tuple(severity for severity in reversed(SEVERITIES) if severity in built.rule.severities)
        == built.rule.severities
    )


@pytest.mark.parametrize("regime", ["uk", "ch"])
@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_rule_cites_the_law_of_its_regime(built: Built, regime: Regime) -> None:
    """Under the UK GDPR and the FADP a rule cites something, and neither the GDPR nor the board of the EU."""
    cited = built.rule.cited(regime) if regime in built.rule.regimes else ("none",)
    assert cited
    assert [] == [text for text in cited if text.startswith(("GDPR", "EDPB", "(EU) 2021/915"))]


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_module_states_the_duty_and_its_source(built: Built) -> None:
    """The docstring of a rule names the rule, the duty in words, and a source that can be opened or cited."""
    stated = inspect.getdoc(module_of(built)) or ""
    assert stated.startswith(f"{built.rule.id}: ")
    assert ("Duty: " in stated, bool(re.search(r"Source: [\s\S]*(https://|EDPB)", stated))) == (True, True)


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_check_takes_what_its_rule_is_about(built: Built) -> None:
    """The one parameter of a check is of the kind that its rule says it is about."""
    (parameter,) = inspect.signature(built.check).parameters.values()
    assert SUBJECTS[built.rule.about] is parameter.annotation


@pytest.mark.parametrize("built", [built for built in RULES if built.check_list is not None], ids=lambda b: b.rule.id)
def test_a_check_of_lists_takes_a_list(built: Built) -> None:
    """A rule that looks at a list as a whole has a function of its own for it, beside the one for its entries."""
    assert built.check_list is not None
    (parameter,) = inspect.signature(built.check_list).parameters.values()
    assert ListCase is parameter.annotation


@pytest.mark.parametrize(
    ("given", "silent"),
    [
        ({}, {"R10", "R45", "R46", "R47", "R54", "R55"}),
        ({"controller": {}}, {"R10", "R46", "R54", "R55"}),
        ({"controller": {"country": "IN"}}, {"R46", "R54", "R55"}),
        ({"notice": {}}, {"R10", "R45", "R46", "R47", "R54", "R55"}),
        ({"controller": {"country": "NO", "record": {}}, "notice": {}}, {"R55"}),
        ({"controller": {"country": "NO", "privacy_notice": {}}, "notice": {}}, {"R54"}),
        ({"controller": {"country": "NO", "record": {}, "privacy_notice": {}}, "notice": {}}, set()),
    ],
)
def test_what_lacks_a_need_is_listed(given: Case, silent: set[str]) -> None:
    """A rule that needs what was not given beside the entry is listed as not evaluated, and only then."""
    assert silent == set(verdict_of(given).not_evaluated)


@pytest.mark.parametrize("built", RULES, ids=IDS)
def test_a_rule_cites_the_law(built: Built) -> None:
    """Every rule has a title and at least one legal basis, in each of its regimes."""
    assert built.rule.title
    assert all(built.rule.cited(regime) for regime in built.rule.regimes)


def test_the_uk_gdpr_keeps_the_numbers_of_the_gdpr() -> None:
    """Under the UK regime a rule cites the same articles of the UK GDPR, under the Swiss one those of the FADP."""
    rule = next(built.rule for built in RULES if built.rule.id == "R25")
    cited = [rule.cited(regime) for regime in rule.regimes]
    assert [("GDPR Art. 46",), ("UK GDPR Art. 46",), ("FADP Art. 16(2)",)] == cited


def test_no_tool_passes_unexamined() -> None:
    """Every mechanism that a document can name is looked at by rules that can defeat it or leave it open."""
    for name, tool in GIVEN["tools"].items():
        (safeguard,) = facts_of({"subprocessor": {"safeguards": [tool]}}).entry.subprocessor.safeguards or ()
        rules = catalogue.rules_about("tool", "eu", mechanism_of(safeguard))
        assert any(built.rule.effect in ("defeats", "open") for built in rules if built.rule.mechanisms), name
