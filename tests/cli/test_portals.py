"""An event loop beside the main thread can be interrupted at any moment."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from service.cli import portals


def test_an_interrupt_while_it_starts_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGINT in the midst of the start is raised when the loop runs, and the loop is ended."""
    told: list[str] = []

    @contextmanager
    def starting() -> Iterator[str]:
        told.append("starts")
        os.kill(os.getpid(), signal.SIGINT)
        told.append("runs")
        try:
            yield "a portal"
        finally:
            told.append("ends")

    monkeypatch.setattr(portals, "start_blocking_portal", starting)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), portals.portal():
        told.append("is used")
    assert told == ["starts", "runs", "ends"]
    assert signal.getsignal(signal.SIGINT) is before


def test_without_an_interrupt_it_is_used() -> None:
    """What is called in it runs, and an interrupt is one again."""
    with portals.portal() as portal:
        assert portal.call(os.getpid) == os.getpid()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
