"""Every version of what is about a person is kept by the database, with who and where; nobody changes one."""

import pghistory
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from bookings.actions import appointments
from bookings.actions.details import Details
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.audit.middleware import page_of
from tests.access.snapshots import _paths
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, make_client

pytestmark = pytest.mark.django_db
# Models about a person without a history, each with its reason.
WITHOUT = {
    "account.EmailAddress": "allauth's own; every change of it is a sign-in event",
    "account.EmailConfirmation": "a code that lives for minutes",
    "admin.LogEntry": "is a log itself",
    "assessments.DeskNote": "changed once, by whoever settles it, and it says itself who, when and why",
    "assessments.ReturnLink": "hashes of a link that lives for days; our log says when it was made and used",
    "api.BroughtClient": "never changed: written with its client, gone with them",
    "assessments.RuleProposal": "about a rule, not a person; written twice, and our log says by whom",
    "mfa.Authenticator": "secrets: no old version may be kept; its owner is told of each change",
    "usersessions.UserSession": "a session, gone when it ends",
    "bookings.AppointmentLink": "hashes of links",
    "bookings.Reminder": "the machine's own plan, made again from the visit",
    "bookings.WaitlistOffer": "a hold of two hours; our log says what came of it",
    "messaging.OutboundMessage": "is a log itself",
    "messaging.ArchivedMessage": "is a log itself, put away",
    "messaging.WrittenMessage": "words that never change, by our log; the row says once when they were read",
    "messaging.DeliveryAttempt": "is a log itself",
}


def versions(row):
    """The versions of a row, oldest first."""
    return list(row.events.order_by("pgh_id"))


def test_each_model_about_a_person_has_a_history_or_a_reason():
    rows = [m for m in apps.get_models() if not m._meta.proxy and not hasattr(m, "pgh_tracked_model")]
    ours = [model for model in rows if any(_paths(model))]
    missing = {m._meta.label for m in ours if not hasattr(m, "pgh_event_model")}
    assert missing - set(WITHOUT) == set()


def test_an_update_of_many_rows_at_once_is_written_row_by_row():
    rows = [make_client("Demo Ann"), make_client("Demo Ben")]
    Client.objects.filter(pk__in=[row.pk for row in rows]).update(email="both@demo.example")
    assert [[(v.pgh_label, v.email) for v in versions(row)] for row in rows] == [
        [("insert", "ann@demo.example"), ("update", "both@demo.example")],
        [("insert", "ben@demo.example"), ("update", "both@demo.example")],
    ]


def test_a_row_that_is_written_again_as_it_was_has_no_new_version():
    row = make_client()
    row.save()
    assert len(versions(row)) == 1


def test_what_was_deleted_stays_as_it_was_last():
    row = make_client()
    events = row.pgh_event_model.objects.filter(pgh_obj_id=row.pk)
    row.delete()
    assert [(event.pgh_label, event.name) for event in events.order_by("pgh_id")][-1] == (
        "delete",
        "Demo Cleo",
    )


def test_a_password_is_in_no_version():
    user = User.objects.create_user("demo@demo.example", "a long demo password")
    assert not hasattr(versions(user)[0], "password")


def test_a_hold_has_no_version_and_a_booking_has(clinic):
    person = cleared_client()
    hold = place(clinic, person, TEN).appointment
    assert versions(hold) == []
    details = Details(person.client.name, person.client.email)
    appointments.book(hold=hold, person=person, details=details, by=BY, now=NOW)
    assert [(v.pgh_label, v.status) for v in versions(hold)] == [("update", "booked")]


def test_a_version_says_who_and_on_which_page_and_in_which_request():
    user = User.objects.create_user("jo@demo.example", "a long demo password", role="admin")
    client, browser = make_client(), Browser()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"name": "Demo Cleo", "email": "new@demo.example", "phone": "", "born_on": "", "user": ""}
    answer = browser.post(reverse("admin:accounts_client_change", args=[client.pk]), form)
    assert answer.status_code == 302
    last = versions(client)[-1]
    assert last.email == "new@demo.example"
    assert last.pgh_context == {
        "by": str(user.uuid),
        "page": "admin/accounts/client/<path:object_id>/change/",
        "reference": answer["X-Request-Reference"],
    }


def test_what_no_request_wrote_has_no_name():
    assert versions(make_client())[0].pgh_context is None


def test_a_secret_in_an_address_stays_out_of_the_history(rf):
    assert page_of(rf.post("/bookings/link/very-secret/cancel/")) == "bookings/link/<str:token>/cancel/"
    assert page_of(rf.post("/no/such/page")) == ""


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_clientevent SET name = 'x'", "DELETE FROM accounts_clientevent"]
)
def test_nobody_changes_a_version(statement):
    make_client()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Client.pgh_event_model.objects.get().name == "Demo Cleo"


def test_the_table_of_appointments_keeps_no_secret():
    kept = {field.name for field in Appointment.pgh_event_model._meta.fields}
    assert kept & {"hold_token_hash", "idempotency_key"} == set()


def test_context_of_a_task_is_kept_too():
    with pghistory.context(by="system"):
        assert versions(make_client())[0].pgh_context == {"by": "system"}
