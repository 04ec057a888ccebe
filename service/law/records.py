"""What all records of the legal data files share."""

from datetime import date

import msgspec

from service.documents import Document
from service.transfers import Confidence


class LegalFact(Document, frozen=True, kw_only=True):
    """A record of a data file: how sure it is, which of its fields nobody verified, and where it was read."""

    confidence: Confidence
    unverified_fields: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a data file; of its notes for readers only the day of the facts is used."""

    as_of: date
