"""Days that the rules count from other days, computed from the side of the data and never from that of the check."""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta


def year_after(day: date) -> date:
    """Return the same day of the next year, 28 February for the 29th; the calendar's last day where it ends before."""
    if day.year == MAXYEAR:
        return date.max
    year = day.year + 1
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def days_after(day: date, count: int) -> date:
    """Return the day `count` days later; the calendar's last day where it ends before."""
    return day + timedelta(days=count) if count <= (date.max - day).days else date.max
