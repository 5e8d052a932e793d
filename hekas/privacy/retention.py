"""How long a record is kept: dates in, a date out. No clock, no rows.

Source: practice 5, Retention (S92a, S93): 8 years after the last treatment; a child's record until the 25th
birthday, or the 26th where they were 17 when it ended. Whoever was born on 29 February is older on 1 March.
"""

from datetime import date

from hekas.privacy.terms import ADULT_YEARS, CHILD_OF_17_UNTIL, CHILD_UNTIL

ADULT_AGE = 18


def kept_until(last: date, born: date | None) -> date:
    """The day on which a record is deleted: kept through the day before, gone on this one.

    `last` is the day of the last treatment or, without one, of the last answers; `born` None counts as grown.
    """
    years = anniversary(last, ADULT_YEARS)
    if born is None or age_on(born, last) >= ADULT_AGE:
        return years
    until = CHILD_OF_17_UNTIL if age_on(born, last) == ADULT_AGE - 1 else CHILD_UNTIL
    return max(years, anniversary(born, until))


def age_on(born: date, day: date) -> int:
    """Whole years on that day."""
    age = day.year - born.year
    return age if anniversary(born, age) <= day else age - 1


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
