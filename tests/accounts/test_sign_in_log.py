"""Who signs in, fails, leaves or changes what they sign in with stands in the audit. Source: ASVS 16.3.1."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from hekas.audit.models import AuditEvent
from tests.accounts.codes import SECRET, code_of, with_app
from tests.accounts.test_session_limits import PASSWORD, account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def written(*actions):
    rows = AuditEvent.objects.filter(action__in=actions).order_by("id")
    return [(row.action, row.actor_kind, row.subject_uuid) for row in rows]


def sign_in(email, password):
    return Browser().post("/accounts/login/", {"login": email, "password": password})


def test_in_and_out(db):
    user = account()
    signed_in(user).post("/accounts/logout/")
    assert written("sign_in.done", "sign_in.ended") == [
        ("sign_in.done", "user", user.uuid),
        ("sign_in.ended", "user", user.uuid),
    ]


def test_nobody_signs_out_and_nothing_is_written(client):
    client.post("/accounts/logout/")
    assert written("sign_in.ended") == []


@pytest.mark.parametrize("email", ["client@demo.example", "CLIENT@demo.example"])
def test_a_wrong_password_is_written_with_the_account(email):
    user = account()
    sign_in(email, "wrong but long")
    assert written("sign_in.failed") == [("sign_in.failed", "visitor", user.uuid)]


def test_a_try_for_nobody_is_written_and_what_was_typed_is_not():
    sign_in("my secret passphrase@demo.example", "wrong but long")
    sign_in("nobody@demo.example", "wrong but long")
    assert written("sign_in.failed")[-1] == ("sign_in.failed", "visitor", None)
    rows = AuditEvent.objects.filter(action="sign_in.failed").values_list("detail", "actor_label")
    assert set(map(str, rows)) == {"({}, 'visitor')"}


def test_a_new_password_is_written():
    user = account()
    new = {"oldpassword": PASSWORD, "password1": "yet another long one", "password2": "yet another long one"}
    signed_in(user).post(reverse("account_change_password"), new)
    assert written("password.changed") == [("password.changed", "user", user.uuid)]


def test_a_wrong_code_is_written():
    user = account()
    with_app(user)
    signed_in(user).post(reverse("mfa_authenticate"), {"code": "000000"})
    assert written("second_step.failed") == [("second_step.failed", "user", user.uuid)]


def test_a_second_step_that_comes_and_goes_is_written_with_its_kind(django_capture_on_commit_callbacks):
    user = account()
    browser = signed_in(user)
    browser.get(reverse("mfa_activate_totp"))
    session = browser.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    for page, said in (("mfa_activate_totp", {"code": code_of()}), ("mfa_deactivate_totp", {})):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(reverse(page), said)
    rows = AuditEvent.objects.filter(action__startswith="second_step.", detail__kind="totp").order_by("id")
    assert list(rows.values_list("action", "subject_uuid")) == [
        ("second_step.added", user.uuid),
        ("second_step.removed", user.uuid),
    ]


def test_another_address_is_written():
    user = account()
    browser = signed_in(user)
    EmailAddress.objects.create(user=user, email="new@demo.example", verified=True)
    browser.post(reverse("account_email"), {"action_primary": "", "email": "new@demo.example"})
    assert written("address.changed") == [("address.changed", "user", user.uuid)]
