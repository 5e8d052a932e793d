import pytest

from tests.bookings.clinic import make_clinic


@pytest.fixture
def clinic(db):
    return make_clinic()
