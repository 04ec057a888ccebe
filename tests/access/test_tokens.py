"""Subscriber tokens of private lists."""

import base64
from uuid import uuid4

import pytest

from service.access import secrets, tokens
from service.database.pool import Connection
from service.errors import Gone, NotFound, Unauthorised
from service.store import notices
from service.store import tokens as stored
from service.store.notices import FeedWords


@pytest.fixture
async def lists(conn: Connection) -> Connection:
    """A register with the lists `acme` and `other`."""
    for name in ("acme", "other"):
        await notices.begin_feed(conn, name, FeedWords(title=name, author=str(uuid4()), language="en"))
    return conn


def basic(text: str, encoding: str = "utf-8") -> str:
    """The header of HTTP Basic with this user-id and password."""
    return "Basic " + base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    ("header", "password"),
    [
        (basic("user:secret"), "secret"),
        (basic(":secret"), "secret"),
        (basic("user:with:colons"), "with:colons"),
        (basic("ærlig:hemmelig æ"), "hemmelig æ"),
        (basic("user:secret").replace("Basic", "bAsIc"), "secret"),
        (basic("user:"), None),
        (basic("no colon"), None),
        (basic("user:\xe6", "latin-1"), None),
        ("Basic !", None),
        ("Basic ", None),
        ("Basic", None),
        ("Bearer dXNlcjpzZWNyZXQ=", None),
        ("", None),
        (None, None),
    ],
)
def test_password_is_read_as_rfc_7617_says(header: str | None, password: str | None) -> None:
    """The password is all behind the first colon, in UTF-8; whatever cannot be read is none."""
    assert password == tokens.password_of(header)


async def test_token_opens_its_list(lists: Connection) -> None:
    """The secret lets its holder in, in both ways, and the day of its use is noted."""
    minted = await tokens.create(lists, "acme", "reader of a customer")
    await tokens.admit(lists, "acme", minted.secret)
    assert "acme" == (await tokens.token_of(lists, minted.secret)).controller
    (row,) = await stored.all_tokens(lists)
    assert (minted.id, "acme", "reader of a customer") == (row.id, row.controller, row.label)
    assert row.last_used_on is not None


@pytest.mark.parametrize("secret", [None, "", "x", secrets.TOKEN + "a" * 43, "\x00", "\ud800"])
async def test_stranger_is_not_let_in(lists: Connection, secret: str | None) -> None:
    """No secret and any other one are Unauthorised, for lists that are there and that are not, in the same words."""
    await tokens.create(lists, "acme", "reader")
    said = set()
    for name in ("acme", "absent"):
        with pytest.raises(Unauthorised) as refused:
            await tokens.admit(lists, name, secret)
        said.add(refused.value.detail)
    assert 1 == len(said)
    with pytest.raises(NotFound):
        await tokens.token_of(lists, secret or "")


async def test_token_of_another_list_is_a_stranger(lists: Connection) -> None:
    """A good token opens its own list alone; elsewhere it is not even told that it is good."""
    minted = await tokens.create(lists, "other", "reader")
    with pytest.raises(Unauthorised) as wrong:
        await tokens.admit(lists, "acme", minted.secret)
    with pytest.raises(Unauthorised) as none:
        await tokens.admit(lists, "acme", None)
    assert none.value.detail == wrong.value.detail


async def test_revoked_token_is_gone(lists: Connection) -> None:
    """A revoked token is Gone for its own list, and a stranger for any other."""
    minted = await tokens.create(lists, "acme", "reader")
    assert [True, False] == [await stored.revoke(lists, minted.id) for _ in range(2)]
    with pytest.raises(Gone):
        await tokens.admit(lists, "acme", minted.secret)
    with pytest.raises(Gone):
        await tokens.token_of(lists, minted.secret)
    with pytest.raises(Unauthorised):
        await tokens.admit(lists, "other", minted.secret)
    (row,) = await stored.all_tokens(lists)
    assert row.last_used_on is None


async def test_no_token_for_no_list(lists: Connection) -> None:
    """A token is made for a list that there is."""
    with pytest.raises(NotFound, match="absent"):
        await tokens.create(lists, "absent", "reader")
    assert [] == await stored.all_tokens(lists)


async def test_secret_is_kept_as_a_hash(lists: Connection) -> None:
    """The table holds the SHA-256 of the secret and no part of the secret."""
    minted = await tokens.create(lists, "acme", "reader")
    row = await lists.fetchrow("SELECT hash, subscriber_token::text AS whole FROM subscriber_token")
    assert row is not None
    assert minted.digest == row["hash"]
    assert minted.secret.removeprefix(secrets.TOKEN)[:8] not in row["whole"]
