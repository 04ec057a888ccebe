"""PostgreSQL fails in the middle of a write: what passes is tried again, what stays is refused, none is half done."""

import pytest

from service.register import auditing
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, all_lent

WAIVED = {"notice": "waived", "reason": "At once"}

# Planted where the log is written and its notice is about to be: at once, or when the transaction commits.
PLANTED = """
CREATE SEQUENCE planted;
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('planted') <= {times} THEN
        {failure}
    END IF;
    RETURN NEW;
END
$$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON notice {when} FOR EACH ROW EXECUTE FUNCTION fail();
"""
AT_ONCE, AT_COMMIT = "", "DEFERRABLE INITIALLY DEFERRED"
# The server takes note of a signal when it sleeps at the latest.
CUT_OFF = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5);"
UNPLANTED = "DROP TRIGGER fails ON notice; DROP FUNCTION fail; DROP SEQUENCE planted;"


def raising(code: str) -> str:
    """A failure with this code of PostgreSQL."""
    return f"RAISE EXCEPTION 'planted' USING ERRCODE = '{code}';"


async def plant(service: Running, failure: str, when: str, times: int) -> None:
    """Let the first so many attempts fail."""
    await service.pool.execute(PLANTED.format(failure=failure, when=when, times=times))


async def told(service: Running) -> int:
    """In how many changes and notices the new purpose stands."""
    query = (
        "SELECT (SELECT count(*) FROM change WHERE after ->> 'purpose' = 'Another purpose') * 10 "
        "+ (SELECT count(*) FROM notice WHERE strpos(content, 'Another purpose') > 0)"
    )
    found: int = await service.pool.fetchval(query)
    return found


@pytest.mark.parametrize("when", [AT_ONCE, AT_COMMIT])
@pytest.mark.parametrize("code", ["40001", "40P01"])
async def test_what_passes_is_tried_again(service: Running, code: str, when: str) -> None:
    """A serialization failure and a deadlock, in the middle or at the commit, end in one change with one notice."""
    await plant(service, raising(code), when, times=2)
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another purpose"), **WAIVED)
    assert 11 == await told(service)
    assert 3 == await service.pool.fetchval("SELECT last_value FROM planted")


@pytest.mark.parametrize("when", [AT_ONCE, AT_COMMIT])
@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(raising("53100"), id="disk full"),
        pytest.param(raising("53200"), id="out of memory"),
        pytest.param(raising("58030"), id="input or output failed"),
        pytest.param(raising("25006"), id="read-only"),
        pytest.param(raising("57014"), id="took too long"),
        pytest.param(raising("40001"), id="serialization failure"),
        pytest.param(raising("40P01"), id="deadlock"),
        pytest.param(CUT_OFF, id="connection reset"),
    ],
)
async def test_what_stays_is_refused_whole(service: Running, failure: str, when: str) -> None:
    """503 and when to come again; no table has another row; the same write is taken once the cause is gone."""
    before = await service.everything()
    await plant(service, failure, when, times=1000)
    answer = await service.staff.put(ACME_CLOUDFLARE, json=factories.engagement("Another purpose"), params=WAIVED)
    assert (503, "5") == (answer.status_code, answer.headers["Retry-After"]), answer.text
    assert "urn:subreg:problem:unavailable" == answer.json()["type"]
    assert "planted" not in answer.text
    assert before == await service.everything()
    await service.pool.execute(UNPLANTED)
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another purpose"), **WAIVED)
    assert 11 == await told(service)
    assert None is (await auditing.verify(service.pool, None)).broken


async def test_a_mistake_of_our_own_is_no_outage(service: Running) -> None:
    """What no waiting mends stays 500: the caller is not told to come again."""
    await plant(service, raising("42703"), AT_ONCE, times=1000)
    answer = await service.staff.put(ACME_CLOUDFLARE, json=factories.engagement("Another purpose"), params=WAIVED)
    assert (500, False) == (answer.status_code, "Retry-After" in answer.headers)


async def test_ready_says_what_the_schema_lacks(service: Running) -> None:
    """A database whose schema is behind makes the service not ready, with the reason and the remedy."""
    await service.pool.execute("DELETE FROM _pogo_migration WHERE migration_id = '0010_rate'")
    answer = await service.reader.get("/health/ready")
    assert (503, "Not ready: the schema lacks 0010_rate. Run subreg migrate.") == (
        answer.status_code,
        answer.json()["detail"],
    )
    assert {"status": "live"} == (await service.reader.get("/health/live")).json()


async def test_ready_says_that_all_connections_are_taken(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that answers others is not called away."""
    monkeypatch.setattr("service.web.health._PATIENCE", 0.01)
    async with all_lent(service.app.state.context.feeds):
        answer = await service.reader.get("/health/ready")
    assert (503, True) == (answer.status_code, "no connection to the database was free" in answer.json()["detail"])
