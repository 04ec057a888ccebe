"""A second, deliberately plain reading of the transfer check, to compare the engine with."""

from tests.rules.oracle.gate import Expected, HopKey, expected

__all__ = ["Expected", "HopKey", "expected"]
