"""What a year of visits costs, so that regular and reactive care can be compared without a sales pitch."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookings.models import Service
from bookings.scheduling.terms import ServiceKind

WAYS = (
    ("Preventive massage every two weeks", ServiceKind.PREVENTIVE, 26),
    ("Preventive massage once a month", ServiceKind.PREVENTIVE, 12),
    ("A visit after a cramp, six times a year", ServiceKind.POST_CRAMP, 6),
    ("A visit after a cramp, twice a year", ServiceKind.POST_CRAMP, 2),
)


@dataclass(frozen=True)
class Year:
    """One way of coming, for a year: how often, at what price each, and what it adds up to. Pence."""

    name: str
    visits: int
    each_pence: int

    @property
    def total_pence(self) -> int:
        return self.visits * self.each_pence


def years(services: Iterable[Service]) -> list[Year]:
    """The ways of coming for which the catalogue has a price today."""
    price = {service.kind: service.price_pence for service in services}
    return [Year(name, visits, price[kind]) for name, kind, visits in WAYS if kind in price]


def one_notice(services: Iterable[Service]) -> int | None:
    """The hours before a visit until which it is moved freely, where all visits have the same."""
    hours = {service.change_notice_hours for service in services}
    return hours.pop() if len(hours) == 1 else None
