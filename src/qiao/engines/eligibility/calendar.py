"""Legal periods in months and years, counted by corresponding days."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return the corresponding day `months` later, the month's last day where there is none.

    References
    ----------
    民法典第二百零二条：到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日。
    """
    month = day.month - 1 + months
    year, month = day.year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """Return the corresponding day `years` later (29 February: the month's last day)."""
    return add_months(day, MONTHS_A_YEAR * years)
