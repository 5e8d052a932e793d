"""Changes to when and where the clinic works, behind every booking that is under way and before the next.

Days are no measure here: weekly hours have no last day and a closure is for everybody. So whoever books
shares one lock (`front_door.lock`), and whoever changes the hours has it alone until the commit:
docs/adr/0022-hours-change-while-nobody-books.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from bookings.actions import waitlist_letters
from bookings.adapters import slot_cache
from bookings.models import Appointment
from bookings.queries.holds import holds_off_offer
from bookings.queries.to_do import holds_in_the_way
from bookings.scheduling.terms import Status
from hekas.accounts.rota import hold_still


@contextmanager
def changing(now: datetime) -> Iterator[None]:
    """A change of hours, closures, places or time off: nobody books until it is committed.

    Visits that stand in its way stay, for somebody to look at; what is only held there is let go.
    """
    with transaction.atomic():
        hold_still()
        yield
        settle(now)


def settle(now: datetime) -> None:
    """Once the change is written: holds that can't stand after it end, and free times are read anew."""
    let_go([*holds_in_the_way(now), *holds_off_offer(now)], now)
    slot_cache.forget_on_commit()


def let_go(holds: list[int], now: datetime) -> int:
    """End these holds, by id, where they are still holds; whoever had one chooses again.

    Of those that were kept for the waiting list whoever had been told hears of it, in this transaction.
    """
    held = Appointment.objects.filter(pk__in=holds, status=Status.TENTATIVE.value).order_by("pk")
    ids = list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        return 0
    ended = {"status": Status.EXPIRED.value, "hold_expires_at": None, "updated_at": now}
    Appointment.objects.filter(pk__in=ids).update(**ended)
    waitlist_letters.give_up(ids, now)
    return len(ids)
