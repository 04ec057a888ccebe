"""What the values of settings are read into. All raise ValueError with a sentence that says what to write instead."""

import re
from collections.abc import Callable
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from service.documents import Line, Text, from_plain
from service.errors import Invalid
from service.law import OverlayText

# One of several hosts of an address, with its port.
_HOST = re.compile(r"(\[[^\[\]]+\]|[^:\[\]]*)(:[0-9]{0,5})?")


def database_url(text: str) -> str:
    """Read the address of a PostgreSQL. One that is none is not repeated: a part of a password may stand anywhere."""
    msg = "not a PostgreSQL address; write postgresql://user:password@host:5432/database, with all else %-encoded"
    try:
        parts = urlsplit(text)
        parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError(msg) from None
    hosts = parts.netloc.rpartition("@")[2].split(",")
    if parts.scheme not in ("postgresql", "postgres") or parts.fragment or not all(map(_HOST.fullmatch, hosts)):
        raise ValueError(msg)
    return text


def public_url(text: str) -> str:
    """Read an absolute address over HTTP; returned without a slash at its end."""
    if "@" in urlsplit(text).netloc:
        msg = "leave out user and password: they would stand in every link"
        raise ValueError(msg)
    return _http_address(text)


def _http_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        msg = f"{text!r} is not an address of the form https://subreg.example.com"
        raise ValueError(msg)
    return text.rstrip("/")


def bootstrap_key(text: str) -> str:
    """Read a key (DESIGN section 8)."""
    if len(text) < 32 or not re.fullmatch(r"[!-~]+", text):  # noqa: PLR2004 — DESIGN section 8
        msg = "must be 32 characters of ASCII or more, without blanks; make one with: openssl rand -hex 32"
        raise ValueError(msg)
    return text


def overlay(text: str) -> OverlayText:
    """Read the file now: whatever happens to it later, all processes of a service answer by the same law."""
    try:
        return OverlayText(name=Path(text).name, text=Path(text).read_bytes())
    except OSError as error:
        msg = f"cannot read {text!r}: {error.strerror}; name a JSON file as docs/law.md describes it"
        raise ValueError(msg) from None


def note(text: str) -> str:
    """Read a text that may have several lines."""
    try:
        return from_plain(text, Text)
    except Invalid:
        msg = "write at most 4,000 characters without control, text-direction or invisible ones"
        raise ValueError(msg) from None


def line(text: str) -> str:
    """Read a text of one line."""
    try:
        return from_plain(text, Line)
    except Invalid:
        msg = "write one line of at most 300 characters without control, text-direction or invisible ones"
        raise ValueError(msg) from None


def networks(text: str) -> tuple[str, ...]:
    """Read addresses and networks, parted by commas."""
    networks = []
    for part in text.split(","):
        try:
            networks.append(str(ip_network(part.strip())))
        except ValueError:
            msg = f"{part.strip()!r} is neither an address nor a network such as 10.0.0.0/8 or fd00::/8"
            raise ValueError(msg) from None
    return tuple(networks)


def otlp_endpoint(text: str) -> str:
    """Read where traces go; that needs the packages of the extra."""
    endpoint = _http_address(text)
    if find_spec("opentelemetry.instrumentation.asyncpg") is None:
        msg = "traces need more packages: pip install 'subreg[traces]', or leave this out"
        raise ValueError(msg)
    return endpoint


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds."""

    def read_whole(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            msg = f"{text!r} is not a whole number from {least} to {most}"
            raise ValueError(msg)
        return int(text)

    return read_whole
