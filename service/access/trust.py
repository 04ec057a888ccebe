"""Trust: whose access tokens open the compliance API to staff, and in which words an operator says so."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from service.access.keys import SCOPES

_ADDRESS = "write the issuer as its tokens name it, such as https://login.example.com/realms/staff"
_FORM = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
_SCOPES = "write compliance=register:read register:write,auditor=register:read check"

Mapped = dict[str, frozenset[str]]


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """The issuer whose access tokens are taken when they are for this `audience`.

    `subject` is the claim that says who it is, `claim` the one whose values stand for scopes, both as `value_at` reads
    them. `scopes` says which; a value that is the name of a scope stands for that one, unless it is among them.
    """

    issuer: str
    audience: str
    claim: str = "scope"
    subject: str = "sub"
    scopes: Mapped = {}

    def scopes_of(self, claims: Mapping[str, object]) -> frozenset[str]:
        """Return the scopes that the claims of a token stand for; values that are nothing here are left out.

        The claim is a text of values parted by blanks (RFC 6749 section 3.3) or an array of texts.
        """
        value = value_at(claims, self.claim)
        values = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
        named = {scope: frozenset({scope}) for scope in SCOPES} | self.scopes
        return frozenset[str]().union(*(named.get(each, ()) for each in values if isinstance(each, str)))


def has_form(secret: str) -> bool:
    """Tell whether a secret has the form of a signed JWT (RFC 7515 section 3.1); no key that was made here has it."""
    return _FORM.fullmatch(secret) is not None


def value_at(claims: Mapping[str, object], name: str) -> object:
    """Return the claim of this name, or where there is none the member that the name leads to by steps parted by dots.

    So both `https://example.com/roles` and `realm_access.roles` find what they mean; null where there is nothing.
    """
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return found


def is_trusted_address(address: str) -> bool:
    """Tell whether keys may be had from an address: https, or http on this machine itself (RFC 8414 section 2)."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if "@" in parts.netloc or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def issuer_from(text: str) -> str:
    """Read the issuer of a setting, to the letter: tokens and discovery must say the same, a last slash included.

    Raises ValueError with a sentence for what is no address of an issuer (OpenID Connect Discovery 1.0 section 2).
    """
    if not is_trusted_address(text) or "?" in text or "#" in text:
        named = "this" if "@" in text else repr(text)  # a password may stand before it
        msg = f"{named} is no https address without user, query and fragment (http only on this machine); {_ADDRESS}"
        raise ValueError(msg)
    return text


def scopes_from(text: str) -> Mapped:
    """Read which scopes the values of a claim stand for: value=scope scope,value=scope. A value may hold blanks and =.

    Raises ValueError with a sentence for a value without scopes, one given twice, and a scope that there is not.
    """
    found: Mapped = {}
    for part in text.split(","):
        value, _, names = (piece.strip() for piece in part.rpartition("="))
        if not value or not names or value in found:
            msg = f"{part.strip()!r} is not understood or stands there twice; {_SCOPES}"
            raise ValueError(msg)
        unknown = [name for name in names.split() if name not in SCOPES]
        if unknown:
            msg = f"unknown scope {', '.join(unknown)}; the scopes are {', '.join(SCOPES)}"
            raise ValueError(msg)
        found[value] = frozenset(names.split())
    return found
