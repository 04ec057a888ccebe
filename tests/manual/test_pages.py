"""The reference that is written from the program says what the program says."""

import pytest

from tests.manual.pages import FOLDER, pages

PAGES = pages()


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_are_written_from_the_program(name: str) -> None:
    """The page is what `make docs` writes."""
    assert (FOLDER / name).read_text("utf-8") == PAGES[name]
