"""How old somebody is, by their date of birth."""

from datetime import date

ADULT = 18


def age_on(born: date, day: date) -> int:
    """Whole years. Somebody born on 29 February has their birthday on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


def is_minor(born: date, day: date) -> bool:
    return age_on(born, day) < ADULT


def youngest_birthday(age: int, on: date) -> date:
    """Of somebody who said an age on a day and no date of birth: the latest that it can be."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:  # said on 29 February: whoever is born on 1 March has no birthday yet
        return date(on.year - age, 2, 28)
