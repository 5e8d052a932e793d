"""An account without a record: its owner reads what is kept of it, takes a copy along, and deletes it."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from hekas.accounts.models import Client, Therapist, User
from hekas.accounts.permissions import Role
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage, Suppression
from hekas.privacy import tombstones
from hekas.privacy.actions import accounts
from hekas.privacy.models import ErasureRequest
from hekas.privacy.queries.asked import wishes_to_answer
from tests.privacy.conftest import TODAY
from tests.privacy.test_erasure import found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
EMAIL, NAME, PASSWORD = "newcomer@demo.example", "Demo Newcomer", "a long demo password"
PAGE, COPY, CLOSE = (reverse(f"privacy:{name}") for name in ("own_data", "own_copy", "close_account"))


def account(email=EMAIL, name=NAME, **fields):
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


@pytest.fixture
def newcomer():
    return account()


@pytest.fixture
def browser(newcomer):
    return signed_in(newcomer)


def signed_in(user):
    """By the page, so that the log and the list of sessions know of it."""
    browser = Browser()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert browser.session["_auth_user_id"] == str(user.pk)
    return browser


def archive_of(browser):
    answer = browser.post(COPY)
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def rows(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_the_own_page_leads_to_what_is_kept(browser):
    assert f'href="{PAGE}"' in browser.get(reverse("portal:home_client")).content.decode()
    page = browser.get(PAGE)
    assert page.status_code == 200
    said = page.content.decode()
    assert (NAME in said, EMAIL in said, "Delete my account" in said) == (True, True, True)


def test_every_link_of_the_page_opens(browser):
    main = browser.get(PAGE).content.decode().split("<main")[1].split("</main>")[0]
    links = re.findall(r'href="(/[^"]*)"', main)
    assert {browser.get(href).status_code for href in links} <= {200, 302}


def test_a_copy_holds_every_row_of_theirs_and_none_of_others(browser, newcomer):
    other = account("other@demo.example", "Demo Other")
    OutboundMessage.objects.create(
        client=Client.objects.create(name="Demo Somebody", email="somebody@demo.example"),
        template="diary_nudge", channel="email", dedupe_key="theirs", due_at=TODAY, next_attempt_at=TODAY,
    )  # fmt: skip
    archive = archive_of(browser)
    assert [row["email"] for row in rows(archive, "tables/accounts.user.csv")] == [EMAIL]
    assert [row["email"] for row in rows(archive, "tables/account.emailaddress.csv")] == [EMAIL]
    assert len(rows(archive, "tables/usersessions.usersession.csv")) == 1
    assert "sign_in.done" in [row["action"] for row in rows(archive, "access-log.csv")]
    everything = " ".join(archive.read(name).decode() for name in archive.namelist())
    told = (other.email, other.name, "Somebody", newcomer.password, browser.session.session_key)
    assert [word for word in told if word in everything] == []


def test_a_sixth_copy_in_a_day_is_refused_in_words(browser, newcomer):
    for _ in range(5):
        archive_of(browser)
    assert "five copies" in browser.post(COPY, follow=True).content.decode()
    exported = AuditEvent.objects.filter(action="account.exported", subject_uuid=newcomer.uuid)
    assert exported.count() == 5


def test_nothing_of_theirs_is_left_and_both_browsers_are_signed_out(browser, newcomer):
    second = signed_in(newcomer)
    Suppression.objects.create(address=EMAIL, channel="email", reason="asked", at=TODAY)
    answer = browser.post(CLOSE)
    assert answer.status_code == 302
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert found([EMAIL, NAME]) == {}
    assert not UserSession.objects.filter(user_id=newcomer.pk).exists()
    kept = [one.get_decoded().get("_auth_user_id") for one in Session.objects.all()]
    assert str(newcomer.pk) not in kept
    assert "is deleted" in browser.get(answer.url, follow=True).content.decode()
    for each in (browser, second):
        assert reverse("account_login") in each.get(PAGE).url


def test_the_log_says_that_it_was_and_no_more(browser, newcomer):
    browser.post(CLOSE)
    event = AuditEvent.objects.get(action="account.closed")
    assert (event.subject_uuid, event.actor_id) == (newcomer.uuid, str(newcomer.uuid))
    told = json.dumps(list(AuditEvent.objects.values("actor_label", "detail")))
    assert [word for word in (EMAIL, NAME) if word in told] == []
    assert AuditEvent.objects.filter(action="sign_in.done", actor_id=str(newcomer.uuid)).exists()


def test_the_same_address_may_sign_up_anew(browser):
    browser.post(CLOSE)
    assert account().pk


def test_others_keep_what_is_theirs(browser):
    """Nor does an address that was only typed into the account take anything from whose it is."""
    other = account("other@demo.example", "Demo Other")
    EmailAddress.objects.create(
        user=User.objects.get(email=EMAIL), email="third@demo.example", verified=False
    )
    Suppression.objects.create(address="third@demo.example", channel="email", reason="asked", at=TODAY)
    theirs = signed_in(other)
    browser.post(CLOSE)
    assert theirs.get(PAGE).status_code == 200
    assert Suppression.objects.filter(address="third@demo.example").exists()
    assert not EmailAddress.objects.filter(email="third@demo.example").exists()


def test_whoever_has_a_record_asks_to_be_forgotten_instead(house, browsers, alice):
    answer = browsers.of("alice").post(CLOSE, follow=True)
    assert "Ask to be forgotten" in answer.content.decode() or "You asked for it" in answer.content.decode()
    assert User.objects.filter(pk=alice.client.user.pk).exists()
    assert not AuditEvent.objects.filter(action="account.closed").exists()


def test_whoever_has_worked_here_rings(newcomer):
    """What they did for others hangs on the account: it is no press of theirs."""
    helper = account("helper@demo.example", "Demo Helper", role=Role.THERAPIST.value)
    Therapist.objects.create(user=helper, name="Demo Helper", is_bookable=False)
    helper.role = Role.CLIENT.value
    helper.save()
    browser = signed_in(helper)
    page = browser.get(PAGE).content.decode()
    assert "Delete my account" not in page
    assert "0161 496 0123" in page
    assert browser.post(CLOSE, follow=True).status_code == 200
    assert User.objects.filter(pk=helper.pk).exists()
    assert "we make the copy with you" in browser.post(COPY, follow=True).content.decode()


def test_it_is_asked_for_the_password_anew_where_that_was_long_ago(browser, newcomer):
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    assert reverse("account_reauthenticate") in browser.post(CLOSE).url
    assert User.objects.filter(pk=newcomer.pk).exists()


def test_it_stays_deleted_after_a_restore(browser, newcomer, django_capture_on_commit_callbacks, settings):
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(CLOSE)
    assert list(tombstones.read(Path(settings.TOMBSTONES))) == [newcomer.uuid]
    back = account()
    User.objects.filter(pk=back.pk).update(uuid=newcomer.uuid)
    bystander = account("other@demo.example", "Demo Other")
    call_command("reapply_erasures")
    assert not User.objects.filter(uuid=newcomer.uuid).exists()
    assert User.objects.filter(pk=bystander.pk).exists()


def test_the_desk_has_nothing_to_answer(browser):
    """Whoever deleted it did that themselves."""
    browser.post(CLOSE)
    wish = ErasureRequest.objects.get(state="done")
    assert wish not in [row for row, _ in wishes_to_answer(10)]


def test_the_oldest_open_wish_comes_first_however_many_were_answered():
    """They came last, and beyond a hundred answered ones not at all."""
    ErasureRequest.objects.all().delete()
    done = [
        ErasureRequest(
            client_uuid=Client(name="x").uuid, state=state, answered_at=TODAY, answered_by="jo",
            asked_at=TODAY - timedelta(days=40), reason="A claim" if state == "refused" else "",
        )
        for state in ("done", "refused")
    ]  # fmt: skip
    ErasureRequest.objects.bulk_create(done)
    new, old = (
        ErasureRequest.objects.create(
            client_uuid=Client(name="x").uuid, asked_at=TODAY - timedelta(days=days)
        )
        for days in (1, 20)
    )
    assert [row.pk for row, _ in wishes_to_answer(3)][:2] == [old.pk, new.pk]
    assert len(wishes_to_answer(2)) == 2


def test_a_client_of_the_account_that_comes_meanwhile_is_not_left_without_it(newcomer):
    """They booked in another tab: from then on it is a record, and the desk answers."""
    Client.objects.create(name=NAME, email=EMAIL, user=newcomer)
    by = Actor("user", str(newcomer.uuid), NAME)
    with pytest.raises(accounts.HasRecord):
        accounts.close(newcomer, by=by, now=timezone.now())
    assert User.objects.filter(pk=newcomer.pk).exists()


def test_acts_of_others_on_the_account_are_told(browser, newcomer):
    record(by=Actor("user", "jo", "Jo"), action="user.changed", subject=newcomer, now=TODAY, fields="email")
    told = rows(archive_of(browser), "access-log.csv")
    assert ("user.changed", "Jo") in [(row["action"], row["actor_label"]) for row in told]
