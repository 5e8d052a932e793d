"""Rows read by hand are what Django's own raw queries give."""

import pytest

from bookings.models import Appointment, Service
from hekas.accounts.models import Client, Therapist
from hekas.api.actions import keys
from hekas.api.models import ApiKey
from hekas.api.terms import Scope
from hekas.postgres.rows import read
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_clinic
from tests.bookings.safety.people import book, client_with

pytestmark = pytest.mark.django_db


def all_of(model):
    return f"SELECT * FROM {model._meta.db_table} ORDER BY id"


def fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def filled(db):
    clinic = make_clinic()
    client = client_with(phone="+441632960001")
    book(clinic, client, TEN)
    keys.create(name="bench", scopes=[Scope.SLOTS_READ, Scope.BOOKINGS_WRITE], by=BY, now=NOW)
    assert cleared_visitor()


@pytest.mark.parametrize("model", [ApiKey, Service, Therapist, Client, Appointment])
def test_they_are_what_the_models_say(filled, model):
    found, said = read(model, all_of(model), []), list(model.objects.order_by("id"))
    assert found == said != []
    assert [fields(row) for row in found] == [fields(row) for row in said]
    assert {row._state.db for row in found} == {"default"}
    assert not any(row._state.adding or row.get_deferred_fields() for row in found)


def test_a_row_that_was_read_can_be_saved(filled):
    (row,) = read(ApiKey, "SELECT * FROM api_apikey WHERE name = %(name)s", {"name": "bench"})
    row.name = "another"
    row.save()
    assert ApiKey.objects.get().name == "another"


def test_what_is_no_field_becomes_an_attribute_in_any_order_of_columns(filled):
    (row,) = read(ApiKey, "SELECT 7 AS seven, api_apikey.*, '{}'::json AS said FROM api_apikey", [])
    assert (row.seven, row.said, row.name) == (7, {}, "bench")


def test_a_row_that_is_not_read_whole_is_refused(filled):
    with pytest.raises(LookupError, match="key_hash"):
        read(ApiKey, "SELECT id, name FROM api_apikey", [])
    assert read(ApiKey, "SELECT * FROM api_apikey WHERE false", []) == []
