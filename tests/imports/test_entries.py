"""Whole entries, a JSON object a line: what is taken, and what is refused with its place."""

import json

import pytest

from service.errors import Invalid, Malformed
from service.imports import read_list
from tests import factories
from tests.factories import Document


def line(slug: str = "nimbus", **fields: object) -> str:
    entry = {"slug": slug, "subprocessor": factories.subprocessor("Nimbus"), "engagement": factories.engagement()}
    return json.dumps(entry | fields)


def test_every_field_of_both_documents_is_taken() -> None:
    """A line holds both documents as the API takes them; blank lines and a byte order mark do not count."""
    dpa = factories.signed_dpa(terms=["a", "h"])
    text = line(subprocessor=factories.subprocessor("Nimbus", dpa=dpa), engagement=factories.engagement(hr_data=False))
    (item,) = read_list(f"\ufeff\n{text}\r\n\n".encode(), "ndjson").items
    assert item.subprocessor.dpa is not None
    assert ((2,), "nimbus", ("a", "h"), False, True) == (
        item.lines,
        item.slug,
        item.subprocessor.dpa.terms,
        item.engagement.hr_data,
        item.listed,
    )


@pytest.mark.parametrize("without", [{"engagement": None}, {}])
def test_a_line_without_an_engagement_is_a_further_hop(without: Document) -> None:
    """Where the engagement is null or left out, the sub-processor is in the catalogue only."""
    entry = {"slug": "deep", "subprocessor": factories.subprocessor("Deep")} | without
    (item,) = read_list(json.dumps(entry).encode(), "ndjson").items
    assert not item.listed


@pytest.mark.parametrize(
    ("wrong", "pointer", "named"),
    [
        (line("other", subprocessor={"name": "X", "nmae": "Y"}), "/subprocessor/nmae", "unknown field"),
        (line("other", engagement={"hr_data": "no"}), "/engagement/hr_data", "bool"),
        (
            line("other", subprocessor={"name": "X", "locations": [{"country": "XX"}]}),
            "/subprocessor/locations",
            "XX",
        ),
        (line("Not a slug"), "/slug", "a slug is"),
        (line("other", subprocesor={}), "/subprocesor", "unknown field"),
        (json.dumps({"slug": "other", "engagement": {}}), "", "subprocessor"),
        (line("nimbus"), "", "stands in line 1 too"),
        ("{", "", "no JSON object"),
        ("[1]", "", "object"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(wrong: str, pointer: str, named: str) -> None:
    """Line, place in the line, and what is wrong; nothing of the file is taken."""
    with pytest.raises(Invalid) as refused:
        read_list("\n".join((line(), wrong, line("third"))).encode(), "ndjson")
    (place,) = refused.value.errors
    assert (True, True, True) == (
        place.pointer.startswith(f"/lines/2{pointer}"),
        place.detail.startswith("Line 2"),
        named in place.detail,
    )


def test_all_bad_lines_are_told_at_once() -> None:
    """Every bad line has its place in the refusal."""
    with pytest.raises(Invalid) as refused:
        read_list("\n".join((line(), "{", line(""), line("c"))).encode(), "ndjson")
    assert ["/lines/2", "/lines/3/slug"] == [place.pointer for place in refused.value.errors]


def test_what_is_no_utf_8_is_refused_with_its_line() -> None:
    """A file in another encoding is refused."""
    with pytest.raises(Malformed) as refused:
        read_list(f"{line()}\n".encode() + line("other", purpose="Größe").encode("utf-16"), "ndjson")
    assert "/lines/2" == refused.value.errors[0].pointer


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line that is one too many is named."""
    monkeypatch.setattr("service.imports.tables.MOST_LINES", 2)
    with pytest.raises(Invalid, match=r"Line 3: at most 2 lines"):
        read_list("\n".join(map(line, "abc")).encode(), "ndjson")
