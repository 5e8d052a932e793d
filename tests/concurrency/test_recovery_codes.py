"""One recovery code in four browsers at one moment: it opens one of them. ASVS 6.5.1."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from hekas.accounts.models import User
from hekas.accounts.recovery_codes import HASHES
from tests.concurrency.race import race


@pytest.fixture
def codes(transactional_db):
    """Those that somebody was shown."""
    made = RecoveryCodes.activate(User.objects.create_user("thea@demo.example", "x", role="therapist"))
    made.mark_as_viewed()
    return made.get_unused_codes()


def trying(code):
    return lambda: RecoveryCodes(Authenticator.objects.get()).validate_code(code)


def test_one_code_opens_once(codes):
    assert sorted(race(*[trying(codes[0])] * 4), key=str) == [False, False, False, True]
    assert len(Authenticator.objects.get().data[HASHES]) == len(codes) - 1


def test_two_codes_at_once_are_both_used_up(codes):
    """None is written back by whoever read the row before."""
    assert race(trying(codes[0]), trying(codes[1])) == [True, True]
    assert len(Authenticator.objects.get().data[HASHES]) == len(codes) - 2
