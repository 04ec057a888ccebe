"""Every setting that there is, as the documentation lists it and as it is read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from service.access.trust import issuer_from, scopes_from
from service.logs import log
from service.rates import rates
from service.settings.values import (
    bootstrap_key,
    database_url,
    line,
    networks,
    note,
    otlp_endpoint,
    overlay,
    public_url,
    whole,
)

PREFIX = "SUBREG_"


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


SETTINGS: tuple[Setting, ...] = (
    Setting(
        field="database_url",
        purpose=(
            "Address of a PostgreSQL 15 or later with `btree_gist`. Not set: an embedded PostgreSQL in the data "
            "directory."
        ),
        secret=True,
        read=database_url,
    ),
    Setting(
        field="owner_url",
        purpose=(
            "The same database as the role that owns it, for `migrate`, `backup`, `restore` and `log "
            "erase-reason`; the role of `SUBREG_DATABASE_URL` then owns nothing (docs/roles.md). Not set: one "
            "role does both. The embedded PostgreSQL has two roles by itself."
        ),
        secret=True,
        read=database_url,
    ),
    Setting(
        field="replica_url",
        purpose=(
            "A streaming replica of that database, for list pages and feeds: read while it has all that was "
            "committed at the last look, else the primary is asked (docs/scaling.md). Up to `SUBREG_POOL_SIZE` "
            "connections of its own."
        ),
        secret=True,
        read=database_url,
    ),
    Setting(field="data_dir", purpose="Where the embedded PostgreSQL keeps its data; default `./.subreg`.", read=Path),
    Setting(
        field="postgres_bin",
        purpose=(
            "Binaries of an installed PostgreSQL, used instead of the embedded ones; for `backup` and `restore` "
            "of your own server too."
        ),
        read=Path,
    ),
    Setting(
        field="public_url",
        purpose="What absolute links are made of; default `http://{host}:{port}`.",
        read=public_url,
    ),
    Setting(
        field="bootstrap_key",
        purpose="A first key with all scopes, 32 ASCII characters or more without blanks.",
        secret=True,
        read=bootstrap_key,
    ),
    Setting(
        field="statement_cache",
        purpose=(
            "Prepared statements kept per connection, default 100; 0 behind PgBouncer in transaction mode; then "
            "`subreg migrate` needs an address of PostgreSQL itself, and `serve` says so where the schema is not "
            "the present one."
        ),
        read=whole(0, 10_000),
    ),
    Setting(
        field="pool_size",
        purpose=(
            "Most connections of one process, default 10, and two at least; a quarter of them is kept for the feeds."
        ),
        read=whole(1, 500),
    ),
    Setting(
        field="page_note",
        purpose="A sentence shown on top of every list page.",
        read=note,
    ),
    Setting(
        field="law_overlay",
        purpose=(
            "A JSON file that adds decisions to the shipped legal facts, or ends some, without a release "
            "(docs/law.md); read once, at start."
        ),
        read=overlay,
    ),
    Setting(
        field="rate_limits",
        purpose=(
            "Requests a minute, all of which may come at once, over all processes together: "
            "`key=6000,token=120,address=1200,guesses=30` (the defaults; name those to change), or `off`."
        ),
        read=rates,
    ),
    Setting(
        field="trusted_proxies",
        purpose=(
            "Addresses and networks of proxies, parted by commas (`10.0.0.0/8,fd00::1`), whose `X-Forwarded-For` "
            "names who asks; default none. Behind a proxy that is not named all strangers count as one address."
        ),
        read=networks,
    ),
    Setting(
        field="oidc_issuer",
        purpose=(
            "The OIDC issuer whose access tokens staff may send instead of a key, as its tokens name it; https, "
            "or http on this machine (docs/oidc.md). Not set: keys alone."
        ),
        read=issuer_from,
    ),
    Setting(
        field="oidc_audience", purpose="What the `aud` of these tokens must hold; needed with the issuer.", read=line
    ),
    Setting(
        field="oidc_claim",
        purpose=(
            "The claim whose values stand for scopes; default `scope`. One within another by its steps: "
            "`realm_access.roles`."
        ),
        read=line,
    ),
    Setting(
        field="oidc_subject",
        purpose="The claim that says who it is, in the log too: an id without blanks and `@`; default `sub`.",
        read=line,
    ),
    Setting(
        field="oidc_scopes",
        purpose=(
            "Which scopes the values of the claim stand for: `compliance=register:read "
            "register:write,auditor=check`. A value that is the name of a scope stands for itself."
        ),
        read=scopes_from,
    ),
    Setting(
        field="log",
        purpose=(
            "Lines on standard error: `json` or `text`, and from which level on (`debug`, `info`, `warning`, "
            "`error`), or both as `text,warning`; default `json,info`."
        ),
        read=log,
    ),
    Setting(
        field="otlp_endpoint",
        standard="OTEL_EXPORTER_OTLP_ENDPOINT",
        purpose=(
            "Where traces of requests and statements go (OTLP over HTTP), such as `http://collector:4318`; needs "
            "`pip install 'subreg[traces]'`. Not set: none are made. What else OpenTelemetry's exporter reads "
            "(`OTEL_EXPORTER_OTLP_HEADERS`, …) holds too."
        ),
        read=otlp_endpoint,
    ),
)
