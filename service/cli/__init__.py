"""The operator's verbs: parse, call, print. No logic of the register is here.

Exit codes: 0 done or passed, 1 refused or findings, 2 misuse, 3 could not run (DESIGN section 8).
"""

import signal
import sys
from contextlib import suppress
from types import FrameType
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
    """Run the command line; ends the process with the exit code, or by SIGTERM where that ended what was under way."""
    came: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        # As Ctrl-C: what is held, such as the embedded PostgreSQL, is to be given back.
        came.append(number)
        handler = signal.getsignal(signal.SIGINT)
        (handler if callable(handler) else signal.default_int_handler)(number, frame)

    signal.signal(signal.SIGTERM, interrupt)
    try:
        _run()
    finally:
        if came:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)


def _run() -> None:
    try:
        app()
    except OSError as error:
        # 1 would say that there are findings. That who reads has enough (EPIPE) was no mistake, and is told by now.
        with suppress(OSError):
            typer.echo(f"A file, or where this prints to, cannot be used: {error.strerror or error}.", err=True)
        sys.exit(3)


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
