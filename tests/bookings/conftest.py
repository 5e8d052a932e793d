import pytest
import time_machine

from hekas.accounts.models import User
from tests.bookings.clinic import NOW, make_client, make_clinic, make_intake
from tests.flows.robot import Robot


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jo(db):
    """Whoever sits at the desk, signed in."""
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return robot


@pytest.fixture
def alice(clinic):
    """A client with an account and open answers, signed in."""
    robot, user = Robot(), User.objects.create_user("alice@demo.example", "demo demo demo")
    make_intake(client=make_client("Demo Alice", user=user))
    robot.client.force_login(user)
    return robot
