"""Settings: one frozen value, read once from the environment; all mistakes are reported together.

Only `service.app` and `service.cli` see this module.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from service.access.staff import has_form
from service.access.trust import Mapped, Trust, issuer_from, scopes_from
from service.documents import Line, Text, from_plain
from service.errors import Invalid, Place
from service.law import OverlayText
from service.logs import Log, log
from service.rates import Rates, rates

PREFIX = "SUBREG_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator can set. Each field is the variable SUBREG_<NAME>; secrets have a twin SUBREG_<NAME>_FILE."""

    database_url: str | None = None
    owner_url: str | None = None
    replica_url: str | None = None
    data_dir: Path = Path(".subreg")
    postgres_bin: Path | None = None
    public_url: str | None = None
    bootstrap_key: str | None = None
    statement_cache: int = 100
    pool_size: int = 10
    page_note: str | None = None
    law_overlay: OverlayText | None = None
    rate_limits: Rates | None = Rates()
    trusted_proxies: tuple[str, ...] = ()
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_claim: str = "scope"
    oidc_subject: str = "sub"
    oidc_scopes: Mapped = {}
    log: Log = Log()
    otlp_endpoint: str | None = None

    @property
    def trust(self) -> Trust | None:
        """Whose access tokens are taken; null where nobody's are."""
        if self.oidc_issuer is None or self.oidc_audience is None:
            return None
        return Trust(
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            claim=self.oidc_claim,
            subject=self.oidc_subject,
            scopes=self.oidc_scopes,
        )


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as the documentation lists it."""

    field: str
    purpose: str
    secret: bool = False
    read: Callable[[str], Any] = str
    standard: str | None = None  # a name that a standard gives it, instead of ours

    @property
    def variable(self) -> str:
        """The name of the environment variable."""
        return self.standard or PREFIX + self.field.upper()


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises Invalid that names every variable that is wrong, unknown or given twice."""
    values: dict[str, Any] = {}
    wrong: list[Place] = []
    for setting in SETTINGS:
        try:
            text = _text(setting, environment)
            if text is not None:
                values[setting.field] = setting.read(text)
        except (ValueError, OSError) as error:
            wrong.append(Place(setting.variable, str(error)))
    wrong += [Place(name, "no such setting") for name in environment if name.startswith(PREFIX) and not _known(name)]
    wrong += _at_odds(values) if not wrong else ()
    if wrong:
        raise Invalid("These settings are wrong:", tuple(wrong))
    return Settings(**values)


def from_environment() -> Settings:
    """Read the settings from the environment of the process; raises as `read`."""
    return read(os.environ)


def _text(setting: Setting, environment: Mapping[str, str]) -> str | None:
    """Return the value of a setting, or of the file that its _FILE twin names; blank is not set."""
    direct = environment.get(setting.variable, "").strip()
    twin = environment.get(f"{setting.variable}_FILE", "").strip() if setting.secret else ""
    if direct and twin:
        msg = f"set this or {setting.variable}_FILE, not both"
        raise ValueError(msg)
    if not twin:
        return direct or None
    held = Path(twin).read_text(encoding="utf-8").strip()
    if not held:
        msg = f"the file {twin} that {setting.variable}_FILE names is empty"
        raise ValueError(msg)
    return held


def _at_odds(values: Mapping[str, Any]) -> Iterator[Place]:
    """Give what does not go together among settings that are right each by itself."""
    if "oidc_issuer" not in values:
        for field in values:
            if field.startswith("oidc_"):
                yield Place(PREFIX + field.upper(), "says nothing without SUBREG_OIDC_ISSUER: set that too")
    elif "oidc_audience" not in values:
        yield Place("SUBREG_OIDC_AUDIENCE", "set it: else a token for any other service of the issuer would do here")
    elif has_form(values.get("bootstrap_key", "")):
        yield Place("SUBREG_BOOTSTRAP_KEY", "has the form of an access token: take one without dots")


def _known(name: str) -> bool:
    # SUBREG_TEST_* belongs to the tests, which share the environment with the service they start.
    names = {setting.variable for setting in SETTINGS} | {
        f"{setting.variable}_FILE" for setting in SETTINGS if setting.secret
    }
    return name in names or name.startswith(f"{PREFIX}TEST_")


def _database_url(text: str) -> str:
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        msg = "not a PostgreSQL address; write postgresql://user:password@host:5432/database"
        raise ValueError(msg)
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        msg = f"{text!r} is not an address of the form https://subreg.example.com"
        raise ValueError(msg)
    return text.rstrip("/")


def _bootstrap_key(text: str) -> str:
    if len(text) < 32 or not re.fullmatch(r"[!-~]+", text):  # noqa: PLR2004 — DESIGN section 8
        msg = "must be 32 characters of ASCII or more, without blanks; make one with: openssl rand -hex 32"
        raise ValueError(msg)
    return text


def _overlay(text: str) -> OverlayText:
    """Read the file now: whatever happens to it later, all processes of a service answer by the same law."""
    try:
        return OverlayText(name=Path(text).name, text=Path(text).read_bytes())
    except OSError as error:
        msg = f"cannot read {text!r}: {error.strerror}; name a JSON file as docs/law.md describes it"
        raise ValueError(msg) from None


def _note(text: str) -> str:
    try:
        return from_plain(text, Text)
    except Invalid:
        msg = "write at most 4,000 characters without control, text-direction or invisible ones"
        raise ValueError(msg) from None


def _line(text: str) -> str:
    try:
        return from_plain(text, Line)
    except Invalid:
        msg = "write one line of at most 300 characters without control, text-direction or invisible ones"
        raise ValueError(msg) from None


def _networks(text: str) -> tuple[str, ...]:
    networks = []
    for part in text.split(","):
        try:
            networks.append(str(ip_network(part.strip())))
        except ValueError:
            msg = f"{part.strip()!r} is neither an address nor a network such as 10.0.0.0/8 or fd00::/8"
            raise ValueError(msg) from None
    return tuple(networks)


def _otlp_endpoint(text: str) -> str:
    endpoint = _public_url(text)
    if find_spec("opentelemetry.instrumentation.asyncpg") is None:
        msg = "traces need more packages: pip install 'subreg[traces]', or leave this out"
        raise ValueError(msg)
    return endpoint


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read_whole(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            msg = f"{text!r} is not a whole number from {least} to {most}"
            raise ValueError(msg)
        return int(text)

    return read_whole


SETTINGS: tuple[Setting, ...] = (
    Setting(
        field="database_url",
        purpose="Address of a PostgreSQL 15 or later. Not set: an embedded PostgreSQL in the data directory.",
        secret=True,
        read=_database_url,
    ),
    Setting(
        field="owner_url",
        purpose="The same database as its owner: migrates and erases. Not set: the role of the service owns it.",
        secret=True,
        read=_database_url,
    ),
    Setting(
        field="replica_url",
        purpose="A streaming replica of the same database, from which list pages and feeds are read while it keeps up.",
        secret=True,
        read=_database_url,
    ),
    Setting(field="data_dir", purpose="Where the embedded PostgreSQL keeps its data. Default ./.subreg.", read=Path),
    Setting(
        field="postgres_bin",
        purpose="Directory of an installed PostgreSQL's binaries, used instead of the embedded ones.",
        read=Path,
    ),
    Setting(
        field="public_url",
        purpose="What absolute links are made of. Default http://{host}:{port} of subreg serve.",
        read=_public_url,
    ),
    Setting(
        field="bootstrap_key",
        purpose="A first key with all scopes, 32 characters or more.",
        secret=True,
        read=_bootstrap_key,
    ),
    Setting(
        field="statement_cache",
        purpose="Prepared statements kept per connection; 0 behind PgBouncer in transaction mode. Default 100.",
        read=_whole(0, 10_000),
    ),
    Setting(field="pool_size", purpose="Most connections of one process. Default 10.", read=_whole(1, 500)),
    Setting(
        field="page_note",
        purpose="A sentence shown on top of every list page. The demo sets its own.",
        read=_note,
    ),
    Setting(
        field="law_overlay",
        purpose="A JSON file with decisions to add to the shipped legal facts, or to end. Read once, at start.",
        read=_overlay,
    ),
    Setting(
        field="rate_limits",
        purpose="How many requests a minute are taken: key=6000,token=120,address=1200,guesses=30, or off.",
        read=rates,
    ),
    Setting(
        field="trusted_proxies",
        purpose="Addresses and networks of the proxies whose X-Forwarded-For counts, parted by commas. Default: none.",
        read=_networks,
    ),
    Setting(
        field="oidc_issuer",
        purpose="The OIDC issuer whose access tokens staff may send instead of a key. Not set: keys alone.",
        read=issuer_from,
    ),
    Setting(field="oidc_audience", purpose="What their aud must hold; needed with the issuer.", read=_line),
    Setting(field="oidc_claim", purpose="The claim whose values stand for scopes. Default scope.", read=_line),
    Setting(field="oidc_subject", purpose="The claim that says who it is, in the log too. Default sub.", read=_line),
    Setting(
        field="oidc_scopes",
        purpose="What values of that claim stand for: value=scope scope,value=scope. A scope's name: itself.",
        read=scopes_from,
    ),
    Setting(
        field="log",
        purpose="Lines on standard error: json or text, and from which level on, as text,warning. Default json,info.",
        read=log,
    ),
    Setting(
        field="otlp_endpoint",
        standard="OTEL_EXPORTER_OTLP_ENDPOINT",
        purpose="Where traces go (OTLP over HTTP), as http://collector:4318; needs subreg[traces]. Not set: none.",
        read=_otlp_endpoint,
    ),
)
