"""The four legal data files together, as they were read."""

import msgspec

from service.law.adequacy import AdequacyFile
from service.law.safeguards import SafeguardFile
from service.law.territories import TerritoryFile
from service.law.uk_swiss import UkSwissFile


class LawFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Four files, read and typed, not yet compared with each other."""

    territories: TerritoryFile
    adequacy: AdequacyFile
    safeguards: SafeguardFile
    uk_swiss: UkSwissFile
