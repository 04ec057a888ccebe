"""Walls of docs/threats.md that no other test looks at, and that the page names tests that there are."""

import re
from pathlib import Path

import pytest

from tests.web.running import Running, bearer

ROOT = Path(__file__).parents[2]


def test_the_page_names_tests_that_there_are() -> None:
    """Each row of the threats names a test, and it is in the file."""
    rows = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8").splitlines()
    rows = [row for row in rows if row.startswith("| ") and not row.startswith(("| threat", "| ---"))]
    assert len(rows) > 20
    for row in rows:
        found = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
        assert found, row
        for path, name in found:
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), row


async def test_a_forged_host_is_in_no_answer(shared: Running) -> None:
    """Links are made of the public address, whatever Host and X-Forwarded-Host say."""
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for path in ("/lists/acme", "/lists/acme/feed.atom", "/lists/acme/feed.json", "/lists/acme/calendar.ics"):
        answer = await shared.reader.get(path, headers=forged)
        assert 200 == answer.status_code
        assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("host", ["x:y", "x:99999999", "a@b:c", "[::1]:x]", "["])
async def test_a_host_that_is_none_changes_no_answer(shared: Running, host: str) -> None:
    """A Host field that cannot be read as an address is no error of the service, and opens and refuses nothing."""
    bound = bearer((await shared.key("register:read", controllers=["closed"])).secret)
    for path, headers, status in (
        ("/lists/acme", {}, 200),
        ("/lists/acme/feed.atom", {}, 200),
        ("/lists/closed", {}, 401),
        ("/s/none", {}, 404),
        ("/nowhere", {}, 404),
        ("/v1/controllers/closed", bound, 200),
        ("/v1/controllers/acme", bound, 404),
        ("/v1/nowhere", {}, 401),
    ):
        answer = await shared.reader.get(path, headers={"Host": host} | headers)
        assert status == answer.status_code, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_locked_package_has_hashes() -> None:
    """No package is installed that is not pinned to a version and to its hashes."""
    for name in ("run", "dev", "generator"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9](?:.*\\\n)*.*", lock, re.MULTILINE)
        assert len(pinned) > 20
        assert [] == [package for package in pinned if "==" not in package or "--hash=sha256:" not in package]
