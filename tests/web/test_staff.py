"""Staff who come with access tokens: what they may do, what stands in the log, and what an issuer that fails means."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from service.rates import Rates
from service.register import auditing
from service.web.limits.limiting import Limits
from tests import factories
from tests.access.issuing import EC, OTHER_RSA, RSA, SUBJECT, Issuing, fresh
from tests.web.routes import GUARDED, statuses
from tests.web.running import BOOTSTRAP, Running, bearer, running
from tests.web.test_privacy import dump

WHERE = "/v1/processor"


@pytest.fixture
async def service(seeded_url: str, issuer: Issuing) -> AsyncIterator[Running]:
    """A service with two lists that trusts the issuer."""
    async with running(seeded_url, **issuer.settings) as service:
        yield service


async def asked(service: Running, token: str, path: str = WHERE) -> httpx.Response:
    """What who sends a token is answered."""
    return await service.reader.get(path, headers=bearer(token))


async def test_scopes_of_a_token_open_their_routes_alone(service: Running, issuer: Issuing, planned: str) -> None:
    """A token opens the routes of its scopes, and is told of all others what a key is told."""
    routes = {name: route for name, route in GUARDED.items() if name[0] == "GET"}
    expected = {name: route.status if route.scope == "check" else 403 for name, route in routes.items()}
    assert expected == await statuses(service, routes, planned, bearer(issuer.token(scope="check")))
    key = await service.key("check")
    refusals = [(await asked(service, secret)).json() for secret in (key.secret, issuer.token(scope="check"))]
    assert refusals[0] == refusals[1]


async def test_wrong_token_opens_no_route(service: Running, issuer: Issuing, planned: str) -> None:
    """With a token that is over every route of /v1 answers 401, and nothing is stored."""
    before = await service.everything()
    token = issuer.token(exp=1, scope="register:write register:read check notices:decide")
    assert dict.fromkeys(GUARDED, 401) == await statuses(service, GUARDED, planned, bearer(token))
    assert before == await service.everything()


async def test_change_says_who_made_it(service: Running, issuer: Issuing) -> None:
    """A change made with a token names issuer and subject, in the API and in the log that an auditor gets."""
    token = issuer.token(scope="register:write", name="Kari Nordmann", email="kari@person.example")
    answer = await service.reader.put("/v1/controllers/new", json=factories.controller("New"), headers=bearer(token))
    assert 201 == answer.status_code
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    who = f"oidc:{issuer.address}#{SUBJECT}"
    assert who == change["actor"]
    exported: list[bytes] = []
    await auditing.export(service.pool, exported.append)
    lines = [json.loads(line) for line in b"".join(exported).splitlines()]
    assert [who] == [line["actor"] for line in lines if line.get("id") == change["id"]]


async def test_nothing_of_a_token_is_kept(service: Running, issuer: Issuing, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the database nor the log of the process nor an answer has a token, or who the person is."""
    tokens = [
        issuer.token(scope="register:write", name="Kari Nordmann", email="kari@person.example"),
        issuer.token(scope="register:write", exp=1),
        issuer.token(fresh("rsa"), scope="register:write"),
    ]
    found = ""
    with caplog.at_level(logging.DEBUG):
        for number, token in enumerate(tokens):
            path = f"/v1/controllers/new{number}"
            answer = await service.reader.put(path, json=factories.controller("New"), headers=bearer(token))
            found += answer.text + str(answer.headers)
    found += caplog.text + await dump(service)
    for token in tokens:
        assert not [part for part in token.split(".") if part in found]
    assert "Kari" not in found
    assert "kari@" not in found


async def test_refusal_is_as_rfc_6750_says(service: Running, issuer: Issuing) -> None:
    """Who sent a credential that opens nothing is told so in the challenge, who sent none is not."""
    challenge = 'Bearer realm="subreg"'
    for token in (issuer.token(exp=1), "subreg_key_" + "a" * 43):
        answer = await asked(service, token)
        assert (401, f'{challenge}, error="invalid_token"') == (answer.status_code, answer.headers["WWW-Authenticate"])
        assert "urn:subreg:problem:unauthorised" == answer.json()["type"]
    answer = await service.reader.get(WHERE)
    assert (401, challenge) == (answer.status_code, answer.headers["WWW-Authenticate"])


async def test_keys_go_on_beside_tokens(service: Running, issuer: Issuing) -> None:
    """Keys open as before, and of an issuer that is away they notice nothing."""
    key = await service.key("register:read")
    assert [200, 200, 200] == [
        (await asked(service, one)).status_code for one in (key.secret, BOOTSTRAP, issuer.token())
    ]
    await issuer.end()
    assert [200, 200, 200] == [
        (await asked(service, one)).status_code for one in (key.secret, BOOTSTRAP, issuer.token())
    ]


async def test_rotated_key_is_followed(service: Running, issuer: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token of a key that the issuer has just published opens, and one of a key that it withdrew does not."""
    assert 200 == (await asked(service, issuer.token())).status_code
    monkeypatch.setattr("service.access.issuers.COOL_DOWN_SECONDS", 0)
    issuer.keys = [OTHER_RSA]
    assert [200, 401] == [(await asked(service, issuer.token(key))).status_code for key in (OTHER_RSA, RSA)]


async def test_issuer_that_is_away_at_the_start(
    database_url: str, issuer: Issuing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service starts without its issuer: tokens are told to come again, keys open, and soon tokens do too."""
    await issuer.end()
    async with running(database_url, **issuer.settings) as service:
        await service.seed()
        answer = await asked(service, issuer.token())
        assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])
        assert "urn:subreg:problem:unavailable" == answer.json()["type"]
        await issuer.begin()
        monkeypatch.setattr("service.access.issuers.COOL_DOWN_SECONDS", 0)
        assert 200 == (await asked(service, issuer.token())).status_code


async def test_slow_issuer_keeps_nobody_else_waiting(
    service: Running, issuer: Issuing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While tokens wait for a slow issuer, more than there are connections to the database, keys are answered."""
    monkeypatch.setattr("service.access.issuers.COOL_DOWN_SECONDS", 0)
    assert 200 == (await asked(service, issuer.token())).status_code  # and so it has the keys of now
    issuer.keys, before = [EC], len(issuer.asked)
    issuer.holds.clear()
    token = issuer.token(OTHER_RSA)
    waiting = [asyncio.create_task(asked(service, token)) for _ in range(service.pool.get_max_size() + 2)]
    while len(issuer.asked) == before:  # noqa: ASYNC110 — nobody tells
        await asyncio.sleep(0.01)
    for credential in (BOOTSTRAP, issuer.token()):
        assert 200 == (await asked(service, credential)).status_code
    assert not any(task.done() for task in waiting)
    issuer.holds.set()
    assert {401} == {answer.status_code for answer in await asyncio.gather(*waiting)}


@pytest.mark.parametrize("value", ["compliance", "CN=compliance team"])
async def test_values_of_a_claim_stand_for_scopes(database_url: str, issuer: Issuing, value: str) -> None:
    """What the operator maps counts, here roles of a realm; what he does not map opens nothing."""
    mapped = {value: frozenset({"register:read", "check"})}
    async with running(database_url, **issuer.settings, oidc_claim="realm_access.roles", oidc_scopes=mapped) as service:
        await service.seed()
        roles = [[value, "offline_access"], ["offline_access"], []]
        tokens = [issuer.token(scope="register:read", realm_access={"roles": each}) for each in roles]
        assert [200, 403, 403] == [(await asked(service, token)).status_code for token in tokens]


async def test_without_an_issuer_no_token_opens(database_url: str, issuer: Issuing) -> None:
    """A service that trusts nobody takes a token for a wrong key, and asks nobody."""
    async with running(database_url) as service:
        await service.seed()
        assert 401 == (await asked(service, issuer.token())).status_code
    assert [] == issuer.asked


async def test_token_is_counted_like_a_key(database_url: str, issuer: Issuing, made: list[Limits]) -> None:
    """Each token has the rate of a key, and wrong ones are guesses of their address."""
    rates = Rates(key=10, guesses=10)
    async with running(database_url, **issuer.settings, rate_limits=rates) as service:
        await service.seed()
        one, other = issuer.token(), issuer.token(EC, "ES256")
        first = [(await asked(service, one)).status_code for _ in range(12)]
        assert [200] * 10 == first[:10]
        assert 429 == first[-1]
        assert 200 == (await asked(service, other)).status_code
        guesses = [(await asked(service, issuer.token(exp=n))).status_code for n in range(1, 13)]
        assert [401] * 10 == guesses[:10]
        assert 429 == guesses[-1]
    assert made


async def test_customers_surface_knows_no_access_tokens(service: Running, issuer: Issuing) -> None:
    """A private list opens with its subscriber token, and with no access token, whatever its scopes."""
    answer = await asked(service, issuer.token(), "/lists/closed/feed.atom")
    assert 401 == answer.status_code


async def test_description_says_what_opens_the_api(service: Running) -> None:
    """The OpenAPI document says of each operation under /v1 that it takes a bearer credential, and of no other."""
    described = (await service.reader.get("/schema/openapi.json")).json()
    assert {"type": "http", "scheme": "bearer"}.items() <= described["components"]["securitySchemes"]["key"].items()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            named = {name for each in operation.get("security", []) for name in each}
            assert ("key" in named) == path.startswith("/v1"), path
