"""A demo clinic for the journeys, and visitors to walk through it."""

import pytest
from django.core.management import call_command

from tests.flows.robot import Robot


@pytest.fixture
def clinic(db):
    """The demo clinic with a thin diary, so that there are free times."""
    call_command("demo", "--clients=20", "--bookings=40", verbosity=0)


@pytest.fixture
def visitor(clinic):
    return Robot()
