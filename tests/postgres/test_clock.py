"""The time by the database's clock, asked once a minute and after every jump of one's own."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hekas.postgres import clock

pytestmark = pytest.mark.django_db
NEAR = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def asked_by_nobody_yet(settings, monkeypatch):
    settings.DATABASE_CLOCK = True
    monkeypatch.setattr(clock, "_known", clock._Known())


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "off", [timedelta(0), timedelta(minutes=5), -timedelta(minutes=5), timedelta(days=400)]
)
def test_it_is_the_databases_whatever_ones_own_says(off):
    with time_machine.travel(timezone.now() + off):
        assert abs(clock.now() - database()) < NEAR


def test_it_is_asked_once_and_again_where_ones_own_clock_jumps():
    with CaptureQueriesContext(connection) as asked:
        [clock.now() for _ in range(5)]
    assert len(asked) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert abs(clock.now() - database()) < NEAR


def test_it_is_asked_again_after_a_minute(monkeypatch):
    clock.now()
    monkeypatch.setattr(clock._known, "ticks", clock._known.ticks - clock.GOOD_FOR - 1)
    with CaptureQueriesContext(connection) as asked:
        clock.now()
    assert len(asked) == 1


def test_the_way_to_the_database_is_no_difference():
    own = timezone.now()
    assert clock.now() - own < NEAR and clock._known.ahead == timedelta(0)


def slowly(monkeypatch, seconds):
    """As seen by a process that has no turn for so long, between the database's answer and its own look."""
    began = timezone.now()
    told = [began, began, began + timedelta(seconds=seconds), began]
    monkeypatch.setattr(clock.timezone, "now", lambda: told.pop(0) if told[1:] else told[0])
    return began


def test_a_process_without_a_turn_takes_its_wait_for_no_difference(monkeypatch):
    """Believed, it would be seconds slow for a minute, and then its clock would jump."""
    began = slowly(monkeypatch, 5)
    assert clock.now() == began and clock._known.ahead == timedelta(0)


@pytest.mark.parametrize("on_the_way", [timedelta(0), timedelta(seconds=0.5)])
def test_nor_does_it_forget_then_a_difference_that_it_knows(monkeypatch, on_the_way):
    """What it knows was measured on a way of its own, too."""
    off = timedelta(minutes=5)
    with time_machine.travel(timezone.now() - off):
        clock.now()
        clock._known.ahead += on_the_way
        known = clock._known.ahead
        monkeypatch.setattr(clock._known, "ticks", clock._known.ticks - clock.GOOD_FOR - 1)
        slowly(monkeypatch, 5)
        clock.now()
        assert clock._known.ahead == known and abs(known - off) < NEAR


def test_in_development_one_machine_has_one_clock(settings):
    settings.DATABASE_CLOCK = False
    with CaptureQueriesContext(connection) as asked, time_machine.travel(0, tick=False):
        assert clock.now() == timezone.now()
    assert len(asked) == 0


def test_the_calendar_reads_no_clock_of_its_own(settings):
    """Whoever books ends holds that ran out: by a clock that runs ahead, those of people who are typing."""
    files = list((settings.BASE_DIR / "bookings").rglob("*.py"))
    own = [path.name for path in files if "timezone.now()" in path.read_text()]
    assert len(files) > 100
    assert own == []
