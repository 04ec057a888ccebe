"""The operator's verbs: parse, call, print. No logic of the register is here.

Exit codes: 0 done or passed, 1 refused or findings, 2 misuse, 3 could not run (DESIGN section 8).
"""

from typing import Annotated

import typer

from service import __version__
from service.cli.verbs import Verbs

app = typer.Typer(
    cls=Verbs,
    help="subreg: a register of sub-processors and cross-border transfers. It informs; it does not give legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; ends the process with the exit code."""
    app()


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 — as typer calls it
    if wanted:
        typer.echo(f"subreg {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_tell_version)
]


@app.callback()
def of_all_verbs(*, version: Version = False) -> None:
    """Take what goes before a verb: `--version` has ended by now."""
