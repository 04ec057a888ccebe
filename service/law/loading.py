"""Reading the legal data files: into typed records, an operator's overlay over them, checked, into one `Law`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

from service.documents import Document, from_json
from service.errors import Invalid, RegisterError
from service.law.adequacy import AdequacyFile, Tables, table
from service.law.contradictions import contradictions
from service.law.files import LawFiles
from service.law.law import Law
from service.law.laying import lay_over
from service.law.overlay import OverlayText, refused
from service.law.safeguards import SafeguardFile
from service.law.territories import TerritoryFile, names_of, standings_of
from service.law.uk_swiss import NationalTool, UkSwissFile, of_each
from service.safeguards import Regime

FILES = ("territories.json", "adequacy.json", "safeguards.json", "uk_swiss.json")

F = TypeVar("F", bound=Document)


@cache
def load_law(overlay: OverlayText | None = None) -> Law:
    """Return the law of the shipped data files, with an operator's file over them; each overlay is read once.

    Raises Invalid as `read_law`.
    """
    data = files("service.law") / "data"
    return read_law({name: (data / name).read_bytes() for name in FILES}, overlay)


def read_law(texts: Mapping[str, bytes], overlay: OverlayText | None = None) -> Law:
    """Return the law of four data files, given as JSON by file name (`FILES`), and of an overlay.

    Raises Invalid that names file and id where a file cannot be read, where the overlay does not fit on the files, or
    where two records contradict each other.
    """
    read = LawFiles(
        territories=_read(texts, "territories.json", TerritoryFile),
        adequacy=_read(texts, "adequacy.json", AdequacyFile),
        safeguards=_read(texts, "safeguards.json", SafeguardFile),
        uk_swiss=_read(texts, "uk_swiss.json", UkSwissFile),
    )
    if overlay is not None:
        read = lay_over(read, overlay)
    found = tuple(contradictions(read))
    if found and overlay is not None:
        raise refused(overlay.name, found)
    if found:
        raise Invalid("The legal data files contradict themselves: " + "; ".join(found) + ".")
    return law_of(read)


def _read(texts: Mapping[str, bytes], name: str, wanted: type[F]) -> F:
    try:
        return from_json(texts[name], wanted)
    except RegisterError as error:
        raise Invalid(f"{name}: {error.detail}", error.errors) from None


def law_of(read: LawFiles) -> Law:
    """Return the law of four data files that do not contradict each other."""
    tools = read.safeguards
    return Law(
        as_of=read.adequacy.meta.as_of,
        territories={territory.code: territory for territory in read.territories.territories},
        standings={territory.code: standings_of(territory) for territory in read.territories.territories},
        names=names_of(read.territories.territories),
        aliases=read.territories.meta.aliases,
        decisions=read.adequacy.decisions,
        tables=_tables(read),
        scopes=read.adequacy.scope_codes | read.uk_swiss.scope_codes,
        watch_list=read.adequacy.watch_list,
        instruments={tool.mechanism: tool for tool in tools.instruments if tool.mechanism is not None},
        derogations={ground.ground: ground for ground in tools.derogations},
        clause_sets={clauses.set: clauses for clauses in tools.scc_sets if clauses.set is not None},
        modules={module.module: module for module in tools.scc_2021_914_modules},
        module_matrix={(choice.exporter, choice.importer): choice for choice in tools.module_matrix},
        tia_matrix=tools.tia_matrix,
        schemes=tools.approved_schemes,
        uk=read.uk_swiss.uk,
        switzerland=read.uk_swiss.switzerland,
        national=_national(read.uk_swiss),
        files=read,
    )


def _tables(read: LawFiles) -> Tables:
    places = read.territories.territories
    return {
        "eu": table(read.adequacy.decisions),
        "uk": table(tuple(of_each(read.uk_swiss.uk.approved_transfers, places))),
        "ch": table(tuple(of_each(read.uk_swiss.switzerland.annex_1, places))),
    }


def _national(file: UkSwissFile) -> dict[tuple[Regime, str], NationalTool]:
    tools: dict[Regime, tuple[NationalTool, ...]] = {"uk": file.uk.tools, "ch": file.switzerland.tools}
    return {(regime, tool.id): tool for regime, listed in tools.items() for tool in listed}
