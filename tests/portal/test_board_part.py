"""A larger clinic's board: one place at a time, so many therapists at once, and the ways to the others."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from bookings.models import Location, Room
from hekas.accounts.models import User
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import TEN, make_therapist
from tests.flows.robot import Robot
from tests.portal.test_board import DAY, HOUR, _clock, again, clinic, facts, jo  # noqa: F401  fixtures of the board
from tests.portal.test_called_off import call_off

pytestmark = pytest.mark.django_db
WEEK = f"{DAY}&view=week"


@pytest.fixture
def south(clinic):  # noqa: F811
    """A second place with one therapist and one room of its own; its name comes after the first's."""
    place = Location.objects.create(name="Hekas South", address="2 Demo Street", postcode="M2 2BB")
    room = Room.objects.create(location=place, name="South room")
    clinic.therapists.append(make_therapist("Demo Sue", place))
    clinic.service.rooms.add(room)
    clinic.service.therapists.add(clinic.therapists[-1])
    return place


def many(clinic, number):  # noqa: F811
    """So many more therapists at the first place, by name after those who are there."""
    for n in range(number):
        make_therapist(f"Demo Therapist {n:02}", clinic.location)


def test_a_clinic_of_one_place_has_no_choice_and_nothing_more_in_its_addresses(jo, clinic):  # noqa: F811
    page = jo.open(f"/clinic/{DAY}")
    assert "board-part" not in page.html
    assert "place=" not in page.html
    assert "page=" not in page.html
    assert jo.client.cookies.get("desk_place") is None


@pytest.mark.parametrize("view", [DAY, WEEK])
def test_a_board_is_of_one_place_and_the_other_is_a_press_away(jo, clinic, south, view):  # noqa: F811
    first = jo.open(f"/clinic/{view}")
    assert "Demo Amira" in first.text
    assert "Demo Sue" not in first.text
    other = jo.open(first.link("Hekas South"))
    assert "Demo Sue" in other.text
    assert "Demo Amira" not in other.text


def test_every_way_on_keeps_the_place(jo, clinic, south):  # noqa: F811
    page = jo.open(f"/clinic/{DAY}&place={south.uuid}")
    for name in (
        "Week",
        "Today",
        "Cancelled0",
        "The day after, Wednesday 25 November",
        "23",
        "December 2026",
    ):
        assert f"place={south.uuid}" in page.link(name), name
    assert f"place={south.uuid}" in again(page)
    assert f"place={south.uuid}" in jo.open(f"/clinic/{WEEK}&place={south.uuid}").link("Wed 25 Nov")


def test_a_desk_is_shown_the_place_that_it_last_asked_for_for_whoever_signs_in(jo, clinic, south):  # noqa: F811
    jo.open(f"/clinic/{DAY}&place={south.uuid}")
    kept = jo.client.cookies["desk_place"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == ("/clinic/", True, "Lax")
    later = Robot()
    later.client.cookies["desk_place"] = kept.value
    later.client.force_login(User.objects.create_user("kim@demo.example", "x", role="admin"))
    assert "Demo Sue" in later.open(f"/clinic/{DAY}").text


@pytest.mark.parametrize("asked", ["x", uuid4(), ""])
def test_an_odd_place_or_page_is_the_first(jo, clinic, south, asked):  # noqa: F811
    jo.client.cookies["desk_place"] = str(asked)
    for page in ("0", "-1", "99999", "x"):
        assert "Demo Amira" in jo.open(f"/clinic/{DAY}&place={asked}&page={page}").text


def test_a_place_that_was_given_up_is_there_until_its_last_visit_is_over(jo, clinic, south):  # noqa: F811
    visit = book(clinic, therapist=2)
    Location.objects.filter(pk=south.pk).update(is_active=False)
    page = jo.open(jo.open(f"/clinic/{DAY}").link("Hekas South"))
    assert "Demo Cleo" in page.text
    type(visit).objects.filter(pk=visit.pk).update(status="fulfilled")
    assert "Hekas South" not in jo.open(f"/clinic/{DAY}").text


def test_what_is_cancelled_and_whom_to_call_are_of_the_place(jo, clinic, south):  # noqa: F811
    call_off(book(clinic, therapist=2))
    today = TEN - timedelta(days=1)
    book(clinic, "Demo Dora", therapist=2, start=today).client.clearances.update(gate="held")
    first = jo.open(f"/clinic/{DAY}")
    assert first.link("Cancelled0")
    assert "To call0" in first.text and not any("To call" in words for _, words in first.links)
    other = jo.open(first.link("Hekas South"))
    assert other.link("Cancelled1")
    assert other.link("To call1")


def test_a_place_looks_again_at_itself_alone(jo, clinic, south):  # noqa: F811
    address = again(jo.open(f"/clinic/{DAY}&place={south.uuid}"))
    book(clinic)
    assert jo.client.get(address).status_code == 204
    book(clinic, "Demo Dora", therapist=2)
    assert jo.client.get(address).status_code == 200


@pytest.mark.parametrize("view", [DAY, WEEK])
def test_twenty_at_once_and_a_way_to_the_others(jo, clinic, view):  # noqa: F811
    many(clinic, 21)
    page = jo.open(f"/clinic/{view}")
    assert "Demo Amira to Demo Therapist 1720 of 23" in page.text
    assert "Demo Therapist 18" not in page.text.replace("Demo Therapist 18 to Demo Therapist 20", "")
    rest = jo.open(page.link("The therapists after"))
    assert "3 of 23" in rest.text
    assert "Demo Therapist 20" in rest.text
    assert jo.open(rest.link("The therapists before")).text == page.text
    assert "page=2" in rest.link("Today")
    assert "page=2" in again(rest)


def test_twenty_fit_on_one(jo, clinic):  # noqa: F811
    many(clinic, 18)
    page = jo.open(f"/clinic/{DAY}")
    assert page.html.count('class="lane"') == 20
    assert "board-part" not in page.html


@pytest.mark.parametrize("view", [DAY, WEEK])
def test_a_board_asks_as_often_for_three_therapists_as_for_one(
    jo,  # noqa: F811
    clinic,  # noqa: F811
    south,
    django_assert_num_queries,
    django_assert_max_num_queries,
    view,
):
    address = f"/clinic/{view}&place={south.uuid}"
    book(clinic, therapist=2)
    jo.open(address)
    with django_assert_max_num_queries(30) as asked:
        jo.client.get(address)
    for n in (1, 2):
        clinic.therapists.append(make_therapist(f"Demo Tom {n}", south, opens=time(9 + n)))
        clinic.service.therapists.add(clinic.therapists[-1])
        clinic.service.rooms.add(Room.objects.create(location=south, name=f"Room {n}", order=n))
        book(clinic, f"Demo Client {n}", therapist=2 + n, start=TEN + timedelta(hours=n))
    with django_assert_num_queries(len(asked)):
        jo.client.get(address)


def test_numbers_of_some_therapists_say_whose_they_are(jo, clinic):  # noqa: F811
    assert "Counted" not in facts(jo.open(f"/clinic/{DAY}").html)
    many(clinic, 21)
    assert f"Counted 20 of {21 + len(clinic.therapists)} therapists" in facts(jo.open(f"/clinic/{DAY}").html)
