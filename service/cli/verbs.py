"""The verbs by name. The module of a verb is imported when that verb is asked for: each loads what it needs alone."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# Where each stands, below this package: a function, or a Typer with verbs of its own. In the order of the help.
_PLACES = {
    "serve": "serving:serve",
    "demo": "demo:demo",
    "migrate": "migrations:migrate",
    "import": "lists:import_",
    "export": "lists:export",
    "check": "checks:check",
    "backup": "backups:backup",
    "restore": "backups:restore",
    "keys": "access:keys_app",
    "tokens": "access:tokens_app",
    "law": "law:law_app",
    "log": "log:log_app",
    "people": "people:people_app",
}


class Verbs(TyperGroup):
    """The group of all verbs, as typer's `cls`."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 — what typer gives
        """Take the verbs of `_PLACES` as the commands."""
        super().__init__(**given | {"commands": _Commands()})


class _Commands(Mapping[str, Any]):
    """The commands of typer (its own copy of click) by their names, made when they are asked for."""

    def __getitem__(self, verb: str) -> Any:  # noqa: ANN401 — as above
        module, _, name = _PLACES[verb].partition(":")
        found = getattr(import_module(f"{__package__}.{module}"), name)
        alone = typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=verb)
        else:
            alone.command(verb)(found)
        return get_group(alone).commands[verb]

    def get(self, verb: str, default: Any = None) -> Any:  # noqa: ANN401 — as above
        """Return a command; that of `Mapping` would take a KeyError of a module for a verb that there is not."""
        return self[verb] if verb in _PLACES else default

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)
