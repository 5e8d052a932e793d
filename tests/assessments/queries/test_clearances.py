"""May this person be booked? Asked by the calendar, also inside its own transactions."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assessments.models import Clearance
from assessments.queries.advice import ASK_FIRST, ask_again
from assessments.queries.clearances import advice_for, lock_advice_for

pytestmark = pytest.mark.django_db


def test_nothing_known_is_held_and_asks_first(now):
    advice = advice_for(now=now)
    assert (advice.gate, advice.stale, advice.may_book, advice.reasons) == ("held", True, False, (ASK_FIRST,))
    assert lock_advice_for(now=now) == advice


def test_answers_are_good_for_fourteen_days(person, now):
    person.finish()
    row = Clearance.objects.get()
    just, gone = row.expires_at - timedelta(seconds=1), row.expires_at
    assert advice_for(now=just, intake=person.intake).may_book
    late = advice_for(now=gone, intake=person.intake)
    assert (late.gate, late.stale, late.reasons) == ("open", True, (ask_again(),))


def test_nothing_starts_within_a_day_of_the_last_cramp(person, now):
    yesterday = timezone.localtime(now) - timedelta(hours=10)
    parts = [yesterday.day, yesterday.month, yesterday.year, f"{yesterday:%H:%M}"]
    told = {f"cramps-last_cramp_at_{index}": part for index, part in enumerate(parts)}
    person.finish(last_cramp=told)
    advice = advice_for(now=now, intake=person.intake)
    rest = advice.not_before - yesterday
    assert timedelta(hours=23, minutes=59) <= rest <= timedelta(hours=24)
    assert {window.service for window in advice.windows} >= {"post_cramp", "treatment"}


def test_the_locked_advice_is_the_same(person, now):
    person.finish()
    assert lock_advice_for(now=now, intake=person.intake) == advice_for(now=now, intake=person.intake)


def test_the_clearance_of_another_person_says_nothing(person, stranger, now):
    person.finish()
    stranger.begin()
    assert not advice_for(now=now, intake=stranger.intake).may_book


@pytest.mark.django_db(transaction=True)
def test_a_clearance_stays_still_while_a_booking_looks_at_it(person, now):
    """A release or a new stop waits until the booking that read the clearance has ended."""
    person.finish()
    order = []

    def supersede():
        Clearance.objects.update(superseded_at=now)
        order.append("superseded")
        connection.close()

    with transaction.atomic():
        lock_advice_for(now=now, intake=person.intake)
        other = Thread(target=supersede)
        other.start()
        other.join(timeout=0.4)
        order.append("booked")
    other.join()
    assert order == ["booked", "superseded"]
