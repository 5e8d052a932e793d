"""What takes a therapist, one by one or as a row of numbers: a search reads ten thousand and looks at few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, overload

from bookings.scheduling.intervals import Interval
from bookings.scheduling.minutes import Run, touched

NUMBERS = 5  # of a visit: its turnover's run, its treatment's run, whether it is deep


class Visit(NamedTuple):
    """An appointment that takes its therapist: the treatment, the treatment with its turnover, its depth.

    In minutes, rounded outwards.
    """

    during: Run
    busy: Run
    deep: bool = False

    @classmethod
    def of(cls, during: Interval, busy: Interval, deep: bool = False) -> Visit:
        return cls(touched(during), touched(busy), deep)


class Visits(Sequence[Visit]):
    """Visits as one row of numbers, five for each; a `Visit` is made only where somebody asks for it."""

    def __init__(self, numbers: Sequence[int] = ()) -> None:
        self.numbers = numbers

    @classmethod
    def of(cls, visits: Sequence[Visit]) -> Visits:
        """The same visits as numbers."""
        if isinstance(visits, cls):
            return visits
        return cls(tuple(chain.from_iterable((*one.busy, *one.during, int(one.deep)) for one in visits)))

    def __len__(self) -> int:
        return len(self.numbers) // NUMBERS

    @overload
    def __getitem__(self, place: int) -> Visit: ...
    @overload
    def __getitem__(self, place: slice) -> list[Visit]: ...
    def __getitem__(self, place: int | slice) -> Visit | list[Visit]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        first = range(len(self))[place] * NUMBERS
        begin, until, start, end, deep = self.numbers[first : first + NUMBERS]
        return Visit((start, end), (begin, until), bool(deep))

    @property
    def busy(self) -> Iterable[Run]:
        """Each with its turnover."""
        return zip(self.numbers[::NUMBERS], self.numbers[1::NUMBERS], strict=True)

    @property
    def during(self) -> Iterable[Run]:
        """Each treatment."""
        return zip(self.numbers[2::NUMBERS], self.numbers[3::NUMBERS], strict=True)

    @property
    def deep(self) -> list[Run]:
        """The deep treatments."""
        return [run for run, deep in zip(self.during, self.numbers[4::NUMBERS], strict=True) if deep]
