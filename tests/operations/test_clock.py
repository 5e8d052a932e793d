"""A node whose clock is five minutes off: it may be impolite, it must not double-book, and it is named."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from bookings.models import Appointment
from hekas.portal.management.commands import doctor
from tests.bookings.clinic import NOW, cleared_visitor
from tests.concurrency.conftest import clinic  # noqa: F401  the fixture
from tests.concurrency.race import race, tally
from tests.concurrency.test_changes import confirm, hold

OFF = timedelta(minutes=5)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("minutes", [4, 6, 9, 11])
@pytest.mark.parametrize("off", [OFF, -OFF], ids=["fast", "slow"])
def test_fault_17_a_node_whose_clock_is_off_double_books_nobody(clinic, minutes, off):  # noqa: F811
    """One node holds; after so many minutes it confirms, while the node that is off takes the same time."""
    first, second = cleared_visitor(), cleared_visitor()
    held, later = hold(clinic, first), NOW + timedelta(minutes=minutes)
    outcomes = race(confirm(held, first, later), lambda: hold(clinic, second, now=later + off))
    assert set(tally(outcomes)) <= {"Appointment", "SlotTaken", "HoldExpired"}
    assert Appointment.objects.filter(status__in=["tentative", "booked"]).count() <= 1


@pytest.mark.django_db
@pytest.mark.parametrize(("off", "word"), [(timedelta(0), "ok  "), (OFF, "BAD "), (-OFF, "BAD ")])
def test_the_doctor_names_a_clock_that_is_off(capsys, off, word):
    with time_machine.travel(timezone.now() + off), pytest.raises(SystemExit):
        call_command("doctor")
    [line] = [line for line in capsys.readouterr().out.splitlines() if " clock: " in line]
    assert line.startswith(word)
    said = int(re.search(r"(\d+) seconds off", line)[1])
    assert abs(said - abs(off.total_seconds())) < doctor.CLOCK_MAY_BE_OFF
