"""The documentation names what there is: every setting, verb, route, scope and problem type."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from litestar import Litestar

from service import cli, urls
from service.access.keys import SCOPES
from service.settings import SETTINGS
from service.web.problems import STATUS
from service.web.routes import ROUTES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def verbs() -> Iterator[str]:
    """Every verb of the command line, sub-verbs with their parent."""
    for name, command in typer.main.get_command(cli.app).commands.items():  # type: ignore[attr-defined]  # a click group
        children = getattr(command, "commands", None)
        yield from (f"{name} {child}" for child in children) if children else (name,)


def routes() -> Iterator[str]:
    """Every path of the API and of the customer surface, its parameters taken out."""
    app = Litestar(route_handlers=ROUTES, openapi_config=None)
    for route in app.routes:
        if route.path.startswith(("/v1", "/lists")):
            yield re.sub(r"\{[^}]*\}", "{}", route.path)


@pytest.mark.parametrize("variable", [setting.variable for setting in SETTINGS])
def test_every_setting_is_in_the_readme(variable: str) -> None:
    """The README has a row for the setting."""
    assert f"| `{variable}`" in README


@pytest.mark.parametrize("verb", list(verbs()))
def test_every_verb_is_in_the_readme(verb: str) -> None:
    """The README has a row for the verb."""
    assert f"| `subreg {verb}" in README


@pytest.mark.parametrize("path", sorted(set(routes())))
def test_every_route_is_in_the_readme(path: str) -> None:
    """The README names the path, whatever it calls the parameters."""
    assert path in re.sub(r"\{[^}]*\}", "{}", README)


@pytest.mark.parametrize("name", sorted({error.code for error in STATUS} | {"internal"}))
def test_every_problem_type_is_in_the_readme(name: str) -> None:
    """The README names the problem type."""
    assert f"`{name}`" in README


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_in_the_readme(scope: str) -> None:
    """The README names the scope."""
    assert f"`{scope}`" in README


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
