"""The secret of the letter about old answers: read back, or nothing at all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as some

from bookings.adapters.answers_token import APART, PURPOSE, read, token_of

PLACE = UUID("00000000-0000-4000-8000-00000000000a")
GIVEN = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)


@given(some.uuids(), some.integers(0, 200 * 365 * 24 * 3600 * 10**6))
def test_what_is_written_is_read_to_the_microsecond(place, since):
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)
    token = token_of(place, moment)
    assert read(token) == (place, moment)
    assert len(token) == 76


def test_no_letter_of_it_can_be_changed():
    token = token_of(PLACE, GIVEN)
    for at, letter in enumerate(token[:-1]):  # the last of the signature holds two bits that mean nothing
        assert read(token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]) is None


def test_another_place_or_other_answers_are_another_secret():
    tokens = {token_of(PLACE, GIVEN), token_of(PLACE, GIVEN + timedelta(microseconds=1))}
    assert len({*tokens, token_of(UUID(int=1), GIVEN)}) == 3


@pytest.mark.parametrize("said", ["", ".", "x", "a.b", "é.é", "%00", "A" * 500, "A" * 32 + "." + "A" * 43])
def test_what_is_none_of_ours_is_nothing(said):
    assert read(said) is None


def test_what_we_sign_for_another_purpose_is_nothing():
    said = token_of(PLACE, GIVEN).split(APART)[0]
    assert read(Signer(salt="other", sep=APART).sign(said)) is None
    assert read(Signer(salt=PURPOSE, sep=APART).sign("short")) is None
