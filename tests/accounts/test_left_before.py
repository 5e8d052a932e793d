"""Who left before an account that is closed was no longer offered: a migration looks once."""

from importlib import import_module

import pytest
from django.db import connection

from hekas.accounts.models import Therapist, User

pytestmark = pytest.mark.django_db
LEFT_BEFORE = import_module("hekas.accounts.migrations.0008_who_left_is_not_offered").LEFT_BEFORE


@pytest.mark.parametrize(
    ("account", "offered"),
    [
        ({"role": "therapist"}, True),
        ({"role": "therapist", "is_active": False}, False),
        ({"role": "admin"}, False),
        ({"role": "client"}, False),
    ],
)
def test_only_who_treats_is_offered(account, offered):
    user = User.objects.create_user("amira@demo.example", **account)
    row = Therapist.objects.create(user=user, name="Amira Demo")
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEFORE)
    row.refresh_from_db()
    assert row.is_bookable is offered


def test_who_takes_no_visits_stays_so():
    user = User.objects.create_user("amira@demo.example", role="therapist")
    row = Therapist.objects.create(user=user, name="Amira Demo", is_bookable=False)
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEFORE)
    row.refresh_from_db()
    assert not row.is_bookable
