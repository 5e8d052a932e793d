"""What a browser remembers: the next request obeys a change, and nobody inherits the one before."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from bookings.models import Appointment
from bookings.permissions import person_of, remember_booking
from hekas.accounts.models import Client, User
from tests.access import outcomes
from tests.access.addresses import all_addresses, url
from tests.access.browsers import BACKEND, signed_in
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY, PASSWORD
from tests.assessments.agreed import AGREED
from tests.bookings.clinic import make_client, make_intake

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
VERA = {"name": "Vera Demo", "email": "vera@demo.example"}
FIRST = {ALICE: "portal:home_client", AMIRA: "portal:therapist_day", JO: "portal:clinic_day"}


def status(browser, name):
    return browser.get(reverse(name)).status_code


@pytest.mark.parametrize("who", FIRST)
def test_a_deactivated_account_is_signed_out_at_once(house, browsers, who):
    browser = browsers.of(who)
    assert status(browser, FIRST[who]) == 200
    User.objects.filter(pk=house.users[who].pk).update(is_active=False)
    assert outcomes.of(browser.get(reverse(FIRST[who]))) == outcomes.SIGN_IN


@pytest.mark.parametrize(
    "who, role", [(AMIRA, "client"), (JO, "client"), (JO, "therapist"), (ALICE, "admin")]
)
def test_another_role_ends_the_session_at_once(house, browsers, who, role):
    browser = browsers.of(who)
    User.objects.filter(pk=house.users[who].pk).update(role=role)
    assert outcomes.of(browser.get(reverse(FIRST[who]))) == outcomes.SIGN_IN


def test_an_unknown_role_may_nothing(house, browsers):
    User.objects.filter(pk=house.users[JO].pk).update(role="owner")
    browser = signed_in(User.objects.get(pk=house.users[JO].pk))
    assert {status(browser, name) for name in FIRST.values()} == {404}


def test_a_new_password_ends_the_other_sessions(house, browsers):
    browser = browsers.of(ALICE)
    user = User.objects.get(pk=house.users[ALICE].pk)
    user.set_password("another long demo password")
    user.save()
    assert outcomes.of(browser.get("/me/")) == outcomes.SIGN_IN


@pytest.mark.parametrize("who", [ALICE, AMIRA, JO])
def test_what_a_cache_may_keep_is_the_same_for_everybody(house, browsers, who):
    """To the letter, and without a cookie; everything else is kept by nobody."""
    kept = []
    for name, names in SITE.items():
        address = url(name, ROWS[name].thing, house.of(who), names)
        answer = browsers.of(who).get(address)
        if "no-store" not in answer.get("Cache-Control", ""):
            nobodys = browsers.of(NOBODY).get(address)
            kept += [] if answer.content == nobodys.content and not answer.cookies else [name]
    assert kept == []


def test_after_signing_out_the_way_back_shows_nothing(house, browsers):
    browser = browsers.of(ALICE)
    seen = ["/me/", "/messages/", reverse("assessments:result", args=[house.alice.result.uuid])]
    assert {browser.get(address).status_code for address in seen} == {200}
    browser.post("/accounts/logout/")
    answers = [browser.get(address, follow=True) for address in seen]
    assert [outcomes.told(answer, foreign(house)) for answer in answers] == [[], [], []]


def foreign(house):
    return (house.alice.own_word, *house.alice.contacts)


def begun():
    """A visitor's browser with an intake of its own, and the address of its questions."""
    browser = signed_in(None)
    return browser, browser.post(reverse("assessments:start"), AGREED).url


def taken_by(client, address):
    """An account takes the intake that this address is of."""
    intake = type(client).intakes.rel.related_model.objects.get(uuid=address.split("/")[2])
    intake.client = client
    intake.save()


def test_what_an_account_has_taken_the_browser_shows_to_nobody_else(house):
    browser, address = begun()
    assert browser.get(address).status_code == 200
    taken_by(house.alice.client, address)
    assert browser.get(address).status_code == 404
    browser.force_login(house.users[BOB], backend=BACKEND)
    assert browser.get(address).status_code == 404
    browser.force_login(house.users[ALICE], backend=BACKEND)
    assert browser.get(address).status_code == 200


def test_a_booking_that_an_account_has_taken_is_gone_from_the_browser(house):
    browser = signed_in(None)
    session = browser.session
    session["own_appointments"] = [str(house.alice.appointment.uuid)]
    session["own_client"] = str(house.alice.client.uuid)
    session.save()
    browser.force_login(house.users[BOB], backend=BACKEND)
    names = ("appointment", "move", "cancel", "calendar", "confirmed")
    addresses = [reverse(f"bookings:{name}", args=[house.alice.appointment.uuid]) for name in names]
    assert {browser.get(address).status_code for address in addresses} == {404}
    assert outcomes.told(browser.get("/me/"), foreign(house)) == []


@pytest.fixture
def after_a_visitor(house):
    """A browser in which somebody without an account has booked: it, the client and the visit."""
    browser, vera = signed_in(None), make_client("Demo Vera")
    visit = house.alice.appointment
    Appointment.objects.filter(pk=visit.pk).update(client=vera)
    session = browser.session
    session["own_appointments"], session["own_client"] = [str(visit.uuid)], str(vera.uuid)
    session.save()
    return browser, vera, visit


VISIT = ("appointment", "move", "cancel", "calendar", "confirmed", "before")


def seen(browser, visit):
    return {browser.get(reverse(f"bookings:{name}", args=[visit.uuid])).status_code for name in VISIT}


@pytest.mark.parametrize("who", [BOB, AMIRA, JO])
def test_what_a_visitor_booked_is_not_for_whoever_signs_in_there_next(house, after_a_visitor, who):
    """On a shared phone the way back led to it: read, moved and called off under their name."""
    browser, vera, visit = after_a_visitor
    assert 404 not in seen(browser, visit)
    browser.force_login(house.users[who], backend=BACKEND)
    assert seen(browser, visit) == {404}
    page = browser.get(reverse("bookings:waitlist"), {"service": visit.service.uuid})
    assert outcomes.told(page, (vera.name, vera.email)) == []


def test_who_booked_it_before_signing_in_under_another_address_reads_how_to_reach_it(house, after_a_visitor):
    browser, _, visit = after_a_visitor
    browser.force_login(house.users[BOB], backend=BACKEND)
    shown = browser.get(reverse("bookings:appointment", args=[visit.uuid])).content.decode()
    assert "before you signed in" in shown and "link in our e-mail" in shown
    browser.force_login(house.users[AMIRA], backend=BACKEND)
    shown = browser.get(reverse("bookings:appointment", args=[visit.uuid])).content.decode()
    assert "before you signed in" not in shown


def test_who_booked_it_and_signs_in_with_that_address_sees_it_still(house, after_a_visitor):
    browser, vera, visit = after_a_visitor
    Client.objects.filter(pk=vera.pk).update(email=house.users[BOB].email.upper())
    browser.force_login(house.users[BOB], backend=BACKEND)
    assert 404 not in seen(browser, visit)


def test_who_books_for_somebody_without_an_account_sees_what_they_booked(house, after_a_visitor):
    """Staff who are signed in go by the public pages, too."""
    _, _, visit = after_a_visitor
    browser = signed_in(None)
    browser.force_login(house.users[JO], backend=BACKEND)
    request = RequestFactory().get("/")
    request.session, request.user = browser.session, house.users[JO]
    visit.refresh_from_db()
    remember_booking(request, visit)
    request.session.save()
    assert 404 not in seen(browser, visit)


def test_no_staff_are_taken_for_the_visitor_before_them(house, after_a_visitor):
    browser, vera, _ = after_a_visitor
    request = RequestFactory().get("/")
    request.session, request.user = browser.session, AnonymousUser()
    assert person_of(request).client == vera
    for who in (AMIRA, JO):
        request.user = house.users[who]
        assert person_of(request).client is None


def test_what_a_visitor_typed_is_not_filled_in_for_whoever_signs_in_next(house):
    """On a shared phone: somebody's booking ran out half-way, and then Bob signs in."""
    browser = signed_in(None)
    session = browser.session
    session["booking_details"] = {**VERA, "phone": "+447700900777", "typed_by": None}
    session["hold"] = {"uuid": str(house.bob.hold.uuid), "token": house.bob.hold_token}
    session.save()
    type(house.bob.client).objects.filter(pk=house.bob.client.pk).update(phone="")
    browser.force_login(house.users[BOB], backend=BACKEND)
    page = browser.get(reverse("bookings:details", args=[house.bob.hold.uuid]))
    assert page.status_code == 200
    assert outcomes.told(page, ("Vera Demo", "vera@demo.example", "7700900777")) == []


def test_the_one_who_signs_in_next_finds_nothing_of_the_first(house, browsers):
    browser = browsers.of(ALICE)
    browser.post("/accounts/login/", {"login": house.users[BOB].email, "password": PASSWORD})
    browser.force_login(house.users[BOB], backend=BACKEND)
    for name in ("portal:home_client", "messaging:own", "assessments:own_plan", "assessments:diary"):
        assert outcomes.told(browser.get(reverse(name)), foreign(house)) == []


def test_answers_of_another_person_on_this_browser_are_not_renewed_as_theirs(house):
    """A visitor's client record is nobody's account, but it is not Dan's or Bob's either."""
    browser, address = begun()
    visitor = type(house.alice.client).objects.create(**VERA)
    taken_by(visitor, address)
    visitor.intakes.update(status="submitted", submitted_at=house.now)
    for who in (BOB, DAN):
        browser.force_login(house.users[who], backend=BACKEND)
        browser.post(reverse("assessments:again"), AGREED)
        assert visitor.intakes.count() == 1


def test_an_account_that_leaves_word_keeps_its_own_answers(house):
    """Its first word makes its own record; a visitor's would be lost to it with the browser."""
    fresh, intake = User.objects.create_user("fresh@people.example", PASSWORD), make_intake(gate="held")
    browser = signed_in(fresh)
    session = browser.session
    session["own_intakes"] = [str(intake.uuid)]
    session.save()
    result = intake.results.get().uuid
    browser.post(reverse("assessments:reach_me", args=[result]), {**VERA, "phone": "+447400123456"})
    intake.refresh_from_db()
    assert (intake.client.user, intake.client.email) == (fresh, fresh.email)
