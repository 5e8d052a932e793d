"""An address with a mark that nobody sees is no other address: kept rows, accounts, limits of letters."""

import importlib

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage

pytestmark = pytest.mark.django_db
KNOWN, MARKED = "known@demo.example", "known@de\u200bmo.example"
PASSWORD = "another long password"


@pytest.fixture(autouse=True)
def _uncounted(settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": "", "signup": "", "reset_password": ""}  # allauth's


def write_anew(monkeypatch, batch=2):
    migration = importlib.import_module("hekas.accounts.migrations.0012_as_delivered")
    monkeypatch.setattr(migration, "BATCH", batch)
    with connection.schema_editor(atomic=False) as editor:
        migration.write_anew(None, editor)


def test_kept_addresses_are_written_as_they_are_delivered(monkeypatch):
    rows = [Client.objects.create(name=f"Demo {n}", email=KNOWN) for n in range(5)]
    Client.objects.update(email=MARKED)  # as a query writes it, past what a save does
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_client SET email = %s", [MARKED])
    before = rows[0].updated_at
    write_anew(monkeypatch)
    assert set(Client.objects.values_list("email", "updated_at")) >= {(KNOWN, before)}
    assert set(Client.objects.values_list("email", flat=True)) == {KNOWN}
    write_anew(monkeypatch)
    assert Client.objects.filter(email=KNOWN).count() == 5


def test_an_account_is_written_too_but_where_the_address_is_another_s(monkeypatch):
    alone = User.objects.create_user("alone@de\u00admo.example", PASSWORD)
    twin, _ = User.objects.create_user(MARKED, PASSWORD), User.objects.create_user(KNOWN, PASSWORD)
    EmailAddress.objects.create(user=alone, email=alone.email, primary=True, verified=True)
    write_anew(monkeypatch)
    alone.refresh_from_db(), twin.refresh_from_db()
    assert (alone.email, twin.email) == ("alone@demo.example", MARKED)
    assert EmailAddress.objects.get().email == "alone@demo.example"


def test_nobody_signs_up_a_second_time_by_a_mark(client):
    User.objects.create_user(KNOWN, PASSWORD)
    client.post(reverse("account_signup"), {"email": MARKED, "password1": PASSWORD})
    assert [user.email for user in User.objects.all()] == [KNOWN]


def test_no_mark_makes_another_letter_box():
    """Six letters an hour go to one, wherever in its host a mark stands."""
    host = "demo.example"
    for at in range(1, 9):
        sent = {"email": f"nobody@{host[:at]}\u200b{host[at:]}"}
        Browser().post(reverse("account_reset_password"), sent)
    assert OutboundMessage.objects.filter(template="account_email").count() == 6
