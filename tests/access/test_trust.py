"""Trust: what an operator can say of an issuer, and what claims stand for."""

from typing import Any

import pytest

from service.access.keys import SCOPES
from service.access.trust import Trust, has_form, issuer_from, scopes_from, value_at


def scopes_of(claims: dict[str, Any], **fields: Any) -> set[str]:  # noqa: ANN401 — fields of any type
    """The scopes that claims stand for."""
    return set(Trust(issuer="https://issuer.example.com", audience="subreg", **fields).scopes_of(claims))


@pytest.mark.parametrize(
    "address",
    [
        "https://login.example.com",
        "https://login.example.com/",
        "https://login.example.com:8443/realms/staff",
        "http://localhost:8080/realms/staff",
        "http://127.0.0.1:9000",
        "http://[::1]:9000",
    ],
)
def test_issuer_is_kept_to_the_letter(address: str) -> None:
    """An issuer is an https address, or http on this machine; nothing of it is changed."""
    assert address == issuer_from(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://128.0.0.1",
        "login.example.com",
        "ftp://localhost",
        "https://",
        "https:///realms",
        "https://login.example.com?x=1",
        "https://login.example.com#x",
        "https://user:password@login.example.com",
        "https://[::1",
    ],
)
def test_what_is_no_issuer_is_refused(address: str) -> None:
    """Another address is refused in a sentence that says how one looks."""
    with pytest.raises(ValueError, match=r"https://login\.example\.com/realms/staff"):
        issuer_from(address)


def test_values_stand_for_scopes() -> None:
    """A value of the claim stands for one scope or several; it may hold blanks, colons and equals signs."""
    read = scopes_from("compliance team=register:read register:write, CN=audit=check,c8a1:7=keys:admin")
    assert {
        "compliance team": {"register:read", "register:write"},
        "CN=audit": {"check"},
        "c8a1:7": {"keys:admin"},
    } == read


@pytest.mark.parametrize("text", ["", "x", "=check", "x=", "a=check,a=check", "a=check,,b=check", "a=check,"])
def test_mapping_that_is_not_understood_is_refused(text: str) -> None:
    """A value without scopes, scopes without a value, and a value given twice are refused with an example."""
    with pytest.raises(ValueError, match=r"compliance=register:read"):
        scopes_from(text)


@pytest.mark.parametrize("name", ["everything", "CHECK", "register:*", "check;check"])
def test_unknown_scope_is_refused(name: str) -> None:
    """A scope that there is not is named, and those that there are."""
    with pytest.raises(ValueError, match=r"keys:admin"):
        scopes_from(f"a={name}")


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"scope": "openid register:read  check"}, {"register:read", "check"}),
        ({"scope": ["register:read", "check", 5, None, ["keys:admin"]]}, {"register:read", "check"}),
        ({"scope": " ".join(SCOPES)}, set(SCOPES)),
        ({"scope": ""}, set()),
        ({"scope": None}, set()),
        ({"scope": {"keys:admin": True}}, set()),
        ({"scope": "keys:administrator KEYS:ADMIN keys"}, set()),
        ({"roles": ["keys:admin"]}, set()),
        ({}, set()),
    ],
)
def test_name_of_a_scope_stands_for_it(claims: dict[str, Any], expected: set[str]) -> None:
    """Without a mapping a value stands for the scope of that name, and for nothing where there is none."""
    assert expected == scopes_of(claims)


def test_mapping_adds_and_replaces() -> None:
    """What is mapped stands for that alone, the name of a scope too; what is not mapped stands for itself."""
    mapped = scopes_from("compliance=register:read register:write,keys:admin=check")
    claims = {"groups": ["compliance", "keys:admin", "notices:decide", "unknown"]}
    expected = {"register:read", "register:write", "check", "notices:decide"}
    assert expected == scopes_of(claims, claim="groups", scopes=mapped)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("realm_access.roles", ["check"]),
        ("resource_access.subreg.roles", ["keys:admin"]),
        ("https://example.com/roles", ["register:read"]),
        ("realm_access.groups", None),
        ("realm_access.roles.0", None),
        ("scope.x", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_claim_is_found_by_name_or_by_steps(name: str, expected: object) -> None:
    """A claim whose name has dots is found by it, one within another by its steps; what is not there is null."""
    claims = {
        "scope": "x",
        "realm_access": {"roles": ["check"]},
        "resource_access": {"subreg": {"roles": ["keys:admin"]}},
        "https://example.com/roles": ["register:read"],
    }
    assert expected == value_at(claims, name)


@pytest.mark.parametrize(
    ("secret", "is_one"),
    [("a.b.c", True), ("a.b.", True), ("a.b", False), ("a..c", False), ("a.b.c d", False), ("é.b.c", False)],
)
def test_form_of_a_token(secret: str, is_one: bool) -> None:  # noqa: FBT001 — a parameter
    """A signed JWT is three parts of base64url with dots between, of which the last may be empty."""
    assert is_one == has_form(secret)
