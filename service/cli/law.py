"""The verbs about legal facts. They need no database."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.edges import MISUSE, REFUSED, Day, day_or_misuse, law_or_misuse, say, settings_or_misuse
from service.cli.law_text import Form, shown, table, verified
from service.documents import to_json
from service.errors import RegisterError
from service.law import OverlayText, load_law
from service.law.listing import Kind, listed, named, near, whole
from service.register.reading import today

law_app = typer.Typer(help="Legal facts: what the check rests on, and your own file over it.", no_args_is_help=True)

Format = Annotated[Form, typer.Option("--format", help="How to print.")]


@law_app.command("list")
def law_list(
    on: Day = None,
    kind: Annotated[Kind | None, typer.Option(help="Facts of one kind.")] = None,
    form: Format = "table",
) -> None:
    """Print the legal facts as they stand on a day, how sure each is, and when it was last checked."""
    day = today() if on is None else day_or_misuse(on)
    found = listed(law_or_misuse(settings_or_misuse()), day, kind=kind)
    typer.echo(to_json(found) if form == "json" else table(found))


@law_app.command("show")
def law_show(
    name: Annotated[str, typer.Argument(help="An id that `law list` prints, or a name such as DPF or 2021/914.")],
    on: Day = None,
    form: Format = "table",
) -> None:
    """Print all that is recorded of a legal fact, and where it is written."""
    day = today() if on is None else day_or_misuse(on)
    law = law_or_misuse(settings_or_misuse())
    found = [whole(law, record, day) for record in named(law, name)]
    if not found:
        close = near(law, name)
        say(f"There is no legal fact {name!r}{'; near it: ' if close else ''}{', '.join(close)}.")
        say("`subreg law list` prints all ids.")
        raise typer.Exit(MISUSE)
    typer.echo(to_json({"on": day, "items": found}) if form == "json" else "\n\n".join(map(shown, found)))


@law_app.command("verify")
def law_verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="An overlay; SUBREG_LAW_OVERLAY if left out.", exists=True, dir_okay=False, readable=True),
    ] = None,
) -> None:
    """Look for contradictions in the shipped legal facts and in an overlay. Exits 0 where there is none, 1 else."""
    chosen = settings_or_misuse()
    overlay = chosen.law_overlay if file is None else OverlayText(name=file.name, text=file.read_bytes())
    try:
        typer.echo(verified(load_law(overlay)))
    except RegisterError as error:
        typer.echo(error.detail)
        raise typer.Exit(REFUSED) from None
