"""What a soak takes for wrong, and what it does not."""

import time
from uuid import UUID

import httpx
import pytest

from tests.acceptance.soak_clients import LIMIT, Told
from tests.acceptance.soak_figures import Requests, growth

OLD, NEW, NEWEST = (f"<entry><id>{UUID(int=n).urn}</id>word-{n}x</entry>" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("feeds", "wrong"),
    [
        ([OLD, NEW + OLD, NEWEST + NEW + OLD], False),
        ([NEW + OLD, OLD, NEWEST + NEW + OLD], False),  # of a process that had not looked yet
        ([NEWEST + NEW + OLD, NEWEST + NEW], False),  # the window went on
        ([OLD, OLD + NEW], True),
        ([NEWEST + OLD, NEWEST + NEW + OLD], True),
        ([OLD, NEW + NEW + OLD], True),
    ],
)
def test_a_feed_out_of_order_or_with_a_notice_twice_is_wrong(feeds: list[str], wrong: bool) -> None:  # noqa: FBT001
    """What is new stands before what is known, and each notice once; an older state and a shorter window are right."""
    told = Told()
    found = [told.read(feed) for feed in feeds]
    assert wrong == any(found)


def test_what_stands_on_the_list_is_due_in_the_feed_after_a_second() -> None:
    """A word is missing for whoever asks later than that, until a feed has it; nothing is due before."""
    told = Told()
    told.promise({"word-1x", "word-2x"})
    now = time.monotonic()
    assert set() == told.missing(now)
    assert {"word-1x", "word-2x"} == told.missing(now + LIMIT + 1)
    told.read(OLD)
    assert {"word-2x"} == told.missing(now + LIMIT + 1)


async def test_another_answer_than_expected_is_wrong_and_so_is_none() -> None:
    """A status that was not expected and a connection that breaks are counted as wrong; what was expected is not."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/away":
            raise httpx.ConnectError("refused")
        return httpx.Response(503 if request.url.path == "/busy" else 200)

    requests = Requests()
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://soak") as client:
        for path in ("/", "/busy", "/away"):
            await requests.ask(client, "GET", "GET", path, 200)
    assert {200: 1, 503: 1, 0: 1} == requests.statuses
    busy, away = requests.wrong
    assert "/busy: 503" in busy
    assert "/away: ConnectError" in away


def test_memory_that_grows_is_told_from_memory_that_fills() -> None:
    """What is filled by half-time counts as no growth; what goes on growing does, and a single peak does not."""
    filled = [(float(at), min(at, 50) * 2.0 + 100) for at in range(101)]
    growing = [(float(at), at * 2.0 + 100) for at in range(101)]
    assert 1.0 == growth([*filled[:95], (95.0, 900.0), *filled[96:]])
    assert growth(growing) > 1.3
