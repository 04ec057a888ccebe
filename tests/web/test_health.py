"""Health, the description of the API, and the style sheet."""

import re
from typing import Any

from tests.web.routes import GUARDED
from tests.web.running import Running


async def test_health_is_told_and_not_kept(shared: Running) -> None:
    """Live says that the process lives, ready that the database answers; no cache keeps either."""
    for name in ("live", "ready"):
        answer = await shared.reader.get(f"/health/{name}")
        assert (200, {"status": name}) == (answer.status_code, answer.json())
        assert "no-store" == answer.headers["Cache-Control"]


async def test_description_has_every_route_of_the_api(shared: Running) -> None:
    """The OpenAPI 3.1 document lists every method and path that takes a key, each with a sentence."""
    answer = await shared.reader.get("/schema/openapi.json")
    described: dict[str, dict[str, Any]] = answer.json()["paths"]
    assert answer.json()["openapi"].startswith("3.1")
    operations = {
        (method.upper(), re.sub(r"\{[^}]*\}", "{}", path)): operation
        for path, methods in described.items()
        for method, operation in methods.items()
    }
    asked = {(method, path) for method, path in GUARDED if method != "HEAD"}  # which goes without saying
    for method, path in asked:
        assert operations[method, re.sub(r"\{[^}]*\}", "{}", path)]["summary"].endswith(".")


async def test_style_sheet_loads_nothing(shared: Running) -> None:
    """The one style sheet is our own, may be kept for an hour, and leads nowhere else."""
    answer = await shared.reader.get("/static/style.css")
    assert ("text/css; charset=utf-8", "nosniff") == (
        answer.headers["Content-Type"],
        answer.headers["X-Content-Type-Options"],
    )
    assert not {"@import", "url("} & set(re.findall(r"@import|url\(", answer.text))
