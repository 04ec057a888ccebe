"""The issuer of access tokens: what of its keys is known, and what it costs to ask."""

import asyncio
import logging
from typing import Any

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey, RSAKey

from service.access import issuers
from service.access.issuers import COOL_DOWN_SECONDS, MOST_BYTES, MOST_KEYS, Issuer
from service.errors import Unavailable
from tests.access.issuing import DISCOVERY, EC, KEYS, REALM, RSA, Issuing, fresh
from tests.web.clocks import Clock


def known(issuer: Issuer) -> set[str | None]:
    """The ids of the keys that are known."""
    return {key.kid for key in issuer.keys}


async def until_known(issuer: Issuer, ids: set[str]) -> None:
    """Wait until these keys and no other are known."""
    for _ in range(500):
        if known(issuer) == ids:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(known(issuer))


async def looked(issuing: Issuing, address: str | None = None) -> Issuer:
    """An issuer that was asked once."""
    issuer = Issuer(address or issuing.address, Clock())
    await issuer.look_anew()
    return issuer


async def test_keys_are_found_by_discovery(issuer: Issuing) -> None:
    """The keys are where the discovery document of the issuer says."""
    assert {"rsa", "ec"} == known(await looked(issuer))
    assert [DISCOVERY, KEYS] == issuer.asked


async def test_slash_at_the_end_belongs_to_the_issuer(issuer: Issuing) -> None:
    """An issuer that ends with a slash is found at the same address, and must name itself with the slash."""
    address = issuer.address + "/"
    with pytest.raises(Unavailable):
        await looked(issuer, address)
    issuer.answer(DISCOVERY, {"issuer": address, "jwks_uri": issuer.address.removesuffix(REALM) + KEYS})
    assert {"rsa", "ec"} == known(await looked(issuer, address))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"issuer": "https://other.example.com"}, id="another issuer"),
        pytest.param({"issuer": None}, id="no issuer"),
        pytest.param({"jwks_uri": "http://keys.example.com/keys"}, id="keys without TLS"),
        pytest.param({"jwks_uri": "file:///etc/passwd"}, id="keys in a file"),
        pytest.param({"jwks_uri": "https://[::1/keys"}, id="keys at no address"),
        pytest.param({"jwks_uri": 5}, id="keys at a number"),
    ],
)
async def test_discovery_that_misfits_gives_no_key(issuer: Issuing, document: dict[str, Any]) -> None:
    """A document that is not this issuer's, or leads to no safe address, is not followed."""
    issuer.answer(
        DISCOVERY, {"issuer": issuer.address, "jwks_uri": issuer.address.removesuffix(REALM) + KEYS} | document
    )
    with pytest.raises(Unavailable):
        await looked(issuer)
    assert [DISCOVERY] == issuer.asked


@pytest.mark.parametrize("host", ["127.1", "user:password@127.0.0.1"])
async def test_keys_without_tls_are_had_from_this_machine_alone(issuer: Issuing, host: str) -> None:
    """An address that is not plainly this machine is not asked without TLS, though keys could be had there."""
    keys = issuer.address.removesuffix(REALM).replace("127.0.0.1", host) + KEYS
    issuer.answer(DISCOVERY, {"issuer": issuer.address, "jwks_uri": keys})
    with pytest.raises(Unavailable):
        await looked(issuer)
    assert [DISCOVERY] == issuer.asked


@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("404 Not Found", b""),
        ("500 Internal Server Error", b"{}"),
        ("204 No Content", b""),
        ("200 OK", b"<html>"),
        ("200 OK", b"[]"),
        ("200 OK", b"\xff"),
        ("200 OK", b'{"keys": {}}'),
        ("200 OK", b"[" * 100_000),
        ("200 OK", b'{"issuer": 1, "keys": [{"x": ' + b"[" * 100_000),
    ],
)
async def test_answer_that_cannot_be_used_gives_no_key(issuer: Issuing, path: str, status: str, body: bytes) -> None:
    """Whatever else the issuer answers is no key, and no error of this service."""
    issuer.answer(path, body, status)
    with pytest.raises(Unavailable):
        await looked(issuer)


@pytest.mark.parametrize("path", [DISCOVERY, KEYS])
async def test_redirect_is_not_followed(issuer: Issuing, path: str) -> None:
    """An issuer cannot send this service elsewhere."""
    issuer.answer(path, b"", "302 Found", Location=issuer.address + "/elsewhere")
    with pytest.raises(Unavailable):
        await looked(issuer)
    assert REALM + "/elsewhere" not in issuer.asked


@pytest.mark.parametrize(("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False), (50 * MOST_BYTES, False)])
async def test_keys_have_so_many_bytes_at_most(issuer: Issuing, size: int, taken: bool) -> None:  # noqa: FBT001 — a parameter
    """Of keys no more is read than the limit."""
    _, _, body = issuer._answer(KEYS)  # noqa: SLF001 — what it would answer
    issuer.answer(KEYS, body + b" " * (size - len(body)))
    asked = Issuer(issuer.address)
    if not taken:
        with pytest.raises(Unavailable):
            await asked.look_anew()
    else:
        await asked.look_anew()
    assert taken == bool(asked.keys)


async def test_slow_issuer_is_given_up(issuer: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not answer in time is as good as away."""
    monkeypatch.setattr(issuers, "PATIENCE_SECONDS", 0.05)
    issuer.holds.clear()
    with pytest.raises(Unavailable):
        await looked(issuer)


async def test_dripping_issuer_is_given_up(issuer: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a byte now and then is given up as well."""
    monkeypatch.setattr(issuers, "PATIENCE_SECONDS", 0.2)
    issuer.pause = 0.01
    with pytest.raises(Unavailable):
        await looked(issuer)
    issuer.pause = 0.0
    assert [DISCOVERY] == issuer.asked


async def test_tls_is_no_formality(issuer: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    """At an https address nobody is asked without TLS."""
    monkeypatch.setattr(issuers, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(Unavailable):
        await looked(issuer, issuer.address.replace("http:", "https:"))
    assert [] == issuer.asked


async def test_issuer_is_asked_once_in_a_while(issuer: Issuing) -> None:
    """However many ask for keys that there are not, the issuer is asked once until the cool-down is over."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    await asyncio.gather(*(asked.look_anew() for _ in range(50)))
    clock.now += COOL_DOWN_SECONDS - 1
    await asked.look_anew()
    assert 1 == issuer.times
    clock.now += 1
    await asyncio.gather(*(asked.look_anew() for _ in range(50)))
    assert 2 == issuer.times


async def test_cool_down_holds_for_an_issuer_that_is_away(issuer: Issuing) -> None:
    """An issuer that does not answer is not asked more often than one that does."""
    issuer.answer(DISCOVERY, b"", "503 Service Unavailable")
    asked = Issuer(issuer.address, Clock())
    answers = await asyncio.gather(*(asked.look_anew() for _ in range(50)), return_exceptions=True)
    assert {Unavailable} == {type(answer) for answer in answers}
    assert 1 == issuer.times


async def test_old_keys_go_when_the_issuer_withdraws_them(issuer: Issuing) -> None:
    """What is known is what the issuer published last, and nothing of what it published before."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    await asked.look_anew()
    issuer.keys = [EC, fresh("new")]
    clock.now += COOL_DOWN_SECONDS
    await asked.look_anew()
    assert {"ec", "new"} == known(asked)


async def test_known_keys_go_on_while_the_issuer_is_away(issuer: Issuing) -> None:
    """An issuer that cannot be asked takes no key away; a key that is unknown then may be a new one."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    await asked.look_anew()
    await issuer.end()
    clock.now += COOL_DOWN_SECONDS
    with pytest.raises(Unavailable):
        await asked.look_anew()
    assert {"rsa", "ec"} == known(asked)
    await issuer.begin()
    clock.now += COOL_DOWN_SECONDS
    await asked.look_anew()


async def test_what_is_no_key_to_verify_with_is_left_out(issuer: Issuing) -> None:
    """Symmetric, short, broken and unknown keys and those to encrypt with are left out; the others stay."""
    good = RSA.as_dict(private=False)
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024, {"kid": "short"})
    odd: list[Any] = [
        OctKey.generate_key(256, {"kid": "oct"}).as_dict(),
        short.as_dict(private=False),
        good | {"kid": "enc", "use": "enc"},
        good | {"kid": "broken", "n": "!"},
        good | {"kid": 5},
        {"kty": "RSA", "kid": "empty"},
        {"kty": "EC", "kid": "curve", "crv": "P-999", "x": "AQAB", "y": "AQAB"},
        {"kty": "EC", "kid": "point", "crv": "P-256", "x": "AQAB", "y": "AQAB"},
        {"kty": "AKP", "kid": "later", "alg": "ML-DSA-44", "pub": "AQAB"},
        {"kty": ["RSA"], "kid": "list"},
        {},
    ]
    issuer.answer(KEYS, {"keys": [*odd, good]})
    assert {"rsa"} == known(await looked(issuer))


async def test_a_published_private_key_is_left_out(issuer: Issuing) -> None:
    """With it whoever reads it could make tokens; and it is not completed, which for 16,384 bits takes 20 seconds."""
    number = "A" * 2730 + "E"
    private: list[Any] = [
        RSA.as_dict(private=True) | {"kid": "whole"},
        {"kty": "RSA", "kid": "half", "n": "g" + number, "e": "AQAB", "d": "g" + number},
        EC.as_dict(private=True) | {"kid": "curve"},
    ]
    issuer.answer(KEYS, {"keys": [*private, RSA.as_dict(private=False)]})
    assert {"rsa"} == known(await looked(issuer))


@pytest.mark.parametrize(("count", "taken"), [(MOST_KEYS, True), (MOST_KEYS + 1, False)])
async def test_an_issuer_has_so_many_keys_at_most(issuer: Issuing, count: int, taken: bool) -> None:  # noqa: FBT001 — a parameter
    """So that to read them keeps nobody waiting; of an issuer with more none is taken."""
    issuer.answer(KEYS, {"keys": [EC.as_dict(private=False)] * count})
    asked = Issuer(issuer.address)
    await asyncio.gather(asked.look_anew(), return_exceptions=True)
    assert taken == bool(asked.keys)


async def test_what_the_issuer_says_is_cut_off_in_the_log(issuer: Issuing, caplog: pytest.LogCaptureFixture) -> None:
    """A discovery document that is another's fills no log, however long the name that it has."""
    issuer.answer(DISCOVERY, {"issuer": "x" * 100_000, "jwks_uri": "https://x"})
    with pytest.raises(Unavailable):
        await looked(issuer)
    (told,) = [message for message in caplog.messages if "that of" in message]
    assert len(told) < 700


async def test_what_is_left_out_is_told_in_one_line(issuer: Issuing, caplog: pytest.LogCaptureFixture) -> None:
    """However many keys are broken, the log has one line, cut off, and one more only where it is another matter."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    good = RSA.as_dict(private=False)
    for broken in ([good | {"n": "!"}] * 50, [good | {"n": "!"}] * 50, [good | {"x5c": 5}] * 3, []):
        issuer.answer(KEYS, {"keys": [*broken, good]})
        clock.now += COOL_DOWN_SECONDS
        await asked.look_anew()
    told = [message for message in caplog.messages if "left out" in message]
    assert ["50 left out", "3 left out"] == [message.split(" are ")[1].partition(",")[0] for message in told]
    assert all(issuer.address in message and len(message) < 450 for message in told)


async def test_no_key_at_all_is_no_answer(issuer: Issuing) -> None:
    """An issuer without a key that can be used keeps none of those it had, and is told to the operator."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    await asked.look_anew()
    issuer.keys = []
    clock.now += COOL_DOWN_SECONDS
    with pytest.raises(Unavailable):
        await asked.look_anew()
    assert set() == known(asked)


async def test_operator_hears_of_it_once(issuer: Issuing, caplog: pytest.LogCaptureFixture) -> None:
    """The log says why the keys cannot be had, once until they can be had again."""
    clock = Clock()
    asked = Issuer(issuer.address, clock)
    for status in ("500 Internal Server Error", "500 Internal Server Error", "200 OK", "500 Internal Server Error"):
        issuer.answers.clear()
        if status != "200 OK":
            issuer.answer(DISCOVERY, b"", status)
        clock.now += COOL_DOWN_SECONDS
        with caplog.at_level(logging.ERROR):
            await asyncio.gather(asked.look_anew(), return_exceptions=True)
    assert 2 == len(caplog.messages)
    assert all(issuer.address in message and "answers 500" in message for message in caplog.messages)


async def test_keys_are_looked_for_without_being_asked(issuer: Issuing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that runs learns of keys that were withdrawn, and of an issuer that is back, by itself."""
    monkeypatch.setattr(issuers, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(issuers, "COOL_DOWN_SECONDS", 0.01)
    await issuer.end()
    asked = Issuer(issuer.address)
    task = asyncio.create_task(asked.keep_for_ever())
    await asyncio.sleep(0.05)
    assert set() == known(asked)
    await issuer.begin()
    await until_known(asked, {"rsa", "ec"})
    issuer.keys = [EC]
    await until_known(asked, {"ec"})
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
