"""Nodes whose clocks are five minutes off, under libfaketime: holds follow the clock of the database."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from tests.messaging.moved_clock import MovedClock
from tests.messaging.servers import free_port
from tests.operations.house import wait_until
from tests.operations.load import Bookers, Caller

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
OFF = timedelta(minutes=5)
TEN_MINUTES, NEAR = timedelta(minutes=10), timedelta(seconds=20)
RUNS_OUT = "UPDATE bookings_appointment SET hold_expires_at = now() + interval '{}' WHERE uuid = '{}'"


@pytest.fixture(params=[OFF, -OFF], ids=["fast", "slow"])
def node(house, place, request):
    """A node whose clock is off; that it is, its own Date says."""
    preload = MovedClock(place).environment["LD_PRELOAD"]
    port, caller = free_port(), None
    house.web("web", port, LD_PRELOAD=preload, FAKETIME=f"{request.param.total_seconds():+.0f}")
    caller = Caller(port)
    wait_until(lambda: caller.ask("/healthz").status == 200)
    own = parsedate_to_datetime(caller.ask("/healthz").headers["Date"])
    assert abs(own - datetime.now(UTC) - request.param) < NEAR
    return caller


def held(people):
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    found = people.call(f"/slots?service={people.service}&from={day}&to={day + timedelta(days=6)}").json()
    slot = found["slots"][0]
    wish = {"service": people.service, "start": slot["start"], "therapist": slot["therapist"]}
    answer = people.call("/holds", wish, str(uuid.uuid4()))
    assert answer.status == 201, answer.body
    return answer.json()


def book(people, hold):
    person = {"name": "Demo Drill", "email": f"{uuid.uuid4().hex[:12]}@demo.example"}
    given = {"hold": hold["id"], "token": hold["token"], "client": person, "intake": people.intake}
    return people.call("/appointments", given, str(uuid.uuid4()))


def test_fault_17_holds_follow_the_clock_of_the_database(house, node):
    people = Bookers(node, house.key, people=0)
    fresh, alive, dead = (held(people) for _ in range(3))
    left = datetime.fromisoformat(fresh["expires_at"]) - datetime.now(UTC)
    house.cluster.ask(RUNS_OUT.format("2 minutes", alive["id"]))
    house.cluster.ask(RUNS_OUT.format("-2 minutes", dead["id"]))
    told = [book(people, hold).status for hold in (alive, dead)]
    print(f"\nten minutes were {left.total_seconds():.0f} s; alive and dead for two minutes: {told}")
    assert abs(left - TEN_MINUTES) < NEAR
    assert told == [201, 409]
