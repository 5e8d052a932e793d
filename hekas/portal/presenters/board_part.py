"""Which part of the clinic a board shows: one place, and so many therapists as a page has room for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bookings.models import Location
from bookings.queries.days import Roster
from hekas.accounts.models import Therapist

MOST = 20  # columns side by side, or rows of a week


@dataclass(frozen=True)
class Page:
    """Some of the therapists, by the names of the first and the last of them."""

    number: int
    words: str
    is_here: bool


@dataclass(frozen=True)
class Part:
    """What the address of a board says besides its day. `number` counts pages of therapists from 1."""

    places: Sequence[Location]
    place: Location | None
    roster: Roster
    asked: int = 1

    @property
    def number(self) -> int:
        return min(max(1, self.asked), self._last)

    @property
    def shown(self) -> Roster:
        """The roster of this page alone."""
        return replace(self.roster, therapists=self._on(self.number))

    @property
    def values(self) -> dict[str, object]:
        """What keeps the next page of the board at this place, and at these therapists."""
        place = {"place": self.place.uuid} if self.place else {}
        return {**place, "page": self.number} if self.number > 1 else place

    @property
    def keep(self) -> str:
        """The same, for the end of an address."""
        return "".join(f"&{urlencode({name: value})}" for name, value in self.values.items())

    @property
    def keep_place(self) -> str:
        return f"&{urlencode({'place': self.place.uuid})}" if self.place else ""

    @property
    def pages(self) -> list[Page]:
        """All pages, where one is not enough."""
        numbers = range(1, self._last + 1) if self._last > 1 else ()
        return [Page(n, _words(self._on(n)), n == self.number) for n in numbers]

    @property
    def here(self) -> Page:
        return self.pages[self.number - 1]

    @property
    def before(self) -> int:
        """The number of the page before this one; 0 where this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self._last else 0

    @property
    def count(self) -> int:
        return len(self.roster.therapists)

    @property
    def _last(self) -> int:
        return max(1, -(-self.count // MOST))

    def _on(self, number: int) -> tuple[Therapist, ...]:
        return self.roster.therapists[(number - 1) * MOST : number * MOST]


def _words(some: Sequence[Therapist]) -> str:
    return some[0].name if len(some) == 1 else f"{some[0].name} to {some[-1].name}"
