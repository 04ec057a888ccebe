"""Documents that were made once and are kept while they are the newest, within a bound of memory."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from service.web.encodings import encoded
from service.web.memory.bounded import MOST_BYTES, Bounded

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
    """Renditions by list and document. Of those that gave way to others the validators stay."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Take the bound of what is kept, in bytes."""
        self.kept: Bounded[tuple[str, str], Rendition] = Bounded(
            lambda rendition: rendition.size, most_bytes, self._keep_validators
        )
        self._validators: OrderedDict[tuple[str, str], Validators] = OrderedDict()

    def find(self, controller: str, document: str, revision: int) -> Rendition | None:
        """Return a document at a revision; null where it is not kept, or only an older one."""
        found = self.kept.find((controller, document))
        return None if found is None or found.revision != revision else found

    def find_validators(self, controller: str, document: str, revision: int) -> Validators | None:
        """Return what is kept of a document at a revision that gave way; null where it is not, or of an older one."""
        found = self._validators.get((controller, document))
        return found if found is not None and found.revision == revision else None

    def keep(self, controller: str, document: str, rendition: Rendition) -> None:
        """Keep a document instead of its older revisions."""
        self._validators.pop((controller, document), None)
        self.kept.keep((controller, document), rendition)

    def clear(self) -> None:
        """Keep nothing."""
        self.kept.clear()
        self._validators.clear()

    def _keep_validators(self, key: tuple[str, str], gone: Rendition) -> None:
        self._validators[key] = gone.validators()
        if len(self._validators) > _MOST_VALIDATORS:
            self._validators.popitem(last=False)


class Entries:
    """Entries as they stand in documents, by list, form and number: of a feed that has news only those are made.

    They never change.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Take the bound of what is kept, in bytes."""
        self.kept: Bounded[tuple[str, str, int], bytes] = Bounded(len, most_bytes)

    def known(self, controller: str, form: str, numbers: range) -> dict[int, bytes]:
        """Return those of the entries of a list in a form that are kept."""
        found = ((number, self.kept.find((controller, form, number))) for number in numbers)
        return {number: entry for number, entry in found if entry is not None}

    def keep(self, controller: str, form: str, made: Mapping[int, bytes]) -> None:
        """Keep entries."""
        for number, entry in made.items():
            self.kept.keep((controller, form, number), entry)

    def once(self, controller: str, form: str, number: int, taken_back_by: str, make: Callable[[], bytes]) -> bytes:
        """Return what a notice has in a form, made once for itself and once for each of those that take it back."""
        key = (controller, f"{form} {taken_back_by}", number)
        found = self.kept.find(key)
        if found is None:
            found = make()
            self.kept.keep(key, found)
        return found
