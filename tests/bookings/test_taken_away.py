"""What is taken away in the settings while visits of it are booked: they stay, are listed, and it is said."""

import pytest

from bookings.models import Appointment, Room
from bookings.queries.to_do import Trouble, to_do
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import NOW, make_service
from tests.bookings.test_admin import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SAID = "1 booked visit needs a look now: Tuesday 24 November, 10:00am with Demo Amira"


def without_its_therapist(jo, clinic):
    return send(jo, "service", clinic.service.pk, therapists=[str(clinic.therapists[1].pk)])


def without_its_room(jo, clinic):
    return send(jo, "service", clinic.service.pk, rooms=[str(clinic.rooms[1].pk)])


def off_the_list(jo, clinic):
    return send(jo, "service", clinic.service.pk, is_active=[])


WAYS = [
    (without_its_therapist, Trouble.GIVEN, "Its therapist does not give this service any more."),
    (without_its_room, Trouble.PLACED, "This service is not given in its room any more."),
    (off_the_list, Trouble.OFFERED, "This service is not on offer any more."),
]


@pytest.mark.parametrize(("take", "trouble", "words"), WAYS)
def test_what_is_taken_from_a_service_leaves_its_visits_on_the_list(jo, clinic, take, trouble, words):
    visit = book(clinic)
    page = take(jo, clinic)
    assert SAID in page.text
    (one,) = to_do(NOW)
    assert (one.appointment, one.troubles) == (visit, (trouble,))
    assert words in jo.open("/bookings/desk/to-do/").text
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize(("take", "trouble", "words"), WAYS)
def test_a_visit_of_another_service_is_not_concerned(jo, clinic, take, trouble, words):
    other = make_service(clinic, name="Another")
    book(clinic)
    Appointment.objects.update(service=other)
    assert "a look now" not in take(jo, clinic).text
    assert to_do(NOW) == []


def test_what_only_staff_book_by_now_keeps_its_visits(jo, clinic):
    book(clinic)
    assert "a look now" not in send(jo, "service", clinic.service.pk, is_online=[]).text
    assert to_do(NOW) == []


def test_given_back_nothing_is_to_be_looked_at(jo, clinic):
    book(clinic)
    for take, _, _ in WAYS:
        take(jo, clinic)
    everything = {"therapists": [str(one.pk) for one in clinic.therapists], "is_active": "on"}
    page = send(jo, "service", clinic.service.pk, rooms=[str(r.pk) for r in Room.objects.all()], **everything)
    assert "a look now" not in page.text
    assert to_do(NOW) == []
