"""The slug under which a sub-processor of a published list goes."""

import hashlib
import re
import unicodedata

_MOST = 63
# Letters that no decomposition takes apart; all others lose their marks only.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


def slug_of(name: str) -> str:
    """Return the slug of a name: always the same, 1 to 63 of a-z, 0-9 and "-".

    Punctuation and case do not count: "Npm, Inc." and "npm Inc" are one. A name of which letters are lost ("腾讯云",
    or one that is too long) ends with a piece of its SHA-256, so that two such names never become one slug.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    plain = plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lost = not plain.isascii() and any(c.isalnum() and not c.isascii() for c in plain)
    if slug and not lost and len(slug) <= _MOST:
        return slug
    words = re.sub(r"[\W_]+", " ", plain).strip() or name
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{slug[: _MOST - len(digest) - 1].rstrip('-')}-{digest}".lstrip("-")
