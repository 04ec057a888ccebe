"""Every route against every state of a key: the table of docs/access.md, made by asking."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.access.keys import SCOPES
from service.store import keys
from tests import factories
from tests.access.issuing import Issuing
from tests.web.routes import GUARDED, ROUTES, Headers, statuses
from tests.web.running import Running, bearer, running

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
COLUMNS = (
    *("no key", "wrong key", "expired", "revoked", "lacks the scope"),
    *("wrong access token", "access token lacks the scope", "bound to another list", "right key"),
)
WRITE = "SUBREG_TEST_WRITE" in os.environ
HEAD = """# What a key opens

Made by `tests/web/test_access_table.py`, which asks every route with every kind of key, and fails where this page is
not what came back; `make access` writes it anew. The requests are those of `tests/web/routes.py`. Under "bound to
another list" the key has the scope, and its list has nothing to do with the request. A wrong access token is one of
staff that has the scope and is over (`docs/oidc.md`). What takes no key is there for
everybody, or for who has a subscriber token; 404 stands there where the test asks for something that is not.
`/metrics` tells of the register only with a key of the scope `register:read` that is bound to no lists, and answers
any other key with 401 or 403 (`tests/web/test_metrics.py`).

"""
Table = dict[tuple[str, str], list[int]]


@pytest.fixture
async def service(seeded_url: str, issuer: Issuing) -> AsyncIterator[Running]:
    """A service with two lists that trusts the issuer."""
    async with running(seeded_url, **issuer.settings) as service:
        yield service


async def sent(service: Running, issuer: Issuing, scope: str) -> dict[str, Headers]:
    """The headers of each column, for routes of a scope."""
    expired, revoked = await service.key(*SCOPES), await service.key(*SCOPES)
    lacking = await service.key(*(other for other in SCOPES if other != scope))
    bound, right = await service.key(scope, controllers=["other"]), await service.key(scope)
    await service.pool.execute("UPDATE api_key SET expires_at = created_at WHERE id = $1", expired.id)
    async with service.pool.acquire() as conn:
        assert await keys.revoke(conn, revoked.id, by="a test")
    wrong = "subreg_key_" + "a" * 43
    others = " ".join(other for other in SCOPES if other != scope)
    tokens = issuer.token(scope=scope, exp=1), issuer.token(scope=others)
    secrets = (wrong, expired.secret, revoked.secret, lacking.secret, *tokens, bound.secret, right.secret)
    return dict(zip(COLUMNS, ({}, *map(bearer, secrets)), strict=True))


async def asked(service: Running, issuer: Issuing, planned: str) -> Table:
    """What came back: each route, and a status for each column."""
    await service.put("controllers/other", factories.controller("Other", visibility="private"))
    by_scope = {scope: await sent(service, issuer, scope) for scope in SCOPES}
    found: Table = {name: [] for name in ROUTES}
    for column in COLUMNS:
        for name, route in ROUTES.items():
            headers = {} if route.scope is None else by_scope[route.scope][column]
            found[name] += (await statuses(service, {name: route}, planned, headers)).values()
    return found


def page(table: Table) -> str:
    """The table in Markdown."""
    rows = [("route", "scope", *COLUMNS), ("---",) * (len(COLUMNS) + 2)]
    for (method, path), answers in table.items():
        scope = ROUTES[method, path].scope
        cells = map(str, answers) if scope else ("no key is asked for", *[""] * (len(COLUMNS) - 2), str(answers[-1]))
        rows.append((f"`{method} {path}`", f"`{scope}`" if scope else "", *cells))
    return HEAD + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


async def test_every_route_against_every_key(service: Running, issuer: Issuing, planned: str) -> None:
    """Each route answers each kind of key as it must, and docs/access.md says so."""
    table = await asked(service, issuer, planned)
    expected = {name: [401, 401, 401, 401, 403, 401, 403, route.other, route.status] for name, route in GUARDED.items()}
    assert expected == {name: table[name] for name in GUARDED}
    if WRITE:
        PAGE.write_text(page(table), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(table)
