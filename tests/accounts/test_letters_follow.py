"""Who chooses another address is written to there and nowhere else, as the page and the letter say."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from bookings.actions.links import new_link
from bookings.permissions import _by_link
from hekas.accounts.actions import users
from hekas.accounts.models import Client, User
from hekas.audit.actors import Actor
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.accounts.test_session_limits import account, signed_in
from tests.bookings.clinic import make_clinic
from tests.bookings.safety.people import NOW, book, give

pytestmark = pytest.mark.django_db
ADA = Actor("user", "ada", "Ada")
OLD, NEW = "client@demo.example", "new@demo.example"


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


@pytest.fixture
def cleo():
    user = account()
    EmailAddress.objects.create(user=user, email=NEW, verified=True)
    return Client.objects.create(user=user, name="Demo Cleo", email=OLD, phone="+447700900123")


def press(client, **said):
    browser = signed_in(client.user)
    browser.post(reverse("account_email"), said)
    client.refresh_from_db()
    return browser


def test_letters_go_where_the_page_says(cleo):
    """The old mailbox, perhaps read by somebody else by now, went on getting the links to every visit."""
    press(cleo, action_primary="", email=NEW)
    assert cleo.email == NEW
    event = AuditEvent.objects.get(action="client.changed")
    assert (event.subject_uuid, event.actor_id) == (cleo.uuid, str(cleo.user.uuid))


def test_and_a_link_that_went_to_the_old_mailbox_is_dead(cleo):
    give(cleo)
    link = new_link(book(make_clinic(), cleo), NOW)
    assert _by_link(link, NOW) is not None
    press(cleo, action_primary="", email=NEW)
    assert _by_link(link, NOW) is None


def test_what_they_take_away_is_not_written_to_any_more(cleo):
    Client.objects.filter(pk=cleo.pk).update(email=NEW)
    press(cleo, action_remove="", email=NEW)
    assert cleo.email == OLD


def test_to_add_one_changes_nothing_yet(cleo):
    press(cleo, action_add="", email="third@demo.example")
    assert cleo.email == OLD


def test_nobody_elses_letters_follow(cleo):
    other = Client.objects.create(name="Demo Bob", email=OLD)
    press(cleo, action_primary="", email=NEW)
    other.refresh_from_db()
    assert other.email == OLD


@pytest.mark.parametrize(
    ("known", "then"), [(OLD, NEW), ("Client@demo.example", NEW), ("other@x.example",) * 2]
)
def test_the_desk_gives_the_account_another_and_letters_follow_unless_they_went_elsewhere(cleo, known, then):
    Client.objects.filter(pk=cleo.pk).update(email=known)
    user = User.objects.get(pk=cleo.user_id)
    user.email = NEW
    users.change(user, by=ADA, now=timezone.now())
    cleo.refresh_from_db()
    assert cleo.email == then


def test_the_page_tells_where_we_write(cleo):
    Client.objects.filter(pk=cleo.pk).update(email="desk@demo.example")
    shown = signed_in(cleo.user).get(reverse("account_email")).content.decode()
    assert "We write to <strong" in shown and "desk@demo.example" in shown
    assert "We write to this one" not in shown
    press(cleo, action_primary="", email=OLD)
    assert cleo.email == OLD
    shown = signed_in(cleo.user).get(reverse("account_email")).content.decode()
    assert "We write to this one" in shown


def test_of_one_address_too(cleo):
    EmailAddress.objects.filter(email=NEW).delete()
    shown = signed_in(cleo.user).get(reverse("account_email")).content.decode()
    assert "desk@" not in shown and shown.count(f">{OLD}</strong>") == 1
    Client.objects.filter(pk=cleo.pk).update(email="desk@demo.example")
    shown = signed_in(cleo.user).get(reverse("account_email")).content.decode()
    assert ">desk@demo.example</strong>" in shown and 'name="action_primary"' in shown


def told(address):
    letters = OutboundMessage.objects.filter(given_address=address)
    return [letter.context["body"] for letter in letters if "was changed from" in letter.context["body"]]


def test_where_the_desk_had_us_write_hears_that_it_is_no_longer_written_to(cleo):
    """The letter said "changed from client@ to client@", and whoever had read them until then got none."""
    Client.objects.filter(pk=cleo.pk).update(email="desk@demo.example")
    press(cleo, action_primary="", email=OLD)
    assert cleo.email == OLD and told(OLD) == []
    assert len(told("desk@demo.example")) == 1 and OLD not in told("desk@demo.example")[0]


def test_the_address_before_hears_of_the_new_one_once(cleo):
    press(cleo, action_primary="", email=NEW)
    assert len(told(OLD)) == 1 and NEW in told(OLD)[0]
