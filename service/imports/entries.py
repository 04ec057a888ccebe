"""Whole list entries, one JSON object a line: every field of the documents, as `subreg export` writes them."""

import msgspec

from service.documents import Document, Slug, from_json
from service.engagements import Engagement
from service.errors import Invalid, Malformed, Place
from service.imports.desired import Desired
from service.imports.tables import BLANK, BadLines, bad_line, check_room, check_size, text_of
from service.subprocessors import Subprocessor


class ListedEntry(Document, frozen=True, kw_only=True):
    """One line: the sub-processor as the catalogue has it, and the engagement laid over it.

    `engagement` is null for a sub-processor that only others on the list engage, as a further hop.
    """

    slug: Slug
    subprocessor: Subprocessor
    engagement: Engagement | None = None


def holds_entries(data: bytes) -> bool:
    """Tell whether the first line of a file is a whole entry, and no line of a published list."""
    first = data.lstrip(BLANK.encode()).partition(b"\n")[0]
    try:
        found = msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(found, dict) and "subprocessor" in found


def read_entries(data: bytes, bad: BadLines) -> list[Desired]:
    """Read whole entries, in their order; lines that are none, or name a slug again, go to `bad`.

    Raises Malformed where the file is no UTF-8, Invalid where it is too large or has too many lines.
    """
    check_size(data)
    found: dict[str, Desired] = {}
    taken = 0
    for number, line in enumerate(text_of(data).split("\n"), start=1):
        if not line.strip(BLANK):
            continue
        check_room(number, taken)
        taken += 1
        try:
            entry = _read(number, line)
            if entry.slug in found:
                raise bad_line(number, f"{entry.slug!r} stands in line {found[entry.slug].lines[0]} too; keep one")
        except Invalid as error:
            bad.add(error, number)
        else:
            found[entry.slug] = entry
    return list(found.values())


def _read(number: int, line: str) -> Desired:
    try:
        entry = from_json(line.encode("utf-8"), ListedEntry)
    except Malformed as error:
        raise bad_line(number, f"this is no JSON object ({error.errors[0].detail}); write one object a line") from None
    except Invalid as error:
        detail = f"Line {number}: {error.detail}"
        raise Invalid(detail, (Place(f"/lines/{number}{error.errors[0].pointer}", detail),)) from None
    return Desired(
        lines=(number,),
        slug=entry.slug,
        subprocessor=entry.subprocessor,
        engagement=entry.engagement or Engagement(),
        listed=entry.engagement is not None,
    )
