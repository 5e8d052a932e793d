"""What may be a password, and how it is kept. Source: ASVS 6.2, 11.4.2."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from hekas import settings as production
from hekas.accounts.models import User

WHO = User(email="marguerite@demo.example", name="Marguerite Demo")


def faults(password):
    try:
        validate_password(password, WHO)
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.parametrize(
    "password", ["nine-9-let", "correct horse battery staple", "日本語のながいあいことば", "a" * 4 + "b" * 90]
)
def test_ten_letters_of_any_script_with_spaces_and_long_ones_are_taken(password):
    assert faults(password) == []


@pytest.mark.parametrize(
    "password", ["nine-9-le", "1234567890", "qwertyuiop", "password123", "marguerite@demo.example"]
)
def test_short_common_and_own_words_are_refused(password):
    assert faults(password) != []


@pytest.mark.parametrize(
    "password", ["Hekas-clinic-2026", "calfcramp!calfcramp", "MASSAGE 12345678", "password-hekas-1"]
)
def test_words_of_this_site_alone_are_refused(password):
    assert "That is made of words that anybody would try here." in faults(password)


@pytest.mark.parametrize("password", ["my calf hurts at three", "clinic of the blue heron"])
def test_words_of_this_site_among_others_are_taken(password):
    assert faults(password) == []


def test_in_production_they_are_kept_by_argon2():
    assert production.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
