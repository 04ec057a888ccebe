"""The four legal data files together, as they were read, and what an operator's own file changed in them."""

import msgspec

from service.law.adequacy import AdequacyFile, Watched
from service.law.safeguards import SafeguardFile
from service.law.territories import TerritoryFile
from service.law.uk_swiss import UkSwissFile


class Overlaid(msgspec.Struct, frozen=True, kw_only=True):
    """Which file of the operator lies over the shipped ones.

    `added` and `ended` are ids of records, `watched` the events that it put on the watch list.
    """

    file: str
    sha256: str
    added: frozenset[str]
    ended: frozenset[str]
    watched: frozenset[Watched]

    def touches(self, name: str) -> bool:
        """Tell whether the record of this id is not, or no longer, as it was shipped."""
        return name in self.added or name in self.ended


class LawFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Four files, read and typed, not yet compared with each other."""

    territories: TerritoryFile
    adequacy: AdequacyFile
    safeguards: SafeguardFile
    uk_swiss: UkSwissFile
    overlay: Overlaid | None = None

    def file_of(self, name: str, shipped: str) -> str:
        """Return the file that answers for a record: the operator's where it added or ended it, else the shipped."""
        return shipped if self.overlay is None or not self.overlay.touches(name) else self.overlay.file
