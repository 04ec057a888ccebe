"""What published words on transfer tools claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.imports.claims import read_claims
from service.safeguards import Adequacy, AnySafeguard, Bcr, Derogation, Other, Scc

DPF = Adequacy(decision="US-DPF-2023-1795")


@pytest.mark.parametrize(
    ("words", "tools"),
    [
        ("SCCs (EU Standard Contractual Clauses)", [Scc()]),
        ("Standard Contractual Clauses (2021/914), Module Three", [Scc()]),
        ("DPF", [DPF]),
        ("EU-U.S. Data Privacy Framework (DPF)", [DPF]),
        ("DPF / SCCs", [DPF, Scc()]),
        ("SCCs; SCC", [Scc()]),
        ("BCR", [Bcr()]),
        ("Adequacy decision", [Adequacy()]),
        ("consent", [Derogation(ground="consent")]),
        ("EEA hosting — no transfer", []),
        ("none", []),
        ("n/a", []),
        ("—", []),
        ("", []),
        ("SCCs pending", [Other(name="SCCs pending")]),
        ("no SCCs", [Other(name="no SCCs")]),
        ("not certified under the DPF", [Other(name="not certified under the DPF")]),
        ("Swiss-US DPF", [Other(name="Swiss-US DPF")]),
        ("Privacy Shield", [Other(name="Privacy Shield")]),
        ("DPA", [Other(name="DPA")]),
    ],
)
def test_words_claim_tools(words: str, tools: list[AnySafeguard]) -> None:
    """Words claim the tool that they name and no detail of it; what may deny a tool is kept as another thing."""
    assert tools == list(read_claims(words).tools)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("SCC, module 2", "assumed"), ("ISO 27001", "kept"), ("EEA hosting — no transfer", "ignored")],
)
def test_claims_are_explained(words: str, kind: str) -> None:
    """Every reading that is not literal has a sentence of its kind that quotes the words."""
    assert [True] == [words in said for said in getattr(read_claims(words), kind)]


@given(st.text(max_size=100))
def test_any_words_are_read(words: str) -> None:
    """No words break the reading, and words that claim nothing are told."""
    claims = read_claims(words)
    assert bool(claims.tools or claims.ignored) or not any(c.isalnum() for c in words)
