"""Answers that were given on a device before somebody signed in there are theirs only if they say so.

On a shared phone they are somebody else's: their result stood on the next one's page, and went into the next
one's record with the first booking.
"""

import pytest
from django.urls import reverse

from bookings.models import Appointment
from tests.access import outcomes
from tests.access.browsers import BACKEND, signed_in
from tests.access.people import ALICE, AMIRA, BOB, JO
from tests.access.test_strangers import booking
from tests.assessments.agreed import AGREED
from tests.bookings.clinic import make_intake

ASKED = "/whose-answers/?next="
WORD = "veracorn"


@pytest.fixture
def left(house):
    """A browser on which Vera answered everything and left it: its session, her answers, her result."""
    browser, intake = signed_in(None), make_intake(now=house.now)
    intake.results.update(answers={"health": {"free_text": WORD}})
    session = browser.session
    session["own_intakes"] = [str(intake.uuid)]
    session.save()
    return browser, intake, reverse("assessments:result", args=[intake.results.get().uuid])


def sign_in(browser, house, who):
    browser.force_login(house.users[who], backend=BACKEND)


def answer(browser, mine, then="/me/"):
    return browser.post("/whose-answers/", {"mine": mine, "next": then})


def test_until_then_the_browser_that_began_has_them(left):
    browser, _, result = left
    assert browser.get(result).status_code == 200


PAGES = ("/me/", "/after-sign-in/", "/bookings/", "/assessments/start/", "/assessments/plan/")


@pytest.mark.parametrize("page", PAGES)
def test_whoever_signs_in_is_asked_first_on_each_page(house, left, page):
    browser, _, _ = left
    sign_in(browser, house, BOB)
    assert browser.get(page)["Location"] == f"{ASKED}{page.replace('/', '%2F')}"


def test_the_question_tells_nothing_of_them(house, left):
    browser, intake, _ = left
    sign_in(browser, house, BOB)
    page = browser.get(ASKED + "/me/")
    assert page.status_code == 200
    assert outcomes.told(page, (WORD, str(intake.uuid))) == []


def test_who_says_no_sees_and_takes_over_nothing(house, left):
    browser, intake, result = left
    sign_in(browser, house, BOB)
    assert answer(browser, "no")["Location"] == "/me/"
    assert browser.get(result).status_code == 404
    assert result not in browser.get("/me/").content.decode()
    browser.post(reverse("assessments:again"), AGREED)
    intake.refresh_from_db()
    assert (intake.client, intake.renewals.count()) == (None, 0)


def test_who_says_yes_goes_on_where_they_were_with_their_answers(house, left):
    browser, _, result = left
    sign_in(browser, house, BOB)
    assert answer(browser, "yes", result)["Location"] == result
    assert browser.get(result).status_code == 200
    assert result in browser.get("/me/").content.decode()


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_another_word_is_no_answer(house, left, said):
    browser, _, _ = left
    sign_in(browser, house, BOB)
    assert answer(browser, said).status_code == 422
    assert browser.get("/me/")["Location"].startswith(ASKED)


def test_without_an_answer_nothing_is_done_with_them(house, left):
    """A form that was open before is sent after signing in: nothing of hers is counted for him."""
    browser, intake, result = left
    sign_in(browser, house, BOB)
    browser.post(reverse("assessments:again"), AGREED)
    browser.post(reverse("assessments:submit", args=[intake.uuid]))
    reach = result + "reach-me/"
    browser.post(reach, {"name": "Bob Demo", "email": "bob@people.example", "phone": "+447700900202"})
    intake.refresh_from_db()
    assert (intake.client, intake.renewals.count()) == (None, 0)


def held(house, browser):
    """The time that she held, and the address of its details."""
    sent = {"service": str(house.services[0].uuid), "therapist": "any"}
    start = house.alice.appointment.starts_at.replace(hour=15).isoformat()
    return browser.post(reverse("bookings:hold"), {**sent, "start": start}).url


@pytest.mark.parametrize("mine, opens", [("", False), ("no", False), ("yes", True)])
def test_the_time_that_was_held_with_them_goes_where_they_go(house, left, mine, opens):
    browser, intake, _ = left
    settled = {"settled_at": house.now, "settled_by": house.users[AMIRA]}
    house.bob.client.desk_notes.update(**settled)  # it would hold him
    details = held(house, browser)
    sign_in(browser, house, BOB)
    answer(browser, mine)
    before = Appointment.objects.filter(client=house.bob.client).count()
    browser.post(details.replace("/details/", "/confirm/"), {"phone": "+447700900202"})
    intake.refresh_from_db()
    assert (intake.client == house.bob.client) is opens
    assert (Appointment.objects.filter(client=house.bob.client).count() > before) is opens


@pytest.mark.parametrize("who", [AMIRA, JO])
def test_staff_who_sign_in_there_are_asked_nothing_and_find_nothing(house, left, who):
    browser, _, result = left
    sign_in(browser, house, who)
    assert browser.get(result).status_code == 404
    assert browser.get("/bookings/").status_code == 200


def test_who_was_never_a_visitor_is_asked_nothing(house):
    browser = signed_in(house.users[ALICE])
    assert browser.get("/me/").status_code == 200
    assert browser.get("/whose-answers/?next=/messages/")["Location"] == "/messages/"
    assert browser.get("/whose-answers/?next=https://evil.example/")["Location"] == "/after-sign-in/"


def test_what_a_visitor_booked_is_of_that_record_and_asked_about_by_nobody(house, browsers):
    browser, _ = booking(house, "vera@people.example")
    sign_in(browser, house, BOB)
    assert browser.get("/me/").status_code == 200


def test_a_time_that_a_visitor_of_a_record_held_is_not_the_next_ones(house, browsers):
    """Vera has booked here and holds another time; Bob signs in and sends the form that she left open."""
    browser, _ = booking(house, "vera@people.example")
    details = held(house, browser)
    assert browser.get(details).status_code == 200
    sign_in(browser, house, BOB)
    before = Appointment.objects.filter(client=house.bob.client).count()
    seen = [browser.get(details), browser.post(details.replace("/details/", "/confirm/"), {"phone": ""})]
    assert [answer.status_code for answer in seen] == [404, 404]
    assert Appointment.objects.filter(client=house.bob.client).count() == before


@pytest.mark.parametrize("then", ["'", "me", "//elsewhere.example/", "/me/\n", "javascript:alert(1)"])
def test_whoever_is_asked_comes_to_a_page_of_ours(house, left, then):
    browser, _, _ = left
    sign_in(browser, house, BOB)
    answered = answer(browser, "no", then)
    assert (answered.status_code, answered["Location"][:1], "elsewhere" in answered["Location"]) == (
        302,
        "/",
        False,
    )
