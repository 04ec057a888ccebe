"""The slugs of published names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.imports import slug_of

NAMES = st.text(min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Npm, Inc.", "npm-inc"),
        ("npm Inc", "npm-inc"),
        ("Amazon Web Services (AWS)", "amazon-web-services-aws"),
        ("Functional Software, Inc. d/b/a Sentry", "functional-software-inc-d-b-a-sentry"),
        ("Ørsted Çelik Łódź Straße", "orsted-celik-lodz-strasse"),
        ("  Box  ", "box"),
    ],
)
def test_slug_of_a_name(name: str, slug: str) -> None:
    """A slug is the name in plain letters."""
    assert slug == slug_of(name)


def test_lost_letters_do_not_make_two_names_one() -> None:
    """Names that differ only in letters that a slug cannot hold, or beyond its length, have slugs of their own."""
    names = ["腾讯", "阿里巴巴", "腾讯 Cloud", "阿里巴巴 Cloud", "Cloud", "a" * 80, "a" * 81, "!", "?"]
    assert len(names) == len({slug_of(name) for name in names})


def test_slug_never_changes() -> None:
    """A slug that is made of a hash is the same for ever."""
    assert "cloud-b270ce4b79e5" == slug_of("腾讯 Cloud")


@given(NAMES)
def test_slug_is_valid(name: str) -> None:
    """Every name has a slug that addresses can carry."""
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", slug_of(name))


@given(st.from_regex(r"[A-Za-z0-9]{1,20}( [A-Za-z0-9]{1,20}){0,1}", fullmatch=True))
def test_case_and_punctuation_do_not_count(name: str) -> None:
    """Two spellings of a name that differ in case and punctuation are one sub-processor."""
    assert slug_of(name) == slug_of(f"  {name.upper().replace(' ', ', ')}. ")
