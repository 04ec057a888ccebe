"""A clock for what counts seconds."""


class Clock:
    """A clock that moves when told to."""

    now = 1000.0

    def __call__(self) -> float:
        """The seconds of now."""
        return self.now
