"""Which texts a document takes: one character at least that is more than white space, and none that is barred."""

import re
import sys
import unicodedata

import msgspec
import pytest

from service.documents import BARRED, Line, Text

BLANKS = [one for one in map(chr, range(sys.maxunicode + 1)) if one.isspace() and not re.match(f"[{BARRED}]", one)]


def taken(kind: object, text: str) -> bool:
    """Whether a document has a place for the text."""
    try:
        msgspec.convert(text, kind)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: unicodedata.name(blank, repr(blank)))
def test_white_space_alone_is_no_text(blank: str) -> None:
    """Any white space is refused alone and taken around a letter, but where it ends a line that is to be one."""
    ends_a_line = blank in "\t\n\r"
    for text in (blank, blank * 3, f" {blank}"):
        assert (False, False) == (taken(Line, text), taken(Text, text))
    for text in (f"{blank}a", f"a{blank}", f"{blank} a{blank}b{blank}"):
        assert (not ends_a_line, True) == (taken(Line, text), taken(Text, text))


@pytest.mark.parametrize("barred", ["\x00", "\x1c", "\x85", "\u2028", "\u202e", "\ufeff", "\U000e0041"])
def test_a_barred_character_is_refused_wherever_it_stands(barred: str) -> None:
    """First, last, between and behind blanks; the same text without it is taken."""
    for text in ("{}a", "a{}", "a{}b", " {}a", " a {} "):
        assert (False, False) == (taken(Line, text.format(barred)), taken(Text, text.format(barred)))
        assert (True, True) == (taken(Line, text.format("")), taken(Text, text.format("")))
