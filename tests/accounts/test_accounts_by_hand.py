"""Accounts and contacts changed in Django's admin: written down, after a check, and obeyed at once."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts.models import Client, User
from hekas.accounts.permissions import Role
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.access.browsers import METHODS, signed_in
from tests.accounts.codes import with_app

PASSWORD = "a long demo password"
CAPITALS = "Nia.New@Demo.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


@pytest.fixture
def jo():
    return User.objects.create_user("jo@demo.example", PASSWORD, role="admin", name="Jo")


@pytest.fixture
def thea():
    user = User.objects.create_user("thea@demo.example", PASSWORD, role="therapist", name="Thea")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def by_password(user):
    browser = Browser()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def change(browser, user, **changed):
    said = {"email": user.email, "name": user.name, "role": user.role, "is_active": "on", **changed}
    kept = {name: value for name, value in said.items() if value is not None}
    return browser.post(reverse("admin:accounts_user_change", args=[user.pk]), kept)


def test_another_role_is_written_down_with_who_and_from_what(jo, thea):
    assert change(signed_in(jo), thea, role="client").status_code == 302
    line = AuditEvent.objects.get(action="user.changed")
    assert (line.actor_label, line.subject_uuid) == ("Jo", thea.uuid)
    assert line.detail == {"fields": "role", "role_before": "therapist", "role": "client", "active": True} | {
        "clinician": False
    }


def letters():
    rows = OutboundMessage.objects.order_by("id")
    return [row.given_address for row in rows if row.context["subject"] == "An account was changed"]


def add(browser, role):
    said = {"email": "nia@demo.example", "name": "Nia", "role": role, "is_active": "on"}
    return browser.post(reverse("admin:accounts_user_add"), said)


@pytest.mark.parametrize("role", ["therapist", "client"])
def test_every_other_admin_hears_of_a_new_account_that_reads_records(jo, thea, role):
    """Of another role they heard; an account of one's own beside it, to read everything, nobody did."""
    for name in ("kim", "lou"):
        User.objects.create_user(f"{name}@demo.example", PASSWORD, role="admin", is_active=name == "kim")
    assert add(signed_in(jo), role).status_code == 302
    rows = OutboundMessage.objects.filter(template="account_email")
    told = [(row.given_address, row.context["subject"]) for row in rows]
    assert told == ([("kim@demo.example", "An account was added")] if role == "therapist" else [])
    assert all("a therapist" in row.context["body"] and "Jo" in row.context["body"] for row in rows)


def test_no_admin_is_made_in_the_browser(jo, thea):
    answer = change(signed_in(jo), thea, role="admin")
    thea.refresh_from_db()
    assert (answer.status_code, thea.role) == (200, "therapist")
    assert "not one of the available choices" in answer.content.decode()


def test_an_admins_address_and_role_are_not_changed_in_the_browser(jo):
    other = User.objects.create_user("kim@demo.example", PASSWORD, role="admin", name="Kim")
    change(signed_in(jo), other, email="mallory@demo.example", role="client", name="Kit")
    change(signed_in(jo), jo, email="mallory@demo.example")
    other.refresh_from_db()
    jo.refresh_from_db()
    assert (other.email, other.role, other.name) == ("kim@demo.example", "admin", "Kit")
    assert jo.email == "jo@demo.example"


def test_of_another_address_the_old_one_is_told(jo, thea):
    change(signed_in(jo), thea, email="mallory@demo.example")
    assert letters() == ["thea@demo.example"]
    assert "mallory@demo.example" in OutboundMessage.objects.get().context["body"]


def test_of_another_role_the_owner_and_every_admin_are_told(jo, thea):
    User.objects.create_user("kim@demo.example", PASSWORD, role="admin")
    change(signed_in(jo), thea, role="client")
    assert set(letters()) == {"thea@demo.example", "jo@demo.example", "kim@demo.example"}


def test_of_another_name_nobody_is_told(jo, thea):
    change(signed_in(jo), thea, name="Theodora")
    assert letters() == []


def test_on_the_server_an_admin_is_made_and_it_is_written_down(jo, thea, capsys):
    call_command("account", "THEA@demo.example", "--role", "admin")
    thea.refresh_from_db()
    line = AuditEvent.objects.get(action="user.changed")
    assert (thea.role, line.actor_label, line.detail["role_before"]) == ("admin", "The server", "therapist")
    assert set(letters()) == {"thea@demo.example", "jo@demo.example"}
    with pytest.raises(CommandError, match="No account"):
        call_command("account", "nobody@demo.example", "--role", "client")


def test_the_first_admin_is_made_on_the_server_and_sets_a_password_by_a_link(jo, capsys):
    call_command("account", "owner@demo.example", "--new", "--role", "admin")
    owner = User.objects.get(email="owner@demo.example")
    assert (owner.role, owner.has_usable_password()) == ("admin", False)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "actor_label")) == [
        ("user.added", "The server"),
        ("user.changed", "The server"),
    ]
    assert "/accounts/password/reset/" in capsys.readouterr().out
    assert set(letters()) == {"owner@demo.example", "jo@demo.example"}
    with pytest.raises(CommandError, match="An account has the address"):
        call_command("account", "Owner@demo.example", "--new")
    with pytest.raises(CommandError, match="'owner' is no e-mail address"):
        call_command("account", "owner", "--new")


@pytest.mark.parametrize("changed", [{"role": "client"}, {"is_active": None}, {"email": "t@demo.example"}])
def test_what_is_taken_away_ends_every_session(jo, thea, changed):
    hers = by_password(thea)
    assert hers.get("/after-sign-in/").status_code == 302
    change(signed_in(jo), thea, **changed)
    assert hers.get("/after-sign-in/").url.startswith("/accounts/login/")


def test_a_new_address_waits_for_its_owner(jo, thea):
    change(signed_in(jo), thea, email="mallory@demo.example")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("mallory@demo.example", False)]
    assert AuditEvent.objects.get(action="user.changed").detail["fields"] == "email"


def test_nothing_changed_is_nothing_written(jo, thea):
    change(signed_in(jo), thea)
    assert not AuditEvent.objects.filter(action="user.changed").exists()


def test_who_signed_in_a_while_ago_is_asked_again_first(jo, thea):
    browser = signed_in(jo)
    session = browser.session
    session[METHODS] = []
    session.save()
    assert change(browser, thea, role="admin").url.startswith("/accounts/reauthenticate/?next=")
    thea.refresh_from_db()
    assert thea.role == Role.THERAPIST


def test_an_admin_names_a_clinician_and_it_is_written_down(jo, thea):
    change(signed_in(jo), thea, is_clinician="on")
    thea.refresh_from_db()
    line = AuditEvent.objects.get(action="user.changed")
    assert (thea.is_clinician, line.detail["fields"], line.detail["clinician"]) == (
        True,
        "is_clinician",
        True,
    )


def test_a_client_is_not_named_a_clinician(jo, thea):
    answer = change(signed_in(jo), thea, role="client", is_clinician="on")
    thea.refresh_from_db()
    assert "A client can&#x27;t be a clinician of the clinic." in answer.content.decode()
    assert (thea.role, thea.is_clinician) == ("therapist", False)


def test_nobody_gives_themselves_another_role_or_right(jo):
    change(signed_in(jo), jo, role="therapist", is_active=None, is_clinician="on")
    jo.refresh_from_db()
    assert (jo.role, jo.is_active, jo.is_clinician) == ("admin", True, False)


def test_nobody_is_deleted(jo, thea):
    browser = signed_in(jo)
    address = reverse("admin:accounts_user_delete", args=[thea.pk])
    assert (browser.get(address).status_code, browser.post(address, {"post": "yes"}).status_code) == (
        403,
        403,
    )


def test_a_client_is_forgotten_by_a_wish_and_never_deleted_here(jo):
    alice = Client.objects.create(name="Alice Demo", email="alice@demo.example")
    address = reverse("admin:accounts_client_delete", args=[alice.pk])
    assert signed_in(jo).post(address, {"post": "yes"}).status_code == 403
    assert Client.objects.filter(pk=alice.pk).exists()


def test_a_new_account_has_no_password_until_its_owner_sets_one(jo, client):
    said = {"email": "new@demo.example", "name": "Nia", "role": "therapist", "is_active": "on"}
    signed_in(jo).post(reverse("admin:accounts_user_add"), said)
    user = User.objects.get(email="new@demo.example")
    assert not user.has_usable_password()
    assert AuditEvent.objects.get(action="user.added").detail == {"role": "therapist"}
    client.post("/accounts/password/reset/", {"email": user.email})
    assert "/accounts/password/reset/key/" in OutboundMessage.objects.latest("id").context["body"]


def made_by_the_clinic(jo, thea):
    said = {"email": CAPITALS, "name": "Nia", "role": "therapist", "is_active": "on"}
    signed_in(jo).post(reverse("admin:accounts_user_add"), said)


WAYS_TO_AN_ADDRESS = {
    "on the server": lambda jo, thea: call_command("account", CAPITALS, "--new", "--role", "admin"),
    "by the clinic": made_by_the_clinic,
    "in place of another": lambda jo, thea: change(signed_in(jo), thea, email=CAPITALS),
}


@pytest.mark.parametrize("way", WAYS_TO_AN_ADDRESS)
def test_an_address_that_was_typed_with_capitals_is_found_by_its_owner(jo, thea, client, way):
    """However they type it: who signs in, or wants a password, is looked for in small letters."""
    WAYS_TO_AN_ADDRESS[way](jo, thea)
    client.post("/accounts/password/reset/", {"email": CAPITALS})
    letter = OutboundMessage.objects.latest("id")
    assert "/accounts/password/reset/key/" in letter.context["body"]
    assert letter.given_address == CAPITALS.lower()


def test_after_a_lost_phone_the_second_step_is_set_up_anew(jo, thea):
    hers = by_password(thea)
    with_app(thea)
    act = {"action": "take_second_steps_away", "_selected_action": [thea.pk, jo.pk]}
    signed_in(jo).post(reverse("admin:accounts_user_changelist"), act)
    assert not thea.authenticator_set.exists()
    assert hers.get("/after-sign-in/").url.startswith("/accounts/login/")
    line = AuditEvent.objects.get(action="user.second_steps_taken")
    assert (line.subject_uuid, line.detail) == (thea.uuid, {"count": 1})


def test_the_contacts_of_a_client_are_written_down_without_their_words(jo):
    row = Client.objects.create(name="Demo Cleo", email="cleo@demo.example", user=None)
    address = reverse("admin:accounts_client_change", args=[row.pk])
    said = {"name": row.name, "email": "other@demo.example", "phone": "", "born_on": "", "home_therapist": ""}
    answer = signed_in(jo).post(address, said)
    assert answer.status_code == 302
    line = AuditEvent.objects.get(action="client.changed")
    assert (line.subject_uuid, line.detail) == (row.uuid, {"fields": "email"})


def test_no_account_is_tied_to_a_client_by_hand(jo, thea):
    row = Client.objects.create(name="Demo Cleo", email="cleo@demo.example")
    address = reverse("admin:accounts_client_change", args=[row.pk])
    signed_in(jo).post(address, {"name": row.name, "email": row.email, "phone": "", "user": thea.pk})
    row.refresh_from_db()
    assert row.user is None


def test_a_contact_stands_in_the_settings_as_the_house_says_it(jo):
    row = Client.objects.create(name="Ann Demo", email="ann@demo.example", phone="07700900123")
    form = signed_in(jo).get(reverse("admin:accounts_client_change", args=[row.pk])).content.decode()
    assert 'value="07700 900123"' in form
    assert "+44" not in form
    assert "E-mail address (optional):" in form
    for kind in ("client", "user"):
        listed = signed_in(jo).get(reverse(f"admin:accounts_{kind}_changelist")).content.decode()
        assert "E-mail address" in listed
        assert ">Email<" not in listed


def test_a_list_of_the_settings_is_headed_by_what_is_in_it(jo):
    listed = signed_in(jo).get(reverse("admin:accounts_client_changelist")).content.decode()
    assert "<h1>Clients</h1>" in listed
    assert "Select client" not in listed


def test_what_an_admin_can_not_change_of_themselves_is_told_in_words(jo):
    page = signed_in(jo).get(reverse("admin:accounts_user_change", args=[jo.pk])).content.decode()
    said = dict(re.findall(r'<label>([^<]+):</label>\s*<div class="readonly">([^<]*)</div>', page))
    told = {"E-mail address": jo.email, "Registered clinician": "No", "May sign in": "Yes"}
    assert {name: said.get(name) for name in told} == told
