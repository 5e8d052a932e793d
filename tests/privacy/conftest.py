"""The house of the access tests: Alice and Bob each have one of everything."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.access.conftest import _browsers, _house, browsers, house  # noqa: F401
from tests.bookings.safety.people import client_with

TODAY = datetime(2026, 11, 26, 15, tzinfo=UTC)  # a Thursday afternoon
MERGED_AT = TODAY.replace(hour=10)


@pytest.fixture(scope="package", autouse=True)
def _clock():
    """Whenever the tests run, even in the small hours, the records became one this morning."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def alice(house):  # noqa: F811
    return house.alice


@pytest.fixture
def bob(house):  # noqa: F811
    return house.bob


@pytest.fixture
def quiet_surroundings(settings, tmp_path):
    """No list of the forgotten beside the tree, and texts into a list."""
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    settings.SMS_URL = "memory://"


@pytest.fixture
def cleo(db):
    """One record of a person."""
    return client_with(phone="+447700900123", now=MERGED_AT)


@pytest.fixture
def twin(db):
    """The other record of the same person, made with another address and number."""
    return client_with(name="Demo Twin", phone="+447700900124", now=MERGED_AT)
