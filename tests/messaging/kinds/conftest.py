"""The clinic of the calendar's tests, for the walk over every kind of message."""

import pytest
import time_machine

from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import make_clinic
from tests.messaging.kinds.scenes import NOW, SCENES, make_world


@pytest.fixture(autouse=True)
def memory(settings, outbox):
    settings.SMS_URL = "memory://"


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def made(clinic, outbox):
    """Plays the scene of a kind; gives the world, what came of the action, and the messages of the kind."""

    def play(name):
        scene = SCENES[name]
        world = make_world(clinic, scene)
        with time_machine.travel(NOW, tick=False):
            result = scene.make(world)
        rows = list(OutboundMessage.objects.filter(template=name).order_by("channel", "id"))
        assert rows
        return world, result, rows

    return play
