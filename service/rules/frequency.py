"""Whether a transfer is a standing one, which no derogation of Art. 49 can carry (EDPB Guidelines 2/2018)."""

from service.rules.hops import Hop


def is_standing(hop: Hop) -> bool | None:
    """Tell whether data goes there again and again; null where that is not recorded.

    A sub-processor stands in a lasting relation, so only a recorded one-off takes it out.
    """
    frequency = hop.flow.frequency
    if frequency in ("continuous", "recurring"):
        return True
    if hop.member.is_processor:
        return frequency != "one_off"
    return None if frequency is None else False
