"""Who may ask what: every route against every kind of key."""

import pytest
from litestar.routes import HTTPRoute

from service.access.keys import SCOPES, Scope
from service.store import keys
from tests import factories
from tests.web.routes import GUARDED, OPEN, ROUTES, Headers, ask, statuses
from tests.web.running import Running, bearer, in_days, running


async def test_table_has_every_route(shared: Running) -> None:
    """Every route of the application stands in the table of this module, and no other."""
    routes = [route for route in shared.app.routes if isinstance(route, HTTPRoute)]
    assert set(ROUTES) == {(method, route.path_format) for route in routes for method in route.methods - {"OPTIONS"}}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param(bearer("subreg_key_" + "a" * 43), id="wrong key"),
        pytest.param(bearer(""), id="empty key"),
        pytest.param(bearer("the-first-key-of-these-tests-012345678"), id="almost the bootstrap key"),
        pytest.param({b"Authorization": b"Bearer \xff\x80"}, id="key outside ASCII"),
        pytest.param({"Authorization": "Basic OmE="}, id="password"),
        pytest.param({"Authorization": "the-first-key-of-these-tests-0123456789"}, id="key without scheme"),
    ],
)
async def test_no_route_of_the_api_answers_without_a_key(shared: Running, shared_plan: str, headers: Headers) -> None:
    """Without a key that was made here, every route of /v1 answers 401 and nothing is stored."""
    before = await shared.everything()
    assert dict.fromkeys(GUARDED, 401) == await statuses(shared, GUARDED, shared_plan, headers)
    assert before == await shared.everything()


async def test_revoked_key_opens_nothing(shared: Running, shared_plan: str) -> None:
    """A key that was revoked is answered 401 from then on."""
    minted = await shared.key(*SCOPES)
    assert 200 == (await shared.reader.get("/v1/processor", headers=bearer(minted.secret))).status_code
    async with shared.pool.acquire() as conn:
        assert await keys.revoke(conn, minted.id, by="a test")
    assert dict.fromkeys(GUARDED, 401) == await statuses(shared, GUARDED, shared_plan, bearer(minted.secret))


async def test_revocation_holds_for_every_process_at_once(service: Running, seeded_url: str) -> None:
    """No process remembers a key: one that another process has just revoked opens nothing here either."""
    minted = await service.key(*SCOPES)
    async with running(seeded_url) as other:
        for each in (service, other, service):
            assert 200 == (await each.reader.get("/v1/processor", headers=bearer(minted.secret))).status_code
        async with other.pool.acquire() as conn:
            assert await keys.revoke(conn, minted.id, by="a test")
        for each in (service, other):
            assert 401 == (await each.reader.get("/v1/processor", headers=bearer(minted.secret))).status_code


@pytest.mark.parametrize("scope", SCOPES)
async def test_scope_opens_its_routes_alone(service: Running, planned: str, scope: Scope) -> None:
    """A key with one scope opens the routes of that scope, and gets 403 from all others."""
    headers = bearer((await service.key(scope)).secret)
    expected = {name: route.status if route.scope == scope else 403 for name, route in GUARDED.items()}
    assert expected == await statuses(service, GUARDED, planned, headers)


async def test_all_other_scopes_are_not_enough(shared: Running, shared_plan: str) -> None:
    """Every scope but the right one opens no route, and nothing is stored."""
    secrets = {scope: (await shared.key(*(other for other in SCOPES if other != scope))).secret for scope in SCOPES}
    before = await shared.everything()
    answers = {
        name: (await ask(shared, name, shared_plan, bearer(secrets[route.scope]))).status_code
        for name, route in GUARDED.items()
        if route.scope is not None
    }
    assert dict.fromkeys(GUARDED, 403) == answers
    assert before == await shared.everything()


async def test_bootstrap_key_opens_everything(service: Running, planned: str) -> None:
    """The bootstrap key has all scopes."""
    expected = {name: route.status for name, route in GUARDED.items()}
    assert expected == await statuses(service, GUARDED, planned, dict(service.staff.headers))


async def test_open_routes_need_no_key(shared: Running, shared_plan: str) -> None:
    """Public lists, feeds, health and the description of the API answer strangers."""
    assert {name: route.status for name, route in OPEN.items()} == await statuses(shared, OPEN, shared_plan, {})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/controllers/NO SLUG"),
        ("PUT", "/v1/controllers/acme/subprocessors/-"),
        ("DELETE", "/v1/controllers/acme/subprocessors/-"),
        ("GET", "/v1/controllers/acme/findings?min_severity=x"),
        ("GET", "/v1/changes/no-uuid"),
        ("POST", "/v1/imports?x=1"),
        ("GET", "/v1/nothing"),
        ("PATCH", "/v1/processor"),
    ],
)
async def test_key_comes_first(shared: Running, method: str, path: str) -> None:
    """A stranger learns nothing of what a request would lack, not even of one that leads nowhere."""
    answer = await shared.reader.request(method, path, content=b"{")
    assert (401, 'Bearer realm="subreg"') == (answer.status_code, answer.headers["WWW-Authenticate"])


async def test_key_is_noted_by_its_id(service: Running) -> None:
    """The log names a key by its public id, and the key remembers the day it was last used."""
    minted = await service.key("register:write", "register:read")
    headers = bearer(minted.secret)
    answer = await service.reader.put("/v1/controllers/new", json=factories.controller(), headers=headers)
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    assert f"key:{minted.id}" == change["actor"]
    async with service.pool.acquire() as conn:
        assert [in_days(0)] == [key.last_used_on for key in await keys.all_keys(conn)]
