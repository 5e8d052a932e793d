"""A small month to find a day in."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST, LAST = date(2020, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Month:
    """The weeks of the month that `on` lies in, whole, so that they begin and end in its neighbours."""

    on: date
    today: date

    @property
    def weekdays(self) -> tuple[str, ...]:
        return WEEKDAYS

    @property
    def weeks(self) -> list[list[date]]:
        return Calendar().monthdatescalendar(self.on.year, self.on.month)

    @property
    def before(self) -> date:
        """A day of the month before: the same one, or its last."""
        return self._same_day(-1)

    @property
    def after(self) -> date:
        return self._same_day(1)

    def _same_day(self, months: int) -> date:
        number = self.on.year * 12 + self.on.month - 1 + months
        year, month = divmod(number, 12)
        last = max(Calendar().itermonthdays(year, month + 1))
        return min(max(date(year, month + 1, min(self.on.day, last)), FIRST), LAST)
