from threading import Event as Hit

import pytest
from django.db import connection

from bookings.actions import appointments
from bookings.models import Appointment
from tests.bookings.clinic import make_clinic


@pytest.fixture
def clinic(transactional_db):
    return make_clinic(therapists=("Demo Amira", "Demo Ben", "Demo Chloe"), rooms=4)


@pytest.fixture
def _no_constraints(clinic):
    guards = [c for c in Appointment._meta.constraints if "at_a_time" in c.name]
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Appointment, guard)
    yield
    Appointment.objects.all().delete()
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.add_constraint(Appointment, guard)


@pytest.fixture
def slow(monkeypatch):
    """Whoever books has claimed the answers and asked the gate, and stops there until told to go on."""
    reached, go_on, settle = Hit(), Hit(), appointments.settle

    def slowly(*args, **more):
        reached.set()
        assert go_on.wait(60)
        settle(*args, **more)

    monkeypatch.setattr(appointments, "settle", slowly)
    return reached, go_on
