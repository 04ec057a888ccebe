"""Which encoding a reader gets for what it says it takes."""

import gzip

import brotli
import pytest

from service.web.encodings import best_encoding, encoded


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip; q=0.000, br ; q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("deflate, zstd", "identity"),
        ("gzip;q=much", "identity"),
        ("gzip;level=9", "identity"),
        (";;,, gzip", "gzip"),
    ],
)
def test_weights_are_honoured(accepted: str | None, expected: str) -> None:
    """The heaviest encoding that we have is sent, a weight of 0 never, and what cannot be read counts as 0."""
    assert expected == best_encoding(accepted)


def test_each_encoding_is_the_document() -> None:
    """What is sent can be read back, and is the same every time it is made."""
    body = b"<feed>" * 1000
    assert body == gzip.decompress(encoded(body, "gzip")) == brotli.decompress(encoded(body, "br"))
    assert body == encoded(body, "identity")
    assert encoded(body, "gzip") == encoded(body, "gzip")
