"""The documentation names what there is, where no page is written from it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar

from service import urls
from service.access.keys import SCOPES
from service.imports.events import HISTORY_COLUMNS
from service.imports.rows import LIST_COLUMNS
from service.web.routes import ROUTES

ROOT = Path(__file__).parents[1]
README, API = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/api.md"))


def routes() -> Iterator[str]:
    """Every path of the API and of the customer surface, its parameters taken out."""
    app = Litestar(route_handlers=ROUTES, openapi_config=None)
    for route in app.routes:
        if route.path.startswith(("/v1", "/lists")):
            yield re.sub(r"\{[^}]*\}", "{}", route.path)


@pytest.mark.parametrize("path", sorted(set(routes())))
def test_every_route_is_told(path: str) -> None:
    """The page about the API names the path, whatever it calls the parameters."""
    assert path in re.sub(r"\{[^}]*\}", "{}", API)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_told(scope: str) -> None:
    """The page about the API names the scope."""
    assert f"`{scope}`" in API


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.stem != "index"))
def test_every_page_of_the_manual_is_to_be_found(page: str) -> None:
    """The README leads to the page."""
    assert f"(docs/{page})" in README


@pytest.mark.parametrize("column", sorted(LIST_COLUMNS.known | HISTORY_COLUMNS))
def test_every_column_of_a_file_is_told(column: str) -> None:
    """The page about files names the column."""
    assert f"`{column}`" in (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")


def test_the_way_to_the_api_description_is_in_the_readme() -> None:
    """The README says where the OpenAPI document is."""
    assert f"{urls.OPENAPI}/openapi.json" in README


def test_modules_are_on_the_map() -> None:
    """ARCHITECTURE.md names every module and package at the top of the service."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = {
        path.stem for path in (ROOT / "service").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    missing = {name for name in names if not name.startswith("__") and name.split("_")[0] not in text}
    assert set() == missing
