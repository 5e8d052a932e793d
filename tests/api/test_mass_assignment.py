"""A program that writes names of our columns into a body, at whatever depth: each is refused, none is set."""

import re
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Clearance, Intake, Result
from bookings.models import Appointment
from hekas.accounts.models import Client, Consent, User
from hekas.api.terms import Scope
from hekas.messaging.models import OutboundMessage
from tests.api.conftest import SOMEBODY, Program, healthy, make_key
from tests.bookings.clinic import TEN

pytestmark = pytest.mark.django_db
OURS = ("accounts", "assessments", "bookings", "messaging", "api", "audit", "privacy")
COLUMNS = sorted(
    {
        name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    | {
        "is_staff",
        "is_superuser",
        "role",
        "price",
        "price_pence",
        "minutes",
        "end",
        "gate",
        "tier",
        "__proto__",
    }
)
CONTRACT = Path(__file__).resolve().parents[1] / "contract" / "intake.schema.json"
ANSWERS = frozenset(re.findall(r'^\s*"(\w+)": \{', CONTRACT.read_text(), re.MULTILINE))  # at some place
MAY_BE_SAID = {  # what the contract knows there besides what is said below
    "holds": ("therapist",),
    "appointments": ("health_data_agreed_at", "intake"),
    "reschedule": ("therapist", "start"),
    "cancel": (),
    "client": ("phone",),
}
KEPT = (Appointment, Client, Clearance, Consent, Intake, Result, User, OutboundMessage)
VALUES = st.sampled_from(
    [True, 1, 0, -1, "", "admin", "open", "confirmed", "2030-01-01T10:00:00Z", [], {}, {"id": 1}, None]
) | st.builds(lambda: str(uuid.uuid4()))


def kept():
    return {model.__name__: model.objects.count() for model in KEPT}


def objects_in(body, path=()):
    """The place of each object in a body."""
    if isinstance(body, dict):
        yield path
        for name, value in body.items():
            yield from objects_in(value, (*path, name))


def with_more(body, path, name, value):
    """The same body, with one more name in that object."""
    if not path:
        return {**body, name: value}
    return {**body, path[0]: with_more(body[path[0]], path[1:], name, value)}


def at(body, path):
    for name in path:
        body = body[name]
    return body


@pytest.fixture
def everything(clinic):
    """A program that may do all, and its calls: the address and the body of each that writes."""
    program = Program(make_key(*Scope))
    visit = program.booked(clinic)
    held = program.hold(clinic, start=TEN.replace(hour=12)).json()
    wish = {"service": str(clinic.service.uuid), "start": TEN.replace(hour=14).isoformat()}
    booking = {"hold": held["id"], "token": held["token"], "client": SOMEBODY, "intake": healthy()}
    calls = {
        "/holds": {**wish, "therapist": str(clinic.therapists[0].uuid)},
        "/appointments": booking,
        f"/appointments/{visit['id']}/reschedule": {"start": TEN.replace(hour=15).isoformat()},
        f"/appointments/{visit['id']}/cancel": {},
        "/assessments": healthy(),
    }
    return program, calls


def test_of_each_call_what_is_allowed_is_taken(everything):
    """The control: without one name more they are answered as they should be."""
    program, calls = everything
    told = [
        program.post(address, body, once=str(uuid.uuid4())).status_code for address, body in calls.items()
    ]
    assert all(status in (200, 201) for status in told), told


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_name_of_a_column_is_taken_at_any_depth(everything, data):
    program, calls = everything
    address = data.draw(st.sampled_from(sorted(calls)))
    body = calls[address]
    path = data.draw(st.sampled_from(sorted(objects_in(body))))
    known = {*at(body, path), *MAY_BE_SAID.get(path[-1] if path else address.rpartition("/")[2], ANSWERS)}
    name = data.draw(st.sampled_from([name for name in COLUMNS if name not in known]))
    before = kept()
    answer = program.post(address, with_more(body, path, name, data.draw(VALUES)), once=str(uuid.uuid4()))
    assert answer.status_code == 422, (address, path, name, answer.content)
    assert kept() == before
