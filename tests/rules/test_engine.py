"""The engine around the rules: chains, order, fingerprints, days, and words."""

import hashlib
from datetime import date

import msgspec
import pytest

from service.law import load_law
from service.rules import assess, transfers
from service.transfers import SEVERITIES, Finding, Verdict
from tests.rules.reading import Case, all_cases, facts_of, verdict_of


def check(**case: object) -> Verdict:
    return verdict_of(case)


def hashed(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def only(verdict: Verdict, rule: str) -> Finding:
    (finding,) = (finding for finding in verdict.findings if finding.rule == rule)
    return finding


def test_a_chain_is_followed_to_any_depth() -> None:
    """Each member of the chain has hops of its own, the member above as exporter, all slugs from the entry down."""
    verdict = check(
        subprocessor={"locations": ["IE"], "engages": [{"subprocessor": "deep"}]},
        chain={
            "deep": {"locations": ["GB"], "legal_name": "Deep Ltd", "engages": [{"subprocessor": "deeper"}]},
            "deeper": {"locations": ["IN"], "legal_name": "Deeper Pvt", "safeguards": []},
        },
    )
    hops = [(t.chain, t.subprocessor, t.exporter, t.country, t.result) for t in verdict.transfers]
    assert [
        (("acme",), "acme", "Muster GmbH", "IE", "inside_eea"),
        (("acme", "deep"), "deep", "Acme Ltd", "GB", "adequate"),
        (("acme", "deep", "deeper"), "deeper", "Deep Ltd", "IN", "unsafeguarded"),
    ] == hops


def test_a_cycle_ends() -> None:
    """A chain that comes back to itself, which the register refuses, is followed once around and no further."""
    verdict = check(
        subprocessor={"locations": ["IE"], "engages": [{"subprocessor": "deep"}]},
        chain={
            "deep": {"locations": ["IE"], "engages": [{"subprocessor": "acme"}, {"subprocessor": "deeper"}]},
            "deeper": {"locations": ["IE"], "engages": [{"subprocessor": "deep"}]},
        },
    )
    assert [("acme",), ("acme", "deep"), ("acme", "deep", "deeper")] == [t.chain for t in verdict.transfers]


def test_a_wide_and_deep_chain_does_not_explode() -> None:
    """Twelve layers in which everybody engages everybody below give one hop for each pair, not one for each path."""
    layers = [[f"m{layer}-{member}" for member in range(6)] for layer in range(12)]
    below = dict(zip(range(12), [*layers[1:], []], strict=True))
    chain = {
        slug: {"locations": ["IE"], "engages": [{"subprocessor": other} for other in below[depth]]}
        for depth, layer in enumerate(layers)
        for slug in layer
    }
    first = [{"subprocessor": slug} for slug in layers[0]]
    verdict = check(subprocessor={"locations": ["IE"], "engages": first}, chain=chain)
    assert 1 + 6 + 11 * 36 == len(verdict.transfers)


def test_transfers_come_by_chain_regime_and_country() -> None:
    """Transfers are ordered by length of the chain, then regime, then country, what has no country last."""
    verdict = check(
        exporter={"country": "GB", "regimes": ["uk", "eu"]},
        subprocessor={"locations": ["US", {"region": "EU"}, "IE"], "engages": [{"subprocessor": "deep"}]},
        chain={"deep": {"locations": ["DE"]}},
    )
    order = [(len(t.chain), t.regime, t.country) for t in verdict.transfers]
    assert [
        (1, "eu", "IE"),
        (1, "eu", "US"),
        (1, "eu", None),
        (1, "uk", "IE"),
        (1, "uk", "US"),
        (1, "uk", None),
        (2, "eu", "DE"),
        (2, "uk", "DE"),
    ] == order


def test_findings_come_from_the_worst_down() -> None:
    """Findings are ordered by severity, the worst first, then by rule."""
    verdict = check(subprocessor={"locations": ["US", "SX"], "dpa": None, "legal_name": None, "safeguards": []})
    order = [(-SEVERITIES.index(f.severity), f.rule) for f in verdict.findings]
    assert sorted(order) == order


def test_activities_of_a_country_come_together() -> None:
    """All that is done in a country is one hop with each activity once."""
    verdict = check(subprocessor={"locations": ["IE support", "IE", "IE backup", "IE support"]})
    assert [("IE", ("backup", "hosting", "support"))] == [(t.country, t.activities) for t in verdict.transfers]


STABLE: list[tuple[str, Case, Case]] = [
    ("another day", {}, {"on": "2027-02-01"}),
    ("another purpose", {}, {"engagement": {"purpose": "Something else"}}),
    ("another activity", {}, {"subprocessor": {"locations": ["IN", "IN support"], "safeguards": ["module 2"]}}),
    ("a place beside it", {}, {"subprocessor": {"locations": ["IN", "IE"], "safeguards": ["module 2"]}}),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in STABLE], ids=[case[0] for case in STABLE])
def test_a_fingerprint_outlives_what_is_beside_the_problem(one: Case, other: Case) -> None:
    """The same problem keeps its fingerprint when the day, other fields or other places change."""
    base: Case = {"subprocessor": {"locations": ["IN"], "safeguards": ["module 2"]}}
    prints = [
        {f.fingerprint for f in verdict_of(base | case).findings if f.rule in ("R23", "R26")} for case in (one, other)
    ]
    assert (2, prints[0]) == (len(prints[0]), prints[1])


def test_a_fingerprint_is_made_of_what_the_problem_is() -> None:
    """A fingerprint is a hash of rule, regime, list, sub-processor, country, chain and tool, and of nothing else."""
    verdict = check(subprocessor={"locations": ["IN"], "safeguards": ["module 2"]})
    problem = hashed("R26", "eu", "acme", "IN", "acme", "scc:2021/914")
    assert hashed(problem, "list") == only(verdict, "R26").fingerprint


def test_fingerprints_tell_lists_and_countries_apart() -> None:
    """The same rule in another country or on another list is another problem."""
    facts = facts_of({"subprocessor": {"locations": ["IN", "CN"], "safeguards": []}})
    elsewhere = msgspec.structs.replace(facts, controller_slug="other")
    prints = [
        f.fingerprint for given in (facts, elsewhere) for f in assess(given, load_law()).findings if f.rule == "R23"
    ]
    assert 4 == len(set(prints))


def test_two_tools_that_no_fact_tells_apart_have_two_fingerprints() -> None:
    """Findings about two equal tools are told apart by their order alone."""
    tool = {"like": "module 3", "tias": []}
    verdict = check(subprocessor={"locations": ["IN"], "safeguards": [tool, tool]})
    assert 2 == len({f.fingerprint for f in verdict.findings if f.rule == "R29"})


def test_a_finding_of_the_contract_is_about_no_country_and_no_regime() -> None:
    """What is wrong with a legal entity is said once, however many regimes and places there are."""
    verdict = check(exporter={"regimes": ["eu", "uk", "ch"]}, subprocessor={"locations": ["IE", "DE"], "dpa": None})
    finding = only(verdict, "R42")
    assert (None, None, "acme", "list") == (finding.regime, finding.country, finding.subprocessor, finding.controller)


def test_since_is_never_before_the_engagement() -> None:
    """A finding is no older than the engagement, even where the facts under it are."""
    verdict = check(
        effective_from="2026-11-10",
        subprocessor={"locations": ["IE"], "dpa": {"status": "signed", "valid_until": "2026-10-31"}},
    )
    assert date(2026, 11, 10) == only(verdict, "R42").since


def test_since_is_unknown_where_nothing_tells_it() -> None:
    """Without a day in the facts and without a first day of the engagement, since when is not known."""
    assert only(check(subprocessor={"locations": ["IN"], "safeguards": []}), "R23").since is None


def test_a_finding_names_place_article_and_remedy() -> None:
    """A critical finding says where, on which facts, under which articles, and what to do next."""
    finding = only(check(subprocessor={"locations": ["IN remote_access"], "safeguards": []}), "R23")
    assert (
        "Data goes to Acme Ltd in India (IN) (remote access), a third country; no transfer tool is recorded for it."
        == finding.message
    )
    assert ("GDPR Art. 44", "GDPR Art. 46(1)", "GDPR Art. 83(5)(c)") == finding.legal_basis
    assert finding.remedy.startswith("Sign the clauses of (EU) 2021/914, module 3, with Acme Ltd")


def test_a_failed_tool_is_named_beside_r23() -> None:
    """R23 names the tools that were recorded and the rules that defeated them."""
    finding = only(check(subprocessor={"locations": ["IN"], "safeguards": ["module 2"]}), "R23")
    assert "nothing carries it: standard contractual clauses (2021/914) (R26)" in finding.message


def test_the_words_of_the_source_are_quoted() -> None:
    """An undeclared place is reported in the words of its source."""
    finding = only(check(subprocessor={"locations": [{"activity": "support", "stated": "Global"}]}), "R04")
    assert 'No country is recorded for a place of Acme (support); the source says "Global".' in finding.message


def test_countries_have_the_article_that_a_sentence_needs() -> None:
    """Names such as the United States stand with their article."""
    verdict = check(subprocessor={"locations": ["US", "FO"], "safeguards": []})
    told = " ".join(f.message for f in verdict.findings)
    wanted = ("in the United States (US)", "to the Faroe Islands (FO), linked to Denmark (DK)")
    assert [] == [words for words in wanted if words not in told]


def test_no_finding_says_that_anybody_breaks_the_law() -> None:
    """Findings say what is recorded and what is missing; they accuse nobody."""
    verdict = check(
        subprocessor={
            "locations": ["US", "IN", {"stated": "Global"}],
            "safeguards": ["module 2"],
            "dpa": {"status": "none"},
        }
    )
    told = " ".join(f"{f.title} {f.message} {f.remedy}" for f in verdict.findings).lower()
    assert [] == [word for word in ("illegal", "unlawful", "breach", "violat", "infring") if word in told]


def test_a_list_entry_without_a_slug_can_be_checked() -> None:
    """A sub-processor that is not on the register yet is named by its name and has no slug."""
    facts = facts_of({"subprocessor": {"locations": ["IN"], "safeguards": []}})
    stranger = msgspec.structs.replace(facts, controller_slug=None, entry=msgspec.structs.replace(facts.entry, slug=""))
    (transfer,) = assess(stranger, load_law()).transfers
    assert (None, None, ("Acme",)) == (transfer.controller, transfer.subprocessor, transfer.chain)


@pytest.mark.parametrize("case", [case for _, case in all_cases()][::3])
def test_transfers_alone_are_those_of_the_whole_check(case: Case) -> None:
    """Whoever asks for no findings gets the same transfers in the same order, of the same list."""
    facts = msgspec.structs.replace(facts_of(case), controller_slug="acme")
    law = load_law().without(case.get("revoke", ()))
    assert assess(facts, law).transfers == transfers(facts, law)


def test_transfers_and_findings_of_one_rule_come_in_order() -> None:
    """Transfers come by length of the chain, regime and place; findings by severity, rule, member, country, regime."""
    verdict = check(
        exporter={"regimes": ["uk", "eu"]},
        subprocessor={
            "locations": ["PH", "IN", {"region": "EU", "activity": "hosting"}, {"region": "EEA", "activity": "backup"}],
            "safeguards": [],
            "engages": [{"subprocessor": "zeta"}, {"subprocessor": "alfa"}],
        },
    )
    places = [("IN", ("hosting",)), ("PH", ("hosting",)), (None, ("backup",)), (None, ("hosting",))]
    own = [(t.regime, t.country, t.activities) for t in verdict.transfers if t.subprocessor == "acme"]
    assert [(regime, *place) for regime in ("eu", "uk") for place in places] == own
    others = [(t.regime, t.subprocessor) for t in verdict.transfers if t.subprocessor != "acme"]
    assert [(regime, slug) for regime in ("eu", "uk") for slug in ("alfa", "zeta")] == others
    told = [(f.rule, f.subprocessor, f.country or "", f.regime) for f in verdict.findings if f.rule in ("R23", "R04")]
    gaps = [("R23", "acme", country, regime) for country in ("IN", "PH") for regime in ("eu", "uk")]
    gaps += [("R04", "acme", "", "uk")] * 2  # a region of the EEA is a place for the GDPR alone
    gaps += [("R04", slug, "", regime) for slug in ("alfa", "zeta") for regime in ("eu", "uk")]
    assert [*gaps, *[("R04", "acme", "", "eu")] * 2] == told
