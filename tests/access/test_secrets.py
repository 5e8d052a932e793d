"""Secret links: only the whole and living secret opens anything, and only its hash is kept."""

import os
import secrets
from base64 import urlsafe_b64decode
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.urls import resolve, reverse

from bookings.actions import appointments, holds
from bookings.actions.links import A_TOKEN
from bookings.models import Appointment, AppointmentLink
from bookings.permissions import _by_link
from bookings.queries.person import booked_by
from hekas.audit.actors import SYSTEM
from hekas.messaging.models import OutboundMessage
from hekas.web.secret_links import hash_of, new_token
from tests.access.addresses import all_addresses
from tests.access.affairs import ten
from tests.access.people import ALICE, BOB, NOBODY

OF_ALLAUTH = {"mfa_edit_webauthn", "mfa_remove_webauthn"}  # the pages of one's own passkeys
LINKS = ("link", "link_move", "link_cancel", "link_calendar")


def flipped(secret):
    """The secret with its last letter changed, in case and in kind."""
    return secret[:-1] + ("A" if secret[-1] != "A" else "B")


def altered(secret):
    return (flipped(secret), secret[:-1], secret + "A", secret.swapcase(), secret[::-1], "0", "no-such-token")


def dead(browser, address):
    """The answer is that of a secret that never was, at the same kind of address."""
    here = resolve(address)
    nothing = reverse(here.view_name, kwargs=dict.fromkeys(here.kwargs, "never-was"))
    pairs = [
        [way(place, {"version": "1"}) for place in (address, nothing)] for way in (browser.get, browser.post)
    ]
    return all((a.status_code, a.content) in ((404, none.content), (405, a.content)) for a, none in pairs)


@pytest.mark.parametrize("name", LINKS)
def test_an_altered_link_opens_nothing(house, browsers, name):
    browser = browsers.of(NOBODY)
    open_one = reverse(f"bookings:{name}", args=[house.alice.token])
    assert browser.get(open_one).status_code == 200
    for token in (*altered(house.alice.token), house.alice.hold_token, str(house.alice.appointment.uuid)):
        assert dead(browser, reverse(f"bookings:{name}", args=[token]))


def moved(house):
    """Alice's visit, an hour later."""
    visit = Appointment.objects.get(pk=house.alice.appointment.pk)
    wish = holds.Wish(visit.service, ten(house.now, 5, 14), visit.therapist)
    said = {"by": SYSTEM, "now": house.now, "seen": visit.version}
    return appointments.move(appointment=visit, wish=wish, **said)


def test_after_a_move_the_old_link_is_dead(house, browsers):
    moved(house)
    links = [reverse(f"bookings:{name}", args=[house.alice.token]) for name in LINKS]
    assert all(dead(browsers.of(NOBODY), link) for link in links)


def test_after_a_cancel_the_link_is_dead(house, browsers):
    visit = Appointment.objects.get(pk=house.alice.appointment.pk)
    appointments.cancel(appointment=visit, by=SYSTEM, now=house.now, seen=visit.version)
    assert dead(browsers.of(NOBODY), reverse("bookings:link", args=[house.alice.token]))


def test_a_link_opens_its_own_visit_and_no_other(house, browsers):
    page = browsers.of(BOB).get(reverse("bookings:link", args=[house.alice.token]))
    assert house.alice.appointment.therapist.name in page.content.decode()
    assert house.bob.appointment.therapist.name not in page.content.decode()


def in_messages():
    """The secrets of links that stand in messages, sent and not sent."""
    texts = [text for message in OutboundMessage.objects.all() for text in message.context.values()]
    words = {word for text in texts for word in A_TOKEN.findall(text)}
    return [word for word in words if AppointmentLink.objects.filter(token_hash=hash_of(word)).exists()]


def test_no_secret_is_kept_as_it_is(house):
    """Not in any table, the outbox among them: a copy of the database opens nothing."""
    moved(house)
    told = in_messages()
    assert told
    secrets = [house.alice.token, house.alice.hold_token, house.alice.feed_token, *told]
    tables = [t for t in connection.introspection.table_names() if t != "django_session"]
    with connection.cursor() as cursor:
        for table, secret in product(tables, secrets):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table


def test_a_hold_opens_with_its_own_secret_alone(house, browsers):
    address = reverse("bookings:details", args=[house.alice.hold.uuid])
    for token in (*altered(house.alice.hold_token), house.bob.hold_token, house.alice.token):
        browser = browsers.of(BOB)
        session = browser.session
        session["hold"] = {"uuid": str(house.alice.hold.uuid), "token": token}
        session.save()
        assert browser.get(address).status_code == 404
    assert browsers.of(ALICE).get(address).status_code == 200


@pytest.mark.parametrize(
    "name, thing", [("messaging:unsubscribe", "unsubscribe"), ("portal:feed", "feed_token")]
)
def test_altered_letters_and_feeds_open_nothing(house, browsers, name, thing):
    browser, secret = browsers.of(NOBODY), getattr(house.alice, thing)
    assert browser.get(reverse(name, args=[secret])).status_code == 200
    assert all(dead(browser, reverse(name, args=[token])) for token in altered(secret))


def test_no_address_of_ours_has_a_number_that_counts_up():
    """By one's own the next one's is guessed, and how many there are. Admin's are behind its own door."""
    numbered = {one.name for one in all_addresses() if "<int:" in one.path or "pk" in one.names}
    assert {name for name in numbered if not name.startswith("admin:")} == OF_ALLAUTH


def test_one_secret_is_no_other_secret(house, browsers):
    """The links of one kind open no page of another kind."""
    own, browser = house.alice, browsers.of(NOBODY)
    doors = {
        "bookings:link": own.token,
        "assessments:come_back": own.return_token,
        "messaging:unsubscribe": own.unsubscribe,
        "portal:feed": own.feed_token,
    }
    wrong = [(name, token) for name in doors for key, token in doors.items() if key != name]
    assert [pair for pair in wrong if browser.get(reverse(pair[0], args=[pair[1]])).status_code != 404] == []


def test_the_link_back_opens_nothing_without_its_code(house, browsers):
    browser = browsers.of(NOBODY)
    address = reverse("assessments:come_back", args=[house.alice.return_token])
    for sent in ({}, {"code": "000000"}, {"code": ""}, {"code": "1" * 500}):
        page = browser.post(address, sent)
        assert page.status_code in (200, 422)
    assert browser.get(reverse("assessments:check", args=[house.alice.draft_intake.uuid])).status_code == 404


def test_a_feed_of_somebody_who_has_left_is_dead(house, browsers):
    amira = house.alice.client.home_therapist.user
    type(amira).objects.filter(pk=amira.pk).update(is_active=False)
    assert dead(browsers.of(NOBODY), reverse("portal:feed", args=[house.alice.feed_token]))


def test_what_a_link_may_do_follows_the_visits_own_cut_off(house, browsers):
    """The link is no way around the cut-off, nor around the gate."""
    visit = Appointment.objects.get(pk=house.alice.appointment.pk)
    assert booked_by(visit).client == house.alice.client
    late = visit.starts_at - timedelta(minutes=5)
    with pytest.raises(appointments.TooLate):
        appointments.cancel(appointment=visit, by=SYSTEM, now=late, seen=visit.version)


def test_each_secret_has_as_many_bits_as_is_said(monkeypatch):
    """ASVS 11.5.1: two thousand guesses miss a secret of thirty bits as well."""
    monkeypatch.setattr(SessionStore, "exists", lambda *_: False)
    links = {new_token() for _ in range(500)}
    sessions = {SessionStore()._get_new_session_key() for _ in range(500)}
    assert (len(links), len(sessions)) == (500, 500)
    assert {len(urlsafe_b64decode(one)) * 8 for one in links} == {192}
    assert {len(one) for one in sessions} == {32} and len(set("".join(sessions))) == 36  # 165 bits
    assert all(len({one[place] for one in links}) > 40 for place in range(32))  # of 64 letters, at each place


def test_no_guess_opens_a_visit(house):
    """Fault 43. `make drill-guesses` makes a million; each is looked for as the page does, by its loader."""
    guesses = int(os.environ.get("GUESSES", "2000"))
    opened = sum(_by_link(secrets.token_urlsafe(32), house.now) is not None for _ in range(guesses))
    assert (opened, _by_link(house.alice.token, house.now)) == (0, house.alice.appointment)
