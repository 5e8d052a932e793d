"""What stands in a demo clinic that was loaded once, for all who only look at it."""

import pytest

from assessments.models import CarePlan, Clearance, Result, Screening
from assessments.queries.visits import visit_data
from bookings.models import Appointment
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.access.browsers import undone
from tests.portal.test_demo import NOON, load

pytestmark = pytest.mark.usefixtures("made")


@pytest.fixture(scope="module")
def _made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        load("--clients=20", "--bookings=60")
        yield


@pytest.fixture
def made(_made, db):
    pass


def test_every_kind_of_answer_is_there():
    assert set(Result.objects.values_list("gate", flat=True)) == {"open", "held", "redirected"}


def test_nobody_unsafe_stands_in_the_diary():
    booked = Client.objects.filter(appointments__isnull=False)
    assert not Clearance.objects.filter(client__in=booked).exclude(gate="open").exists()


def test_its_own_client_has_a_visit_to_come():
    coming = Appointment.objects.filter(client__user__email="client@demo.example", status="booked")
    assert coming.filter(during__startswith__gt=NOON).exists()


def test_its_own_client_has_the_whole_story_and_goes_better():
    client = Client.objects.get(user__email="client@demo.example")
    assert Screening.objects.completed().filter(client=client).count() == 3
    plan = CarePlan.objects.get(client=client, status="active")
    assert (plan.phase_now, plan.amendments.count()) == (2, 3)
    assert visit_data(client, NOON).progress.judgement.verdict == "better"
    assert not CarePlan.objects.exclude(client=client).exists()


def test_no_news_goes_out_for_what_was_long_ago():
    assert not OutboundMessage.objects.exists()
