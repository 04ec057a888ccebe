"""What is told of two answers of the check that differ."""

from datetime import date
from typing import Any

import msgspec
import pytest

from service.register.checking import ListVerdict
from service.rules.differences import differences, fact_of
from service.transfers import Acceptance, Basis, Finding, Transfer
from tests.reports.samples import finding, verdict


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {}, []),
        ({}, {"message": "In other words.", "remedy": "Do it."}, []),
        ({"severity": "high"}, {"severity": "critical"}, [("severity", "high", "critical")]),
        ({"unknown": ("dpa", "country")}, {}, [("unknown", "country, dpa", None)]),
        ({"unknown": ("dpa", "country")}, {"unknown": ("country", "dpa")}, []),
        ({}, {"confidence": "uncertain"}, [("confidence", "verified", "uncertain")]),
        (
            {},
            {"unknown": ("dpa",), "confidence": "general"},
            [("unknown", None, "dpa"), ("confidence", "verified", "general")],
        ),
        ({"severity": "high"}, {"severity": "low", "unknown": ("dpa",)}, [("severity", "high", "low")]),
    ],
)
def test_a_finding_that_stays_is_told_by_what_is_another(
    before: dict[str, Any], after: dict[str, Any], told: list[tuple[str, str | None, str | None]]
) -> None:
    """A change of severity is told, else of what is not recorded and of how sure the law is; other words are not."""
    found = differences(verdict(finding(**before)), verdict(finding(**after)))
    assert told == [(it.kind, it.before, it.after) for it in found]


def test_a_finding_comes_and_goes() -> None:
    """A finding that only one of the answers has appears or disappears, with its severity."""
    one, none = verdict(finding(unknown=("dpa",))), verdict()
    there, gone = list(differences(none, one)), list(differences(one, none))
    assert [("finding_appears", None, "critical")] == [(it.kind, it.before, it.after) for it in there]
    assert [("finding_disappears", "critical", None)] == [(it.kind, it.before, it.after) for it in gone]


def test_the_end_of_an_acceptance_is_told_and_its_beginning() -> None:
    """A finding that is as grave and no longer accepted is told with the last day on which it was, and the reverse."""
    accepted = verdict(finding(accepted=Acceptance(reason="known", until=date(2026, 12, 31), by="ops")))
    (ends,), (begins,) = differences(accepted, verdict(finding())), differences(verdict(finding()), accepted)
    assert ("acceptance", "accepted until 2026-12-31", "critical") == (ends.kind, ends.before, ends.after)
    assert ("acceptance", "critical", "accepted until 2026-12-31") == (begins.kind, begins.before, begins.after)


def test_what_is_told_of_a_finding_names_it() -> None:
    """A difference has the rule, the words and the fingerprint of its finding; a recipient without a hop has no way."""
    about = finding()
    (found,) = differences(None, msgspec.structs.replace(verdict(about), transfers=()))
    told = (found.rule, found.title, found.message, found.fingerprint, found.subprocessor, found.country, found.regime)
    assert (about.rule, about.title, about.message, about.fingerprint, "nimbus", "IN", "eu") == told
    assert () == found.chain


def hop(**fields: Any) -> Transfer:  # noqa: ANN401 — fields of any type
    """A hop to India that the clauses carry."""
    rest: dict[str, Any] = dict.fromkeys(Transfer.__struct_fields__) | {
        "subprocessor": "nimbus",
        "country": "IN",
        "activities": ("hosting",),
        "chain": ("nimbus",),
        "regime": "eu",
        "exporter": "Muster GmbH",
        "importer": "Nimbus Ltd",
        "result": "safeguarded",
        "basis": Basis(article="46(2)(c)", mechanism="scc", reference="(EU) 2021/914"),
        "fallbacks": (),
        "manual_review": False,
    }
    return Transfer(**rest | fields)


def answer(*hops: Transfer, findings: tuple[Finding, ...] = ()) -> ListVerdict:
    """What the check says of these hops."""
    return msgspec.structs.replace(verdict(*findings), transfers=hops)


def told(before: ListVerdict | None, after: ListVerdict | None) -> list[tuple[Any, ...]]:
    """What is told of hops: kind, member, country, regime, chain, before and after."""
    return [fact_of(it)[:-1] for it in differences(before, after)]


NIMBUS = ("nimbus", "IN", "eu", ("nimbus",))
DECISION = Basis(article="45", mechanism="adequacy", decision="IN-2030-1", reference="(EU) 2030/1")


def test_a_hop_that_comes_or_goes_is_told_by_its_result() -> None:
    """Whoever is not on the list has no result; nothing is told of what is in neither answer, or the same in both."""
    assert [("result", *NIMBUS, None, "safeguarded")] == told(None, answer(hop()))
    assert [("result", *NIMBUS, "safeguarded", None)] == told(answer(hop()), answer())
    assert ([], []) == (told(answer(hop()), answer(hop())), told(None, None))


def test_a_result_that_changes_is_told_and_not_its_basis_too() -> None:
    """What carries another result is another thing anyway; only where the result stays a new basis is told."""
    fallen, better = hop(result="unsafeguarded", basis=None), hop(result="adequate", basis=DECISION)
    assert [("result", *NIMBUS, "safeguarded", "unsafeguarded")] == told(answer(hop()), answer(fallen))
    assert [("result", *NIMBUS, "safeguarded", "adequate")] == told(answer(hop()), answer(better))


def test_a_basis_that_changes_under_the_same_result_is_told() -> None:
    """A basis is named by tool and decision, or by where the tool is written."""
    rules = hop(basis=Basis(article="46(2)(b)", mechanism="bcr"))
    assert [("basis", *NIMBUS, "scc (EU) 2021/914", "bcr")] == told(answer(hop()), answer(rules))
    assert [("basis", *NIMBUS, "bcr", "adequacy IN-2030-1")] == told(answer(rules), answer(hop(basis=DECISION)))
    assert [("basis", *NIMBUS, "bcr", None)] == told(answer(rules), answer(hop(basis=None)))


def test_hops_are_told_apart_by_chain_country_and_regime() -> None:
    """Each hop is compared with itself; of two that nothing tells apart the first with the first."""
    others = [hop(country="US"), hop(regime="uk"), hop(subprocessor="deep", chain=("nimbus", "deep"))]
    fallen = [msgspec.structs.replace(other, result="unsafeguarded", basis=None) for other in others]
    found = told(answer(hop(), *others), answer(hop(), *fallen))
    assert {("nimbus", "US", "eu"), ("nimbus", "IN", "uk"), ("deep", "IN", "eu")} == {one[1:4] for one in found}
    second = hop(result="unsafeguarded", basis=None)
    assert [("result", *NIMBUS, "unsafeguarded", None)] == told(answer(hop(), second), answer(hop()))


def test_three_hops_that_nothing_tells_apart_are_three() -> None:
    """The third of equal hops is compared with the third."""
    bad = hop(result="unsafeguarded", basis=None)
    assert [("result", *NIMBUS, "unsafeguarded", "safeguarded")] == told(
        answer(hop(), hop(), bad), answer(hop(), hop(), hop())
    )


def test_the_second_of_hops_that_nothing_tells_apart_is_not_the_last() -> None:
    """Of three equal hops the one in the middle is told too."""
    bad = hop(result="unsafeguarded", basis=None)
    assert [("result", *NIMBUS, "unsafeguarded", "safeguarded")] == told(
        answer(hop(), bad, hop()), answer(hop(), hop(), hop())
    )


def test_a_hop_without_a_country_stands_beside_one_with_a_country() -> None:
    """Hops to a place that is not declared are told with the others."""
    found = told(None, answer(hop(), hop(country=None)))
    assert {"IN", None} == {one[2] for one in found}


def test_a_finding_is_told_with_the_shortest_way_to_its_recipient() -> None:
    """Of a recipient that is reached by two ways the shorter one is named, whatever the order of the hops."""
    far, near = hop(chain=("a", "b", "nimbus")), hop(chain=("a", "nimbus"))
    about = (msgspec.structs.replace(finding(), subprocessor="nimbus"),)
    for hops in ((far, near), (near, far)):
        (it,) = differences(answer(*hops), answer(*hops, findings=about))
        assert ("finding_appears", ("a", "nimbus")) == (it.kind, it.chain)
