"""Rates as an operator writes them."""

import pytest

from service.rates import Rates, rates


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("off", None),
        ("key=10", Rates(key=10)),
        ("guesses = 99, address=1000000 ,token=12", Rates(guesses=99, address=1_000_000, token=12)),
    ],
)
def test_rates_are_read(text: str, read: Rates | None) -> None:
    """What is named is set, the rest keeps its default, and "off" is no limits at all."""
    assert read == rates(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on", "'on' is not understood"),
        ("keys=10", "'keys=10' is not understood"),
        ("key=10,key=20", "'key=20' is not understood"),
        ("key=10,", "'' is not understood"),
        ("token=9", "token=9 is not a whole number from 10"),
        ("token=1000001", "not a whole number"),
        ("token=-1", "not a whole number"),
        ("token=١٢", "not a whole number"),
        ("token", "token= is not a whole number"),
    ],
)
def test_mistakes_are_named(text: str, said: str) -> None:
    """What cannot be used is named, with the form that can."""
    with pytest.raises(ValueError, match="write off, or rates a minute") as refused:
        rates(text)
    assert said in str(refused.value)
