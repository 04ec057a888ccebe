"""The notice of Art. 28(2): from which day an engagement may begin, and when a controller's silence has spoken."""

from datetime import date, timedelta

from service.rules.facts import Case


def first_allowed_day(case: Case) -> date | None:
    """Return the day before which what the notice tells of may not begin; null where nothing recorded tells it.

    It is the day of the notice and the agreed period, or the end of the objection window where that is later. No law
    fixes a number of days: the period is that of the contract with the controller.
    """
    notice, controller = case.facts.notice, case.facts.controller
    if notice is None or controller is None:
        return None
    told = notice.published_on
    days = (notice.objection_until, None if told is None else told + timedelta(days=controller.notice_period_days))
    return max((day for day in days if day is not None), default=None)


def precedes_notices(case: Case) -> bool:
    """Tell whether the entry was loaded as what already held, so that no notice preceded it here."""
    return case.facts.notice is not None and case.facts.notice.kind in ("baseline", "history")


def silence_has_spoken(case: Case) -> bool:
    """Tell whether the controller was told and let the window pass, which is consent under a general authorisation."""
    notice = case.facts.notice
    if notice is None or notice.objection == "open":
        return False
    if case.facts.period_enforced or precedes_notices(case):
        return True
    first = first_allowed_day(case)
    return first is not None and first <= case.on
