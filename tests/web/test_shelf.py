"""Documents on the shelf: within a bound, the longest unused give way and leave their validators."""

import msgspec
import pytest

from service.web.memory.sending import Conditions, sent
from service.web.memory.shelf import Rendition, Shelf
from service.web.shown import Shown


def made(revision: int) -> Rendition:
    """A document of ten bytes, which the shelf counts twice."""
    return Rendition(
        revision=revision,
        body=b"0123456789",
        etag=f'"{revision}"',
        modified=0.0,
        last_modified="",
        media_type="",
        freshness="",
    )


def test_what_gives_way_leaves_its_validators() -> None:
    """They are found at their own revision alone, without the document and the answers that hold it."""
    shelf = Shelf(most_bytes=20)
    shelf.keep("acme", "feed.atom", made(1))
    assert shelf.find_validators("acme", "feed.atom", 1) is None
    shelf.keep("other", "feed.atom", made(7))
    assert shelf.find("acme", "feed.atom", 1) is None
    found = shelf.find_validators("acme", "feed.atom", 1)
    assert found is not None
    assert '"1"' == found.tag("identity")
    assert not isinstance(found, Rendition)
    assert shelf.find_validators("acme", "feed.atom", 2) is None


def test_a_document_that_is_made_again_is_the_one_that_counts() -> None:
    """Validators of an older revision go when the document comes back, and all go when the shelf is cleared."""
    shelf = Shelf(most_bytes=20)
    for name, revision in (("acme", 1), ("other", 1), ("acme", 2)):
        shelf.keep(name, "feed.atom", made(revision))
    assert shelf.find_validators("acme", "feed.atom", 1) is None
    assert shelf.find_validators("other", "feed.atom", 1) is not None
    shelf.clear()
    assert shelf.find_validators("other", "feed.atom", 1) is None


def test_what_is_too_large_drives_nothing_out() -> None:
    """A document that is larger than the bound leaves its validators at once, and the others stay."""
    shelf = Shelf(most_bytes=20)
    shelf.keep("acme", "feed.atom", made(1))
    large = msgspec.structs.replace(made(1), body=b"0123456789a")
    for name in ("other", "acme"):
        shelf.keep(name, "feed.json", large)
    assert shelf.find("acme", "feed.atom", 1) is not None
    assert [None, None] == [shelf.find(name, "feed.json", 1) for name in ("other", "acme")]
    assert shelf.find_validators("other", "feed.json", 1) is not None
    shelf.keep("acme", "feed.atom", large)
    assert (None, 0) == (shelf.find("acme", "feed.atom", 1), shelf.kept.bytes_kept)


@pytest.mark.parametrize(("length", "count"), [(39, 1), (60_000, 0)])
def test_a_long_condition_is_answered_and_not_kept(length: int, count: int) -> None:
    """Answers are kept with what they were given to, so that what is none of our tags fills no memory."""
    kept = made(1)
    asked = Conditions(None, f'"{"x" * (length - 2)}"', None)
    shown = Shown(controller="acme", private=False, page="/lists/acme")
    assert 200 == sent(kept, shown, asked, 1.0).status
    assert count == len(kept.answers)
