"""A published location taken apart: "USA / EU (Frankfurt, Ireland)" is USA, EU, and Frankfurt and Ireland inside EU."""

import re
from collections.abc import Iterator

import msgspec

from service.places.names import JOINS, Name, find, may_begin_name

_LONGEST_NAME = 5  # pieces: "Saint Helena, Ascension and Tristan da Cunha" is three
_SEPARATOR = re.compile(
    r"(?P<brackets>\([^()]*\))"
    rf"|(?:\s*[,;|/&+•]\s*|\s+[-–—]\s+|\s*(?<![\w-])(?:{JOINS})(?![\w-])\s*)+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"([^()]*[^()\s])\s*\(([^()]*)\)")
# Words around a name that change nothing of what it says. "Outside", "mainly" or "backup in" must never be among them.
_AROUND = re.compile(
    r"(?:(?:data ?cent(?:er|re)s?|data|is|are|servers?|hosting|hosted|stored|storage|located|processed|processing)\s+)*"
    r"(?:(?:in|inside|within)\s+)?(.*?)(?:\s+(?:only|regions?))?",
    re.IGNORECASE,
)


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Some words of the text, what they say, and the piece in whose brackets they stand."""

    words: str
    name: Name | None = None
    outer: "Piece | None" = None


def split(text: str, outer: Piece | None = None) -> Iterator[Piece]:
    """Yield the pieces of a text on one line; a separator inside a name ("Bosnia and Herzegovina") parts nothing."""
    spans = list(_spans(text))
    at = 0
    while at < len(spans):
        longest = _LONGEST_NAME if may_begin_name(text[slice(*spans[at])]) else 1
        for end in range(min(at + longest, len(spans)), at, -1):
            words = text[spans[at][0] : spans[end - 1][1]]
            if name := find(words):
                yield Piece(words=words, name=name, outer=outer)
                at = end
                break
        else:
            yield from _described(text[slice(*spans[at])], outer)
            at += 1


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what lies between separators; those in brackets do not count."""
    start = 0
    for match in _SEPARATOR.finditer(text):
        if match["brackets"] is None:
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _described(words: str, outer: Piece | None) -> Iterator[Piece]:
    """Read words that are no name as they stand: with brackets behind them, or with words around a name."""
    before, inner = match.groups() if (match := _BRACKETS.fullmatch(words)) else (words, None)
    name = find(before)
    if name is None and (around := _AROUND.fullmatch(before)) and (name := find(around[1])):
        name = msgspec.structs.replace(name, assumed=f'"{before}" is read as "{around[1]}"')
    if before:
        piece = Piece(words=before, name=name, outer=outer)
        yield piece
        if inner is not None:
            yield from split(inner, piece)
