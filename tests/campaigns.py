"""How many examples a property is tried on: a few in every run, thousands in a campaign (`make properties`)."""

import os

from hypothesis import HealthCheck, settings

_WANTED = os.environ.get("SUBREG_TEST_PROPERTIES")


def examples(usual: int, share: int = 1) -> int:
    """Return how many examples to try; of a campaign what is slow takes one in `share`."""
    return usual if _WANTED is None else max(1, int(_WANTED) // share)


def tried_on(usual: int, share: int = 1) -> settings:
    """Return settings for so many examples; of a campaign a property that is slow takes one in `share`."""
    return settings(max_examples=examples(usual, share), deadline=None, suppress_health_check=list(HealthCheck))
