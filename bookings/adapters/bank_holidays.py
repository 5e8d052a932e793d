"""England's bank holidays of a year, from a library. Copied, never asked at a search."""

from collections.abc import Iterable
from datetime import date

import holidays


def of_years(years: Iterable[int]) -> dict[date, str]:
    """Each day with its name, in order."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=list(years))
    return dict(sorted(found.items()))
