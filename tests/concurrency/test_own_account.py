"""What somebody changes of their own account, twice at one moment or while the desk changes it too."""

import time

import pytest
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hekas.accounts import second_factor
from hekas.accounts.actions import users
from hekas.accounts.models import User
from hekas.accounts.recovery_codes import HASHES
from hekas.audit.actors import SYSTEM, Actor
from tests.access.browsers import signed_in
from tests.access.second_steps import give_all
from tests.accounts.test_sign_up import code_of, last_letter
from tests.concurrency.race import race

PASSWORD, ANOTHER = "a long demo password", "quite another demo password"
A_MOMENT = 0.4  # between what somebody read and what they write of it
STEPS = ("totp", "webauthn")


@pytest.fixture
def thea(transactional_db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    user = User.objects.create_user("thea@demo.example", PASSWORD, role="therapist", name="Thea")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    give_all(user)
    return user


def slowly(monkeypatch, owner, name):
    """What was read is acted on a moment later, as on a busy machine."""
    quick = getattr(owner, name)

    def slow(*args, **more):
        found = quick(*args, **more)
        time.sleep(A_MOMENT)
        return found

    monkeypatch.setattr(owner, name, slow)


def taking(user, kind):
    """One press that takes this second step away."""
    row = Authenticator.objects.get(user=user, type=kind)
    args = [row.pk] if kind == "webauthn" else []
    name = {"totp": "mfa_deactivate_totp", "webauthn": "mfa_remove_webauthn"}[kind]
    browser = signed_in(user)
    return lambda: browser.post(reverse(name, args=args)).status_code


def token_for(user):
    return PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)


def kinds(user):
    return list(Authenticator.objects.filter(user=user, type__in=STEPS).values_list("type", flat=True))


def test_of_two_second_steps_taken_away_at_once_one_stays(thea, monkeypatch):
    slowly(monkeypatch, second_factor, "kinds_of")
    race(*(taking(thea, kind) for kind in STEPS))
    assert len(kinds(thea)) == 1


def test_a_code_that_is_used_while_new_ones_are_made_opens_nothing_and_breaks_nothing(thea):
    old = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    Authenticator.objects.filter(type="recovery_codes").delete()
    RecoveryCodes.activate(thea).mark_as_viewed()
    assert old.validate_code("00000000") is False


def test_codes_shown_in_two_tabs_are_the_same_and_one_that_was_used_stays_used(thea):
    Authenticator.objects.filter(type="recovery_codes").delete()
    RecoveryCodes.activate(thea)
    first, second = (RecoveryCodes(Authenticator.objects.get(type="recovery_codes")) for _ in range(2))
    first.mark_as_viewed()
    code = first.get_unused_codes()[0]
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).validate_code(code)
    second.mark_as_viewed()
    assert second.get_unused_codes() == first.get_unused_codes()
    kept = Authenticator.objects.get(type="recovery_codes")
    assert len(kept.data[HASHES]) == 9 and not RecoveryCodes(kept).validate_code(code)


def closing(user, **changed):
    """What an admin changes of the account, a little after the owner's press was read."""

    def close():
        time.sleep(A_MOMENT / 2)
        row = User.objects.get(pk=user.pk)
        for name, value in changed.items():
            setattr(row, name, value)
        users.change(row, by=SYSTEM, now=timezone.now())

    return close


@pytest.mark.parametrize("changed", [{"is_active": False}, {"role": "client"}])
def test_another_password_at_that_moment_gives_nothing_back_that_was_taken(thea, monkeypatch, changed):
    slowly(monkeypatch, User, "set_password")
    browser = signed_in(thea)
    words = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    race(lambda: browser.post(reverse("account_change_password"), words), closing(thea, **changed))
    thea.refresh_from_db()
    assert {name: getattr(thea, name) for name in changed} == changed


@pytest.mark.parametrize("changed", [{"email": "new@demo.example"}, {"is_active": False}])
def test_a_link_to_reset_sets_nothing_on_an_account_that_is_changed_at_that_moment(
    thea, monkeypatch, changed
):
    from_letter = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(thea), "set-password"])
    browser = signed_in(None)
    opened = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(thea), token_for(thea)])
    browser.get(opened)
    slowly(monkeypatch, User, "set_password")
    words = {"password1": ANOTHER, "password2": ANOTHER}
    pressed = race(lambda: browser.post(from_letter, words).status_code, closing(thea, **changed))
    thea.refresh_from_db()
    assert pressed[0] == 403 and thea.check_password(PASSWORD)


def test_an_address_that_was_taken_from_them_is_not_theirs_again_by_a_press_at_that_moment(thea, monkeypatch):
    """A mailbox was stolen; the desk enters another, and whoever holds the mailbox presses as well."""
    stolen = EmailAddress.objects.create(user=thea, email="stolen@demo.example", verified=True)
    slowly(monkeypatch, type(EmailAddress.objects), "get_primary")
    browser = signed_in(thea)
    press = {"email": stolen.email, "action_primary": ""}
    race(lambda: browser.post(reverse("account_email"), press), closing(thea, email="new@demo.example"))
    thea.refresh_from_db()
    rows = EmailAddress.objects.filter(user=thea).values_list("email", "verified")
    assert (thea.email, list(rows)) == ("new@demo.example", [("new@demo.example", False)])


def test_nor_is_another_by_a_code_that_they_type_at_that_moment(thea, monkeypatch):
    cleo = User.objects.create_user("cleo@demo.example", PASSWORD, role="client", name="Cleo")
    EmailAddress.objects.create(user=cleo, email=cleo.email, primary=True, verified=True)
    browser = signed_in(cleo)
    browser.post(reverse("account_email"), {"action_add": "", "email": "stolen@demo.example"})
    typed = {"code": code_of(last_letter())}
    slowly(monkeypatch, EmailAddress, "set_verified")
    page = reverse("account_email_verification_sent")
    race(lambda: browser.post(page, typed), closing(cleo, email="new@demo.example"))
    assert list(EmailAddress.objects.filter(user=cleo).values_list("email", flat=True)) == [
        "new@demo.example"
    ]


def test_two_admins_who_close_each_other_at_once_leave_one(transactional_db, monkeypatch):
    jo, kim = (
        User.objects.create_user(f"{name}@demo.example", PASSWORD, role="admin") for name in ("jo", "kim")
    )

    def close(by, other):
        row = User.objects.get(pk=other.pk)
        row.is_active = False
        return users.change(row, by=Actor("user", str(by.uuid), "Admin"), now=timezone.now())

    race(lambda: close(jo, kim), lambda: close(kim, jo))
    assert User.objects.filter(role="admin", is_active=True).count() == 1
