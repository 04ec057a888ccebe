"""Secrets: 32 random bytes with a prefix that secret scanners know, kept only as a SHA-256.

A slow hash is for passwords that people choose; 256 random bits need none (DESIGN section 9).
"""

import hashlib
import secrets

import msgspec

from service.documents import Line, from_plain
from service.errors import Invalid, Place

KEY = "subreg_key_"
TOKEN = "subreg_list_"  # nosec B105  # noqa: S105 — the prefix, not a secret


class Minted(msgspec.Struct, frozen=True, kw_only=True):
    """A new secret, shown once: its public id, the secret itself, and the hash that is kept."""

    id: str
    secret: str
    digest: bytes


def mint(prefix: str) -> Minted:
    """Make a new secret with one of the prefixes KEY and TOKEN."""
    secret = prefix + secrets.token_urlsafe(32)
    return Minted(id=prefix.removeprefix("subreg_") + secrets.token_hex(6), secret=secret, digest=digest(secret))


def digest(secret: str) -> bytes:
    """Return the SHA-256 of a secret, 32 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def label_of(text: str) -> str:
    """Return what a secret is called as it is kept: one line of text, or nothing. Raises Invalid with what is wrong."""
    try:
        return from_plain(text, Line) if text else text
    except Invalid:
        detail = "A label is one line of at most 300 characters, without control or invisible characters, or left out."
        raise Invalid(detail, (Place("label", "no such line"),)) from None
