"""To know an address is to know nothing: no page says that it is known, none hands over what is theirs."""

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from bookings.models import Appointment
from hekas.accounts.actions import clients
from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from tests.access import outcomes, snapshots
from tests.access.affairs import ten
from tests.access.browsers import signed_in
from tests.access.people import ALICE, GONE_CLIENT, PASSWORD
from tests.bookings.clinic import make_intake

UNKNOWN = "nobody-yet@people.example"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def seen(answer, *addresses):
    """Status, way on and page, with the address itself and the token of the form left out."""
    page = TOKEN.sub("", answer.content.decode())
    for address in addresses:
        page = page.replace(address, "<address>")
    ways = [(way, status) for way, status in getattr(answer, "redirect_chain", [])]
    return answer.status_code, ways, page


def known(house):
    """Addresses that the clinic knows: with an account, closed, and of a client without an account."""
    Client.objects.create(name="Vera Demo", email="vera@people.example")
    return [house.users[ALICE].email, house.users[GONE_CLIENT].email, "vera@people.example"]


@pytest.mark.parametrize(
    "name, field",
    [("account_signup", "email"), ("account_reset_password", "email"), ("account_login", "login")],
)
def test_known_and_unknown_addresses_are_answered_alike(house, name, field):
    extra = {"account_signup": {"password1": PASSWORD}, "account_login": {"password": "wrong but long"}}
    answers = []
    for address in (UNKNOWN, *known(house)):
        sent = {field: address, **extra.get(name, {})}
        answer = signed_in(None).post(reverse(name), sent, follow=True)
        answers.append(seen(answer, address))
    assert all(answer == answers[0] for answer in answers)


def test_signing_up_with_a_known_address_changes_nothing_of_theirs(house, browsers):
    before = snapshots.of_client(house.alice)
    sent = {"email": house.users[ALICE].email.upper(), "password1": "yet another long password"}
    browser = signed_in(None)
    browser.post(reverse("account_signup"), sent)
    after = snapshots.of_client(house.alice)
    changed = {label for label in before if before[label] != after[label]}
    assert changed <= {"messaging.OutboundMessage"}  # a letter to her, that somebody tried
    assert User.objects.filter(email__iexact=house.users[ALICE].email).count() == 1
    assert outcomes.of(browser.get("/me/")) == outcomes.SIGN_IN


def test_sign_up_makes_a_client_whatever_else_is_sent(house):
    sent = {
        "email": UNKNOWN,
        "password1": PASSWORD,
        "role": "admin",
        "is_active": "on",
        "name": "Mallory Demo",
    }
    signed_in(None).post(reverse("account_signup"), sent)
    user = User.objects.get(email=UNKNOWN)
    assert (user.role, user.may("admin site")) == ("client", False)
    assert not Client.objects.filter(user=user).exists()


def booking(house, email):
    """A visitor whose answers leave them free to book books with that address."""
    browser, intake = signed_in(None), make_intake(now=house.now)
    session = browser.session
    session["own_intakes"] = [str(intake.uuid)]
    session.save()
    start = ten(house.now, 4, 14).isoformat()
    sent = {"service": str(house.services[0].uuid), "start": start, "therapist": "any"}
    held = browser.post(reverse("bookings:hold"), sent)
    details = {"name": "Mallory Demo", "email": email, "phone": ""}
    answer = browser.post(held.url.replace("/details/", "/confirm/"), details, follow=True)
    return browser, answer


def test_booking_with_a_known_address_ties_and_tells_nothing(house, browsers):
    before = house.as_built[ALICE]
    browser, answer = booking(house, house.users[ALICE].email)
    assert answer.status_code == 200
    booked = Appointment.objects.latest("id")
    assert booked.client != house.alice.client
    assert booked.client.user is None
    foreign = (house.alice.own_word, house.alice.client.name, *house.alice.contacts[2:])
    assert outcomes.told(answer, foreign) == []
    assert outcomes.told(browser.get(reverse("bookings:services")), foreign) == []
    assert snapshots.of_client(house.alice) == before


def test_booking_looks_the_same_whoever_the_address_is_of(house, browsers):
    pages = []
    for address in (UNKNOWN, house.users[ALICE].email):
        from_here = Appointment.objects.latest("id").pk
        _, answer = booking(house, address)
        fresh = Appointment.objects.get(pk__gt=from_here)
        pages.append(seen(answer, address, quote(address), str(fresh.uuid))[0::2])
        Appointment.objects.filter(pk=fresh.pk).update(status="cancelled")
    assert pages[0] == pages[1]


def test_an_account_takes_only_what_its_own_browser_booked_with_that_address(house):
    mine = Client.objects.create(name="Vera Demo", email="vera@people.example")
    vera = User.objects.create_user("vera@people.example", PASSWORD)
    other = Client.objects.create(name="Mallory Demo", email="mallory@people.example")
    for uuid in (None, other.uuid, house.alice.client.uuid):
        assert clients.tie_to_account(vera, uuid, now=house.now) is None
    assert clients.tie_to_account(vera, mine.uuid, now=house.now) == mine


def test_a_reset_letter_goes_to_the_owner_and_to_nobody_else(house):
    latest = OutboundMessage.objects.latest("id").pk
    sent = {"email": house.users[ALICE].email, "to": UNKNOWN, "cc": UNKNOWN}
    signed_in(None).post(reverse("account_reset_password"), sent)
    letters = OutboundMessage.objects.filter(pk__gt=latest)
    assert {letter.user or letter.given_address for letter in letters} <= {
        house.users[ALICE],
        house.users[ALICE].email,
    }
    assert letters.count() == 1


def test_an_address_of_another_cannot_be_made_ones_own(house, browsers):
    """Not by adding it, and not by confirming without the code that went to its owner."""
    from_bob = browsers.of("bob")
    from_bob.post(reverse("account_email"), {"action_add": "", "email": house.users[ALICE].email})
    from_bob.post(reverse("account_email_verification_sent"), {"code": "000000"})
    owners = EmailAddress.objects.filter(email__iexact=house.users[ALICE].email, verified=True)
    assert [owner.user for owner in owners] == [house.users[ALICE]]
