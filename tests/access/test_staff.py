"""Staff: which access tokens open, and who is behind them."""

import base64
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey
from joserfc.jwt import Token

from service.access.keys import Actor
from service.access.staff import ALGORITHMS, Staff, actor_from
from service.access.trust import Trust
from service.errors import Unauthorised, Unavailable
from tests.access.issuing import AUDIENCE, EC, OKP, OTHER_RSA, RSA, SUBJECT, Issuing, claims, fresh

CURVES = {
    "ES256": EC,
    "ES384": ECKey.generate_key("P-384", {"kid": "p384"}),
    "ES512": ECKey.generate_key("P-521", {"kid": "p521"}),
}
EDWARDS = {"EdDSA": OKP, "Ed25519": OKP, "Ed448": OKPKey.generate_key("Ed448", {"kid": "ed448"})}


def staff(issuer: Issuing, **fields: Any) -> Staff:  # noqa: ANN401 — fields of any type
    """Those who come with tokens of an issuer."""
    return Staff(Trust(issuer=issuer.address, audience=AUDIENCE, **fields))


async def opened(issuer: Issuing, token: str, **fields: Any) -> Actor:  # noqa: ANN401 — fields of any type
    """Who stands behind a token."""
    actor = await staff(issuer, **fields).authenticate(f"Bearer {token}")
    assert actor is not None
    return actor


def part(value: Any) -> str:  # noqa: ANN401 — JSON, or bytes as they are
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_token_tells_who_and_what(issuer: Issuing) -> None:
    """Who sends an access token is known by issuer and subject, with the scopes that it names and no other."""
    token = issuer.token(scope="openid register:read check profile")
    expected = Actor(name=f"oidc:{issuer.address}#{SUBJECT}", scopes=frozenset({"register:read", "check"}))
    assert expected == await opened(issuer, token)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer subreg_key_abc", "Basic a.b.c", "a.b.c", "Bearer a.b", "Bearer a.b.c.d.e"]
)
async def test_what_has_not_the_form_is_left_to_others(issuer: Issuing, header: str | None) -> None:
    """What is no token by its form is not looked at, and the issuer is not asked."""
    assert await staff(issuer).authenticate(header) is None
    assert [] == issuer.asked


@pytest.mark.parametrize("header", ["bearer {}", "BEARER  {} "])
async def test_scheme_is_read_as_rfc_9110_says(issuer: Issuing, header: str) -> None:
    """The name of the scheme is in any case, and blanks around the token do not count."""
    assert await staff(issuer).authenticate(header.format(issuer.token())) is not None


@pytest.mark.parametrize("alg", ALGORITHMS)
async def test_every_algorithm_opens(issuer: Issuing, alg: str) -> None:
    """A token signed in each of the ways that are allowed opens."""
    key = (CURVES | EDWARDS).get(alg, RSA)
    issuer.keys = [key, OTHER_RSA]
    assert SUBJECT in (await opened(issuer, issuer.token(key, alg))).name


def forged(issuer: Issuing) -> dict[str, str]:
    """Tokens that the issuer did not sign, or not in a way that counts."""
    good = issuer.token()
    head, body, signature = good.split(".")
    said, public = claims(issuer.address), RSA.as_pem(private=False)
    stranger = fresh("rsa")
    return {
        "none": f"{part({'alg': 'none', 'kid': 'rsa'})}.{body}.",
        "none with a signature": f"{part({'alg': 'none', 'kid': 'rsa'})}.{body}.{signature}",
        "none in other letters": f"{part({'alg': 'nOnE', 'kid': 'rsa'})}.{body}.",
        "no signature": f"{head}.{body}.",
        "another body": f"{head}.{part(said | {'scope': 'keys:admin'})}.{signature}",
        "another head": f"{part({'alg': 'PS256', 'kid': 'rsa'})}.{body}.{signature}",
        "HS256 with the public key": hmac_with(public, said),
        "HS256 with the modulus": hmac_with(RSA.as_dict(private=False)["n"].encode(), said),  # type: ignore[union-attr]  # a text
        "a stranger with the same kid": jwt.encode({"alg": "RS256", "kid": "rsa"}, said, stranger),
        "a stranger who brings a key": issuer.token(
            stranger, header={"kid": None, "jwk": stranger.as_dict(private=False)}
        ),
        "a stranger who says where": issuer.token(stranger, header={"jku": f"{issuer.address}/strange"}),
        "the key of another kind": f"{part({'alg': 'RS256', 'kid': 'ec'})}.{body}.{signature}",
        "an extension that must be understood": jws.serialize_compact(
            {"alg": "RS256", "kid": "rsa", "b64": False, "crit": ["b64"]}, "text", RSA
        ),
        "head is a list": f"{part(['alg'])}.{body}.{signature}",
        "head is a text": f"{part('alg')}.{body}.{signature}",
        "head is null": f"{part(None)}.{body}.{signature}",
        "head is deep": f"{part(b'[' * 380)}.{body}.{signature}",
        "head is no JSON": f"{part(b'{')}.{body}.{signature}",
        "head is no text": f"{part(bytes([255, 254]))}.{body}.{signature}",
        "algorithm is a list": f"{part({'alg': ['RS256'], 'kid': 'rsa'})}.{body}.{signature}",
        "kid is a number": f"{part({'alg': 'RS256', 'kid': 1})}.{body}.{signature}",
        "huge": f"{head}.{'a' * 200_000}.{signature}",
        "huge head": f"{'a' * 200_000}.{body}.{signature}",
        "huge signature": f"{head}.{body}.{'a' * 200_000}",
        "claims are a list": jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, "[1]", RSA),
        "claims are no JSON": jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, "{", RSA),
        "claims are deep": jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, "[" * 60_000, RSA),
    }


def hmac_with(secret: bytes, said: dict[str, Any]) -> str:
    """A token with a signature that whoever knows the secret can make: the library would not take such a secret."""
    signed = f"{part({'alg': 'HS256', 'kid': 'rsa'})}.{part(said)}"
    return f"{signed}.{part(hmac.digest(secret, signed.encode(), 'sha256'))}"


async def test_forged_token_opens_nothing(issuer: Issuing) -> None:
    """What the issuer did not sign is nobody, always in the same words, and the issuer is asked once for all of it."""
    those = staff(issuer)
    refusals = {}
    for name, token in forged(issuer).items():
        with pytest.raises(Unauthorised) as refused:
            await those.authenticate(f"Bearer {token}")
        refusals[name] = refused.value.detail
    assert 1 == len(set(refusals.values())), refusals
    assert 1 == issuer.times


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://other.example.com"}, "iss"),
    "the issuer with a slash": ({"iss": "{issuer}/"}, "iss"),
    "no issuer": ({"iss": None}, "iss"),
    "issuers in a list": ({"iss": ["{issuer}"]}, "iss"),
    "another audience": ({"aud": "https://other.example.com"}, "aud"),
    "a longer audience": ({"aud": AUDIENCE + "/"}, "aud"),
    "other audiences": ({"aud": ["account", "https://other.example.com"]}, "aud"),
    "no audience": ({"aud": None}, "aud"),
    "an empty audience": ({"aud": []}, "aud"),
    "an audience within": ({"aud": {AUDIENCE: 1}}, "aud"),
    "over": ({"exp": -60}, "exp"),
    "no end": ({"exp": None}, "exp"),
    "an end that never comes": ({"exp": float("nan")}, "exp"),
    "an end in words": ({"exp": "4102444800"}, "exp"),
    "not yet": ({"nbf": 600}, "nbf"),
    "issued later": ({"iat": 600}, "iat"),
    "nobody": ({"sub": None}, "sub"),
    "an empty subject": ({"sub": ""}, "sub"),
    "a number": ({"sub": 17}, "sub"),
    "an e-mail address": ({"sub": "kari@example.com"}, "sub"),
    "a name": ({"sub": "Kari Nordmann"}, "sub"),
    "a subject outside ASCII": ({"sub": "kåre"}, "sub"),
    "a subject in two lines": ({"sub": "kari\n"}, "sub"),
    "a long subject": ({"sub": "x" * 256}, "sub"),
    "bound to a key": ({"cnf": {"jkt": "x"}}, "cnf"),
}
TAKEN: dict[str, dict[str, Any]] = {
    "several audiences": {"aud": ["account", AUDIENCE]},
    "over within the leeway": {"exp": -1},
    "not yet within the leeway": {"nbf": 1},
    "no time of issue": {"iat": None},
    "a long subject": {"sub": "x" * 255},
    "a subject with signs": {"sub": "auth0|5f7c8ec7c33c6c004bbafe82"},
    "claims of its own": {"name": "Kari Nordmann", "email": "kari@example.com", "__class__": 1, "nonce": "n"},
}


def timed(fields: dict[str, Any]) -> dict[str, Any]:
    """Claims whose times are counted from now on."""
    now = int(time.time())
    times = {
        name: now + value for name, value in fields.items() if name in ("exp", "nbf", "iat") and type(value) is int
    }
    return fields | times


def placed(fields: dict[str, Any], issuer: Issuing) -> dict[str, Any]:
    """Claims that name this very issuer, with times from now on."""
    if "iss" in fields:
        named: dict[str, Any] = json.loads(json.dumps(fields).replace("{issuer}", issuer.address))
        return named
    return timed(fields)


@pytest.mark.parametrize("name", REFUSED)
async def test_token_that_is_not_for_this_opens_nothing(issuer: Issuing, name: str) -> None:
    """A token that the issuer signed and that is not good here is refused, with the claim that is why."""
    fields, claim = REFUSED[name]
    with pytest.raises(Unauthorised, match=rf"\b{claim}\b"):
        await opened(issuer, issuer.token(**placed(fields, issuer)))


@pytest.mark.parametrize("name", TAKEN)
async def test_token_that_nearly_is_not_opens(issuer: Issuing, name: str) -> None:
    """What comes near to each reason to refuse and is none opens."""
    assert frozenset({"register:read"}) == (await opened(issuer, issuer.token(**timed(TAKEN[name])))).scopes


@pytest.mark.parametrize(
    ("typ", "fields", "taken"),
    [
        ("at+jwt", {}, True),
        ("application/at+jwt", {}, True),
        ("AT+JWT", {"nonce": "n"}, True),
        ("JWT", {}, True),
        (None, {}, True),
        ("JWT", {"typ": "Bearer"}, True),
        ("JWT", {"typ": "Bearer", "nonce": "n"}, True),
        ("JWT", {"auth_time": 1700000000, "acr": "1", "azp": "app"}, True),
        ("JWT", {"nonce": "n"}, False),
        ("JWT", {"at_hash": "h"}, False),
        (None, {"c_hash": "h"}, False),
        ("JWT", {"typ": "ID"}, False),
        ("JWT", {"typ": "Refresh"}, False),
        ("JWT", {"typ": "DPoP"}, False),
        ("logout+jwt", {}, False),
        ("logout+jwt", {"typ": "Bearer"}, False),
        ("dpop+jwt", {}, False),
        ("secevent+jwt", {}, False),
    ],
)
async def test_access_token_is_told_from_others(
    issuer: Issuing,
    typ: str | None,
    fields: dict[str, Any],
    taken: bool,  # noqa: FBT001 — a parameter
) -> None:
    """An ID token, or any other that the issuer signs for the same audience, is no access token."""
    token = issuer.token(header={"typ": typ}, **fields)
    if taken:
        await opened(issuer, token)
    else:
        with pytest.raises(Unauthorised, match="another kind"):
            await opened(issuer, token)


async def test_token_without_kid_needs_an_issuer_with_one_key(issuer: Issuing) -> None:
    """Where the issuer has one key a token need not name it; of several it has to name one (OIDC Core section 10.1)."""
    token = issuer.token(header={"kid": None})
    with pytest.raises(Unauthorised):
        await opened(issuer, token)
    issuer.keys = [RSA]
    await opened(issuer, token)


async def test_rotation_is_followed(issuer: Issuing) -> None:
    """A token of a new key opens as soon as the issuer has published it; what the old one signed is over."""
    those = staff(issuer)
    old = issuer.token()
    assert await those.authenticate(f"Bearer {old}")
    issuer.keys = [OTHER_RSA]
    those.issuer._asked -= 60  # noqa: SLF001 — the cool-down is over
    assert await those.authenticate(f"Bearer {issuer.token(OTHER_RSA)}")
    with pytest.raises(Unauthorised):
        await those.authenticate(f"Bearer {old}")


async def test_hostile_tokens_do_not_make_the_issuer_be_asked(issuer: Issuing) -> None:
    """However many keys are invented, the issuer is asked once; whose key is known opens meanwhile."""
    those = staff(issuer)
    for number in range(100):
        with pytest.raises(Unauthorised):
            await those.authenticate(f"Bearer {issuer.token(header={'kid': f'invented-{number}'})}")
    assert await those.authenticate(f"Bearer {issuer.token()}")
    assert 1 == issuer.times


async def test_issuer_that_is_away_makes_no_token_wrong(issuer: Issuing) -> None:
    """While the issuer is away nobody is told that a token is wrong which may be good; what is known goes on."""
    those = staff(issuer)
    await issuer.end()
    with pytest.raises(Unavailable):
        await those.authenticate(f"Bearer {issuer.token()}")
    await issuer.begin()
    those.issuer._asked -= 60  # noqa: SLF001 — the cool-down is over
    assert await those.authenticate(f"Bearer {issuer.token()}")
    await issuer.end()
    assert await those.authenticate(f"Bearer {issuer.token(EC, 'ES256')}")
    those.issuer._asked -= 60  # noqa: SLF001 — the cool-down is over
    with pytest.raises(Unavailable):
        await those.authenticate(f"Bearer {issuer.token(OTHER_RSA)}")
    with pytest.raises(Unauthorised):
        await those.authenticate(f"Bearer {issuer.token(**timed({'exp': -60}))}")


async def test_nothing_is_kept_of_a_token(issuer: Issuing) -> None:
    """A token that opened a moment ago opens nothing once it is over."""
    those, now = staff(issuer), datetime.now(UTC)
    token = issuer.token(exp=int(now.timestamp()) + 300)
    assert await those.authenticate(f"Bearer {token}")
    with time_machine.travel(now + timedelta(seconds=300 + 31), tick=False), pytest.raises(Unauthorised, match="exp"):
        await those.authenticate(f"Bearer {token}")


@pytest.mark.parametrize(
    ("name", "seconds", "taken"),
    [
        ("exp", -29, True),
        ("exp", -30, False),
        ("nbf", 30, True),
        ("nbf", 31, False),
        ("iat", 30, True),
        ("iat", 31, False),
    ],
)
def test_clocks_may_differ_by_half_a_minute(name: str, seconds: int, taken: bool) -> None:  # noqa: FBT001 — a parameter
    """A time that is passed or to come by less than the leeway counts as now."""
    address, now = "https://login.example.com", 2_000_000_000
    said = claims(address, exp=now + 300, iat=now) | {name: now + seconds}
    token, trust = Token({"alg": "RS256"}, said), Trust(issuer=address, audience=AUDIENCE)
    if taken:
        assert f"oidc:{address}#{SUBJECT}" == actor_from(token, trust, now).name
    else:
        with pytest.raises(Unauthorised, match=name):
            actor_from(token, trust, now)


async def test_who_it_is_may_stand_in_another_claim(issuer: Issuing) -> None:
    """Where an issuer names people by addresses, another claim can say who it is, and must be there."""
    token = issuer.token(sub="kari@example.com", uid="00u1abc")
    assert f"oidc:{issuer.address}#00u1abc" == (await opened(issuer, token, subject="uid")).name
    with pytest.raises(Unauthorised, match="oid"):
        await opened(issuer, token, subject="oid")


def test_algorithms_are_those_of_public_keys() -> None:
    """No algorithm is allowed for which a public key would be the secret, and none that signs nothing."""
    assert not {"none", "HS256", "HS384", "HS512"} & set(ALGORITHMS)
