"""Rates: how many requests of one caller are taken a minute, and the words in which an operator sets them."""

import msgspec

_FORM = "write off, or rates a minute such as key=6000,token=120,address=1200,guesses=30"
LEAST = 10  # readers of feeds come in bursts: the first look of some is three requests
_MOST = 1_000_000


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """How many requests a minute, all of which may come at once, are taken.

    Of one key of the compliance API, of one subscriber token, of one address that shows neither, and how many wrong
    keys and tokens of one address are looked up.
    """

    key: int = 6000
    token: int = 120
    address: int = 1200
    guesses: int = 30


def rates(text: str) -> Rates | None:
    """Read the rates of a setting; null for "off", and what is not named keeps its default.

    Raises ValueError with a sentence for an unknown name, a name given twice and a number outside 10 to 1,000,000.
    """
    if text == "off":
        return None
    given: dict[str, int] = {}
    for part in text.split(","):
        name, _, number = (piece.strip() for piece in part.partition("="))
        if name not in Rates.__struct_fields__ or name in given:
            msg = f"{part.strip()!r} is not understood; {_FORM}"
            raise ValueError(msg)
        if not (number.isascii() and number.isdecimal() and LEAST <= int(number) <= _MOST):
            msg = f"{name}={number} is not a whole number from {LEAST} to {_MOST}; {_FORM}"
            raise ValueError(msg)
        given[name] = int(number)
    return Rates(**given)
