"""Who of a file may be known under another name already: offered in the report of an import, never decided by it."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import msgspec

from service.database.pool import Connection
from service.imports import Desired
from service.store import versions
from service.store.versions import Identity

_WORDS = {"registration_number": "registration number", "legal_name": "legal name", "website": "website"}


class Rename(msgspec.Struct, frozen=True, kw_only=True):
    """A sub-processor that is new, and one of the catalogue that it may be; `because` names what the two share."""

    subprocessor: str
    name: str
    known_as: str
    known_name: str
    because: tuple[str, ...]

    @property
    def detail(self) -> str:
        """What was found, and what to do about it."""
        return (
            f"{self.name} has the {' and the '.join(self.because)} of {self.known_name}. If that is a new name of the "
            f"same organisation, write it into that one (PUT /v1/subprocessors/{self.known_as}) instead of "
            f"adding {self.subprocessor}."
        )


async def renames(conn: Connection, news: Sequence[Desired], day: date) -> tuple[Rename, ...]:
    """Return which items, none of which the catalogue has on a day, may be in it under another slug.

    Names of the same organisation share its registration number, its legal name or the host of its website. Reads only.
    """
    catalogue = [(one, _marks(one)) for one in await versions.identities(conn, day)] if news else []
    found = []
    for item in news:
        own = _marks(Identity(slug=item.slug, **{name: getattr(item.subprocessor, name) for name in ("name", *_WORDS)}))
        for other, marks in catalogue:
            shared = tuple(_WORDS[name] for name in _WORDS if own[name] and own[name] == marks[name])
            if shared:
                found.append(
                    Rename(
                        subprocessor=item.slug,
                        name=item.subprocessor.name,
                        known_as=other.slug,
                        known_name=other.name,
                        because=shared,
                    )
                )
    return tuple(found)


def _marks(one: Identity) -> dict[str, str]:
    """Return by what an organisation is told, however it is written; "" where that is not recorded."""
    return {
        "registration_number": "".join((one.registration_number or "").casefold().split()),
        "legal_name": " ".join((one.legal_name or "").casefold().replace(",", " ").replace(".", " ").split()),
        "website": _host(one.website or ""),
    }


def _host(website: str) -> str:
    """Return the host of an address, without `www.`; "" for what has none, as an address in broken brackets."""
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
