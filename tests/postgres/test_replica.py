"""Which reads may lag, and that all others, and every write, are the primary's."""

import pytest
from django.db import OperationalError, router

from bookings.models import Appointment, Service
from hekas.postgres import replica


class Standby:
    """Stands for Django's connection to the standby."""

    def __init__(self, *, away=False):
        self.away, self.asked = away, 0

    def close_if_unusable_or_obsolete(self):
        self.asked += 1

    def ensure_connection(self):
        if self.away:
            raise OperationalError("gone")

    def is_usable(self):
        return True

    close = close_if_unusable_or_obsolete


@pytest.fixture
def standby(settings, monkeypatch):
    monkeypatch.setattr(replica, "_pause", replica._Pause())
    monkeypatch.setitem(settings.DATABASES, replica.REPLICA, {})

    def stand(**how):
        made = Standby(**how)
        monkeypatch.setattr(replica, "connections", {replica.REPLICA: made})
        return made

    return stand


def test_without_a_standby_everything_is_the_primary_s():
    with replica.may_lag():
        assert router.db_for_read(Service) == "default"


def test_only_what_says_so_reads_the_standby(standby):
    standby()
    assert router.db_for_read(Service) == "default"
    with replica.may_lag():
        assert router.db_for_read(Service) == "replica"
        assert router.db_for_write(Appointment) == "default"
    assert router.db_for_read(Service) == "default"


def test_a_fault_inside_ends_the_lagging(standby):
    standby()
    with pytest.raises(ValueError, match="no"), replica.may_lag():
        raise ValueError("no")
    assert router.db_for_read(Service) == "default"


def test_a_standby_that_is_away_is_not_asked_again_for_a_while(standby):
    away = standby(away=True)
    for _ in range(3):
        with replica.may_lag():
            assert router.db_for_read(Service) == "default"
    assert away.asked == 2  # once to ask, once to close
    replica._pause.until = 0.0
    standby()
    with replica.may_lag():
        assert router.db_for_read(Service) == "replica"


def test_nothing_is_migrated_there():
    assert not router.allow_migrate("replica", "bookings")
    assert router.allow_migrate("default", "bookings")
