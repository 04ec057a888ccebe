"""An event loop in a thread beside, for what has to go on while the main thread does something else."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

T = TypeVar("T")


@contextmanager
def portal() -> Iterator[BlockingPortal]:
    """Give a way into an event loop that runs until the block ends. For the main thread.

    Raises KeyboardInterrupt where SIGINT came while it started, once it runs and can be ended: interrupted before that,
    anyio would wait for ever for a thread that nobody tells to end.
    """
    with ExitStack() as stack:
        yield _uninterrupted(lambda: stack.enter_context(start_blocking_portal()))


def _uninterrupted(work: Callable[[], T]) -> T:
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        done = work()
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
    return done
