"""What signing in says when something is not right: in the house's words, to one as to another."""

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.test import Client as Browser

from hekas.accounts.adapter import AccountAdapter
from hekas.accounts.mfa_adapter import MFAAdapter
from hekas.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "walks-the-long-way-home"  # pragma: allowlist secret
WRONG = "Address and password do not match. Check both"
NOBODY_HAS = ("phone", "unknown_phone", "username")  # neither is asked for here


@pytest.mark.parametrize(
    ("ours", "theirs"), [(AccountAdapter, DefaultAccountAdapter), (MFAAdapter, DefaultMFAAdapter)]
)
def test_no_fault_is_told_in_the_librarys_words(ours, theirs):
    left = [
        name
        for name, words in theirs.error_messages.items()
        if ours.error_messages[name] == words and not name.startswith(NOBODY_HAS)
    ]
    assert not left
    assert not any(
        "email" in ours.error_messages[name]
        for name in theirs.error_messages
        if name not in left and not name.startswith(NOBODY_HAS)
    )


def test_a_wrong_password_and_a_strangers_address_read_the_same():
    User.objects.create_user("dana@demo.example", PASSWORD)
    pages = [
        Browser().post("/accounts/login/", {"login": login, "password": "another"}).content.decode()
        for login in ("dana@demo.example", "nobody@demo.example")
    ]
    assert all(WRONG in page for page in pages)


def test_whoever_changes_their_password_reads_which_field_was_wrong():
    browser, user = Browser(), User.objects.create_user("dana@demo.example", PASSWORD)
    browser.force_login(user)
    said = browser.post(
        "/accounts/password/change/",
        {"oldpassword": "another", "password1": f"{PASSWORD}-anew", "password2": f"{PASSWORD}-anew"},
    )
    assert "This is not your password of now" in said.content.decode()
