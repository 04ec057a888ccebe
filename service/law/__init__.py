"""Dated legal facts as data files, and the one loader that turns them into a `Law`.

`load_law()` reads the shipped files once; `read_law(files)` reads others in their place. A `Law` answers dated
questions and knows no rule. Material for a tool, not legal advice: every record says how sure it is (`confidence`).
"""

from service.law.adequacy import Decision, Scope, Watched
from service.law.law import Law
from service.law.loading import load_law, read_law
from service.law.safeguards import ClauseSet, DerogationGround, Instrument, Scheme
from service.law.territories import Standing, Territory

__all__ = [
    "ClauseSet",
    "Decision",
    "DerogationGround",
    "Instrument",
    "Law",
    "Scheme",
    "Scope",
    "Standing",
    "Territory",
    "Watched",
    "load_law",
    "read_law",
]
