"""Documents that were made once and are kept while they are the newest, within a bound of memory."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import msgspec

from service.web.encodings import encoded

_MOST_BYTES = 64 * 2**20
_MOST_VALIDATORS = 20_000


class Validators(msgspec.Struct, frozen=True, kw_only=True):
    """What tells whether a reader has a document at a revision of its feed, and what is said to one who has it.

    `etag` is that of its bytes as they are. `modified` (POSIX seconds) and `last_modified` are the moment and the date
    of the publication that made it, `freshness` is what caches are told beside whom it is for.
    """

    revision: int
    etag: str
    modified: float
    last_modified: str
    media_type: str
    freshness: str

    def tag(self, encoding: str) -> str:
        """Return the strong entity tag of the document in an encoding: other bytes, another tag."""
        return self.etag if encoding == "identity" else f'{self.etag[:-1]}-{encoding}"'


class Rendition(Validators, frozen=True, kw_only=True):
    """A document with its validators; encodings are made when asked for.

    `answers` are those that were given, by all that they depend on.
    """

    body: bytes
    variants: dict[str, bytes] = {}
    answers: dict[Any, Any] = {}

    def sent(self, encoding: str) -> bytes:
        """Return the document in an encoding, compressed the first time only."""
        if encoding not in self.variants:
            self.variants[encoding] = encoded(self.body, encoding)
        return self.variants[encoding]

    @property
    def size(self) -> int:
        """How many bytes it keeps, with room for its variants."""
        return 2 * len(self.body)

    def validators(self) -> Validators:
        """Return what remains of it without its bytes."""
        return Validators(**{name: getattr(self, name) for name in Validators.__struct_fields__})


class Shelf:
    """Renditions by list and document. Of the longest unused, which give way to new ones, the validators stay."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        """Take the bound of what is kept, in bytes."""
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[tuple[str, str], Rendition] = OrderedDict()
        self._validators: OrderedDict[tuple[str, str], Validators] = OrderedDict()

    def __len__(self) -> int:
        """How many documents are kept."""
        return len(self._kept)

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def find(self, controller: str, document: str, revision: int) -> Rendition | None:
        """Return a document at a revision; null where it is not kept, or only an older one."""
        key = controller, document
        found = self._kept.get(key)
        if found is None or found.revision != revision:
            return None
        self._kept.move_to_end(key)
        return found

    def find_validators(self, controller: str, document: str, revision: int) -> Validators | None:
        """Return what is kept of a document at a revision that gave way; null where it is not, or of an older one."""
        found = self._validators.get((controller, document))
        return found if found is not None and found.revision == revision else None

    def keep(self, controller: str, document: str, rendition: Rendition) -> None:
        """Keep a document instead of its older revisions."""
        self._validators.pop((controller, document), None)
        older = self._kept.pop((controller, document), None)
        self._bytes += rendition.size - (0 if older is None else older.size)
        self._kept[controller, document] = rendition
        while self._bytes > self._most and len(self._kept) > 1:
            key, gone = self._kept.popitem(last=False)
            self._bytes -= gone.size
            self._validators[key] = gone.validators()
        while len(self._validators) > _MOST_VALIDATORS:
            self._validators.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._validators.clear()
        self._bytes = 0


class Entries:
    """Entries as they stand in documents, by list, form and number: of a feed that has news only those are made."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        """Take the bound of what is kept, in bytes."""
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()

    def __len__(self) -> int:
        """How many entries are kept."""
        return len(self._kept)

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def known(self, controller: str, form: str, numbers: range) -> dict[int, bytes]:
        """Return those of the entries of a list in a form that are kept."""
        found = {}
        for number in numbers:
            entry = self._kept.get((controller, form, number))
            if entry is not None:
                self._kept.move_to_end((controller, form, number))
                found[number] = entry
        return found

    def keep(self, controller: str, form: str, made: Mapping[int, bytes]) -> None:
        """Keep entries; they never change. The longest unused give way."""
        for number, entry in made.items():
            if (controller, form, number) not in self._kept:
                self._kept[controller, form, number] = entry
                self._bytes += len(entry)
        while self._bytes > self._most and self._kept:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._bytes = 0
