"""A plan is signed: what stands too near its event was shown first, and what was chosen of it goes."""

from datetime import timedelta

import pytest

from assessments.actions import care_plans
from assessments.actions.plan_event import NotShown
from assessments.queries.appointed import near_event
from bookings.models import Reminder
from bookings.queries.to_do import Trouble, to_do
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, make_service
from tests.bookings.plans import plan_for
from tests.bookings.safety.people import book, client_with, status

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENT = TUESDAY + 3 * DAY  # a Friday
NEAR = TEN + 2 * DAY


@pytest.fixture
def cleo(clinic):
    return client_with()


@pytest.fixture
def draft(clinic, cleo):
    return plan_for(cleo, clinic.therapists[0], EVENT, "draft")


@pytest.fixture
def visit(clinic, cleo):
    return book(clinic, cleo, NEAR)


def sign(draft, seen=(), gone=(), now=NOW):
    therapist = draft.therapist
    return care_plans.sign(draft, therapist=therapist, seen=seen, gone=gone, by=BY, now=now)


def letter():
    return OutboundMessage.objects.get(template="appointment_cancelled", channel="email")


def test_nothing_is_signed_over_a_visit_that_was_not_shown(draft, visit):
    with pytest.raises(NotShown):
        sign(draft)
    draft.refresh_from_db()
    assert (draft.status, status(visit)) == ("draft", "booked")


def test_what_was_chosen_goes_and_the_client_reads_why(draft, visit):
    assert sign(draft, [visit.uuid], [visit.uuid]).status == "active"
    assert status(visit) == "cancelled"
    assert visit.cancelled_by == "clinic"
    said = letter()
    assert "last 2 days before" in said.context["why"]
    assert "STATUS:CANCELLED" in said.attachments[0]["text"]
    assert OutboundMessage.objects.filter(template="therapist_appointment_cancelled").count() == 1
    assert set(Reminder.objects.filter(appointment=visit).values_list("state", flat=True)) == {"void"}
    assert AuditEvent.objects.filter(action="appointment cancelled", subject_uuid=visit.uuid).exists()
    assert to_do(NOW) == []


def test_what_was_seen_and_kept_stands_on_the_list_to_look_at(draft, visit):
    sign(draft, [visit.uuid])
    assert status(visit) == "booked"
    assert [(one.appointment, one.troubles) for one in to_do(NOW)] == [(visit, (Trouble.TIMING,))]


def test_nobody_elses_visit_and_none_that_lies_elsewhere_goes(clinic, draft, visit):
    other = book(clinic, client_with(name="Demo Dora"), NEAR + HOUR)
    own = book(clinic, draft.client, TEN)
    sign(draft, [visit.uuid], [visit.uuid, other.uuid, own.uuid])
    assert [status(one) for one in (visit, other, own)] == ["cancelled", "booked", "booked"]


def test_the_cut_off_is_the_clients_and_not_the_clinics(clinic, draft, visit):
    sign(draft, [visit.uuid], [visit.uuid], NEAR - 2 * HOUR)
    assert status(visit) == "cancelled"


@pytest.mark.parametrize(("ahead", "count"), [(-1, 0), (0, 1), (1, 1), (2, 1), (3, 0)])
def test_the_day_and_the_two_before_it_are_the_last_days(cleo, visit, ahead, count):
    assert len(near_event(cleo, NEAR.date() + ahead * DAY, NOW)) == count


def test_light_work_past_visits_and_cancelled_ones_are_not_in_the_way(clinic, cleo, visit):
    light = make_service(clinic, kind="reassessment", name="Review")
    book(clinic, cleo, NEAR + HOUR, service=light)
    assert [one.uuid for one in near_event(cleo, EVENT, NOW)] == [visit.uuid]
    assert near_event(cleo, EVENT, NEAR + HOUR) == []
    assert near_event(cleo, None, NOW) == []
    type(visit).objects.filter(pk=visit.pk).update(status="cancelled")
    assert near_event(cleo, EVENT, NOW) == []
