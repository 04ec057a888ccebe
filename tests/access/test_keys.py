"""Keys of the compliance API."""

import pytest

from service.access import keys, secrets
from service.access.keys import SCOPES, Actor
from service.database.pool import Connection
from service.errors import Forbidden, Invalid, Unauthorised
from service.store import keys as stored
from service.store.keys import KeyRow

BOOTSTRAP = "a-first-key-that-is-long-enough-012345"


async def only(conn: Connection) -> KeyRow:
    """The one key that is stored."""
    (row,) = await stored.all_keys(conn)
    return row


async def test_key_opens_with_its_scopes(conn: Connection) -> None:
    """Who sends the secret of a key is known by the key's id, with its scopes and no other."""
    minted = await keys.create(conn, ["check", "register:read"], "pipeline")
    actor = await keys.authenticate(conn, f"Bearer {minted.secret}", None)
    assert Actor(name=f"key:{minted.id}", scopes=frozenset({"check", "register:read"})) == actor
    assert "pipeline" == (await only(conn)).label


async def test_scope_that_is_lacking_is_forbidden(conn: Connection) -> None:
    """A key may do what its scopes say; what it lacks is named with the way to get it."""
    minted = await keys.create(conn, ["check"], "")
    actor = await keys.authenticate(conn, f"Bearer {minted.secret}", None)
    actor.require("check")
    with pytest.raises(Forbidden, match=r"register:write.*subreg keys create"):
        actor.require("register:write")


async def test_bootstrap_key_has_all_scopes(conn: Connection) -> None:
    """The first key needs no row in the database and may do everything; without it set, it is as any wrong key."""
    actor = await keys.authenticate(conn, f"Bearer {BOOTSTRAP}", secrets.digest(BOOTSTRAP))
    assert Actor(name="bootstrap", scopes=frozenset(SCOPES)) == actor
    with pytest.raises(Unauthorised):
        await keys.authenticate(conn, f"Bearer {BOOTSTRAP}", None)


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer  {} "])
async def test_scheme_is_read_as_rfc_9110_says(conn: Connection, form: str) -> None:
    """The name of the scheme is in any case, and blanks around the key do not count."""
    minted = await keys.create(conn, ["check"], "")
    assert f"key:{minted.id}" == (await keys.authenticate(conn, form.format(minted.secret), None)).name


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer x{}"])
async def test_anything_else_is_nobody(conn: Connection, header: str | None) -> None:
    """No key, no scheme, another scheme or another secret is Unauthorised."""
    minted = await keys.create(conn, ["check"], "")
    with pytest.raises(Unauthorised):
        await keys.authenticate(conn, header and header.format(minted.secret), secrets.digest(BOOTSTRAP))
    assert (await only(conn)).last_used_on is None


async def test_wrong_and_revoked_are_told_alike(conn: Connection) -> None:
    """Nobody learns whether a key was ever good."""
    minted = await keys.create(conn, ["check"], "")
    assert await stored.revoke(conn, minted.id)
    with pytest.raises(Unauthorised) as revoked:
        await keys.authenticate(conn, f"Bearer {minted.secret}", None)
    with pytest.raises(Unauthorised) as wrong:
        await keys.authenticate(conn, f"Bearer {secrets.mint(secrets.KEY).secret}", None)
    assert wrong.value.detail == revoked.value.detail


async def test_key_is_revoked_once(conn: Connection) -> None:
    """Revoking says whether it closed an open key, and the key stays closed."""
    minted = await keys.create(conn, ["check"], "")
    assert [True, False, False] == [await stored.revoke(conn, name) for name in (minted.id, minted.id, "none")]


@pytest.mark.parametrize("scopes", [[], ["everything"], ["check", "CHECK"], ["register:*"], [""]])
async def test_unknown_scope_makes_no_key(conn: Connection, scopes: list[str]) -> None:
    """A key is made of scopes that there are, one at least; the refusal lists them."""
    with pytest.raises(Invalid, match=", ".join(SCOPES)):
        await keys.create(conn, scopes, "")
    assert [] == await stored.all_keys(conn)


@pytest.mark.parametrize("prefix", [secrets.KEY, secrets.TOKEN])
def test_secret_is_random_and_known_by_its_prefix(prefix: str) -> None:
    """A secret has 32 random bytes behind a prefix that scanners know; id and hash give nothing of them away."""
    made = [secrets.mint(prefix) for _ in range(50)]
    assert 50 == len({one.secret for one in made}) == len({one.id for one in made})
    for one in made:
        assert one.secret.startswith(prefix)
        assert 43 == len(one.secret.removeprefix(prefix))
        assert secrets.digest(one.secret) == one.digest
        assert one.id.rpartition("_")[2] not in one.secret


async def test_secret_is_kept_as_a_hash(conn: Connection) -> None:
    """The table holds the SHA-256 of the secret and no part of the secret."""
    minted = await keys.create(conn, ["check"], "")
    row = await conn.fetchrow("SELECT hash, api_key::text AS whole FROM api_key")
    assert row is not None
    assert minted.digest == row["hash"]
    assert minted.secret.removeprefix(secrets.KEY)[:8] not in row["whole"]
