"""Staff with access tokens at the service as an operator starts it."""

from pathlib import Path

import httpx

from tests import factories
from tests.acceptance.programs import serving
from tests.access.issuing import AUDIENCE, OTHER_RSA, SUBJECT, issuing
from tests.web.running import bearer


async def test_token_opens_a_service_that_was_started(database_url: str, tmp_path: Path) -> None:
    """The settings of the environment reach each process that serves: a token writes, and the log says who it was."""
    async with issuing() as issuer:
        given = {
            "SUBREG_OIDC_ISSUER": issuer.address,
            "SUBREG_OIDC_AUDIENCE": AUDIENCE,
            "SUBREG_OIDC_CLAIM": "realm_access.roles",
            "SUBREG_OIDC_SCOPES": "compliance team=register:read register:write",
        }
        headers = bearer(issuer.token(realm_access={"roles": ["compliance team"]}))
        async with serving(database_url, tmp_path, **given) as address, httpx.AsyncClient(base_url=address) as client:
            put = await client.put("/v1/controllers/acme", json=factories.controller(), headers=headers)
            assert 201 == put.status_code
            change = await client.get(f"/v1/changes/{put.headers['Subreg-Change']}", headers=headers)
            assert f"oidc:{issuer.address}#{SUBJECT}" == change.json()["actor"]
            for wrong in (issuer.token(OTHER_RSA), "a" * 60_000 + ".b.c"):
                answer = await client.get("/v1/processor", headers=bearer(wrong))
                assert (401, "application/problem+json") == (answer.status_code, answer.headers["Content-Type"])
