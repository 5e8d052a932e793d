import pytest

from tests.bookings.clinic import make_clinic


@pytest.fixture
def clinic(transactional_db):
    return make_clinic(therapists=("Demo Amira", "Demo Ben", "Demo Chloe"), rooms=4)
