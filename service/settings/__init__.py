"""Settings: one frozen value, read once from the environment; all mistakes are reported together.

Only `service.installation` and what stands above it see this module.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from service.access.trust import Mapped, Trust, has_form
from service.errors import Invalid, Place
from service.law import OverlayText
from service.logs import Log
from service.rates import Rates
from service.settings.known import PREFIX, SETTINGS, Setting

__all__ = ["PREFIX", "SETTINGS", "Setting", "Settings", "from_environment", "read"]


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
    named = f"the file {twin} that {setting.variable}_FILE names"
    try:
        held = Path(twin).read_text(encoding="utf-8").strip()
    except OSError as error:
        msg = f"{named} cannot be read by the user of this process: {error.strerror}"
        raise ValueError(msg) from error
    except UnicodeError as error:
        msg = f"{named} is no text in UTF-8"
        raise ValueError(msg) from error
    if not held:
        msg = f"{named} is empty"
        raise ValueError(msg)
    return held


def _at_odds(values: Mapping[str, Any]) -> Iterator[Place]:
    """Give what does not go together among settings that are right each by itself."""
    if "database_url" not in values:
        for field in ("owner_url", "replica_url"):
            if field in values:
                detail = (
                    "is about the database of SUBREG_DATABASE_URL: set that too, or it is the embedded one that serves"
                )
                yield Place(PREFIX + field.upper(), detail)
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
