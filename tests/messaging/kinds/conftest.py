"""The clinic of the calendar's tests, for the walk over every kind of message."""

import pytest

from tests.bookings.clinic import make_clinic


@pytest.fixture(autouse=True)
def memory(settings, outbox):
    settings.SMS_URL = "memory://"


@pytest.fixture
def clinic(db):
    return make_clinic()
