"""Dated legal facts as data files, and the one loader that turns them into a `Law`.

`load_law()` reads the shipped files once, with the file of an operator over them where one is given;
`read_law(files)` reads others in their place. A `Law` answers dated questions and knows no rule. Material for a tool,
not legal advice: every record says how sure it is (`confidence`).
"""

from service.law.adequacy import AnyDecision, Decision, Watched, concerns
from service.law.law import Law
from service.law.loading import law_of, load_law, read_law
from service.law.overlay import OverlayText
from service.law.records import Scope
from service.law.safeguards import ClauseSet, DerogationGround, Instrument, Scheme
from service.law.territories import Standing, Territory
from service.law.uk_swiss import Listed, NationalTool

__all__ = [
    "AnyDecision",
    "ClauseSet",
    "Decision",
    "DerogationGround",
    "Instrument",
    "Law",
    "Listed",
    "NationalTool",
    "OverlayText",
    "Scheme",
    "Scope",
    "Standing",
    "Territory",
    "Watched",
    "concerns",
    "law_of",
    "load_law",
    "read_law",
]
