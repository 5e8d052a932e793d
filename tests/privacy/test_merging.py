"""One person, two records: everything becomes one, the stricter word holds, nothing is said twice."""

from datetime import timedelta

import pytest
from django.apps import apps

from assessments.models import CarePlan, Clearance, Screening
from bookings.models import Appointment
from hekas.accounts.models import Client, Consent, User
from hekas.audit.actors import Actor
from hekas.audit.models import AuditEvent
from hekas.messaging.actions import enqueue
from hekas.messaging.actions.preferences import choose, stop_texts
from hekas.messaging.models import OutboundMessage
from hekas.messaging.queries.preferences import wants
from hekas.messaging.sending import delivery
from hekas.messaging.terms import State
from hekas.messaging.wishes import DIARY, TEXTS
from hekas.privacy.actions import erasure, merging
from hekas.privacy.models import ErasureRequest, MergedRecord
from hekas.privacy.queries.access_log import events_about
from hekas.privacy.queries.held import rows_of, versions_of
from tests.bookings.clinic import make_clinic
from tests.bookings.safety.people import HELD, RED, book, give
from tests.privacy.conftest import MERGED_AT as NOW
from tests.privacy.test_erasure import found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
ADA = Actor("user", "ada", "Ada")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def merge(keep, gone, now=NOW):
    return merging.merge(keep, gone, reason="She told us at the desk", by=ADA, now=now)


def ties():
    return [
        (m, f.attname)
        for m in apps.get_models()
        for f in m._meta.concrete_fields
        if f.related_model is Client
    ]


def letter(client, key, template="plan_ready", now=NOW, **more):
    values = {
        "about": "plan:1",
        "context": {"plan_url": "https://hekas.example/p", "diary_url": "https://hekas.example/d"},
        "due_at": now + HOUR,
        "expires_at": now + DAY,
    }
    return enqueue(template=template, to=client, dedupe_key=key, now=now, **{**values, **more})


def drain(at):
    return dict(delivery.drain(clock=lambda: at, until=at + HOUR))


def test_no_row_and_no_version_names_the_other_any_more(house, alice, bob):
    """Alice has one of everything there is, and so has Bob: no kind of row is forgotten."""
    gone, account = bob.client, bob.client.user
    before = {model: rows.count() for model, rows in rows_of(gone).items()}
    make_room(alice.client, gone)
    address = alice.client.email
    merge(alice.client, gone, now=house.now)
    assert not [model for model, name in ties() if model._base_manager.filter(**{name: gone.pk}).exists()]
    assert not Client.objects.filter(uuid=gone.uuid).exists()
    assert not User.objects.filter(pk=account.pk).exists()
    after = {model: rows.count() for model, rows in rows_of(alice.client).items()}
    assert {model.__name__ for model, count in before.items() if count > after[model]} == set()
    alice.client.refresh_from_db()
    assert alice.client.email == address


def make_room(keep, gone):
    """Both of the house have a wish, a visit that goes on and times in common: settled, as the desk would."""
    ErasureRequest.objects.all().delete()
    running = Screening.objects.filter(client__in=[keep, gone], completed_at=None, stopped_at=None)
    running.update(stopped_at=NOW, stopped_because="The end of the day")
    rows = Appointment.objects.filter(client=gone, status__in=merging.STANDING)
    rows.filter(status="tentative").update(status="expired", hold_expires_at=None)
    rows.exclude(status="expired").update(status="cancelled", ended_at=NOW, cancelled_by="clinic")
    Appointment.objects.filter(client=keep, status="arrived").update(status="fulfilled", ended_at=NOW)


def test_the_versions_of_who_is_gone_are_those_of_who_is_left(cleo, twin):
    merge(cleo, twin)
    names = {row.name for row in versions_of(cleo)[Client.pgh_event_model]}
    assert names == {"Demo Cleo", "Demo Twin"}


def test_visits_answers_and_what_follows_come_over(cleo, twin):
    clinic = make_clinic()
    visit = book(clinic, twin, start=tomorrow(), now=NOW)
    merge(cleo, twin)
    visit.refresh_from_db()
    assert (visit.client, visit.status) == (cleo, "booked")
    assert cleo.intakes.count() == 2
    assert Clearance.objects.current().get(client=cleo).gate == "open"


def tomorrow():
    day = NOW + DAY
    while day.weekday() > 4:
        day += DAY
    return day.replace(hour=11)


def test_a_call_to_make_under_the_other_record_holds_for_both(cleo, twin):
    give(twin, RED, NOW - HOUR)
    give(cleo, now=NOW)
    merge(cleo, twin)
    stands = Clearance.objects.current().get(client=cleo)
    assert (stands.gate, stands.follows_stop.tier) == ("held", "emergency")


@pytest.mark.parametrize("red_stays", [True, False])
def test_a_red_answer_of_either_takes_the_visits_of_both_out(cleo, twin, red_stays):
    clinic = make_clinic()
    red, well = (cleo, twin) if red_stays else (twin, cleo)
    visit = book(clinic, well, start=tomorrow(), now=NOW)
    give(red, RED, NOW + HOUR)
    merge(cleo, twin, NOW + 2 * HOUR)
    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_because) == ("cancelled", "not_cleared")
    told = OutboundMessage.objects.filter(template="appointment_withdrawn")
    assert {message.client for message in told} == {cleo}


def test_of_two_that_are_not_stops_the_newer_answers_stand(cleo, twin):
    give(twin, HELD, NOW + HOUR)
    merge(cleo, twin, NOW + 2 * HOUR)
    assert Clearance.objects.current().get(client=cleo).gate == "held"


def test_a_no_under_either_is_a_no(cleo, twin):
    choose(twin, wanted=[], by=ADA, now=NOW - DAY)
    choose(cleo, wanted=[TEXTS, DIARY], by=ADA, now=NOW - HOUR)
    merge(cleo, twin)
    assert (wants(cleo, TEXTS), wants(cleo, DIARY)) == (False, False)
    assert Consent.objects.filter(client=cleo, kind=TEXTS, at=NOW).get().given is False


def test_a_stop_of_the_other_number_holds_for_the_number_that_stays(cleo, twin):
    Consent.objects.all().delete()
    stop_texts(str(twin.phone), now=NOW - DAY)
    Consent.objects.filter(client=twin).delete()  # the bare fact: the number is stopped
    merge(cleo, twin)
    assert wants(cleo, TEXTS) is False


def test_a_yes_stays_where_nobody_said_no(cleo, twin):
    choose(twin, wanted=[TEXTS, DIARY], by=ADA, now=NOW - DAY)
    Consent.objects.filter(client=cleo).delete()
    merge(cleo, twin)
    assert wants(cleo, DIARY) is True


def test_what_waits_goes_once_to_the_address_that_stays(cleo, twin, mailoutbox):
    message = letter(twin, "plan_ready:1")
    merge(cleo, twin)
    assert drain(NOW + HOUR)["sent"] >= 1
    message.refresh_from_db()
    assert (message.state, message.address, message.client) == (State.SENT, cleo.email, cleo)
    assert [mail.to for mail in mailoutbox if mail.to in ([cleo.email], [twin.email])] == [[cleo.email]]


@pytest.mark.parametrize("already", ["queued", "sent"])
def test_a_nudge_under_both_records_goes_once(cleo, twin, already):
    for client in (cleo, twin):
        choose(client, wanted=[DIARY], by=ADA, now=NOW)
        letter(client, f"diary_nudge:{client.uuid}:2026-11-23", "diary_nudge", about=f"diary:{client.uuid}")
    mine = OutboundMessage.objects.get(dedupe_key__contains=str(cleo.uuid))
    if already == "sent":
        OutboundMessage.objects.filter(pk=mine.pk).update(state="sent", sent_at=NOW, address="x")
    merge(cleo, twin)
    other = OutboundMessage.objects.get(template="diary_nudge", dedupe_key__contains=str(twin.uuid))
    assert (other.state, other.dropped_because) == (
        State.DROPPED,
        "the same was written under their other record",
    )


def test_a_nudge_that_the_other_had_is_known_under_the_one_that_stays(cleo, twin):
    message = letter(twin, f"diary_nudge:{twin.uuid}:2026-11-23", "diary_nudge", about=f"diary:{twin.uuid}")
    merge(cleo, twin)
    message.refresh_from_db()
    assert (message.dedupe_key, message.about) == (
        f"diary_nudge:{cleo.uuid}:2026-11-23",
        f"diary:{cleo.uuid}",
    )
    assert letter(cleo, message.dedupe_key, "diary_nudge") is None


def test_a_message_that_a_provider_may_know_keeps_its_key(cleo, twin):
    message = letter(twin, f"diary_nudge:{twin.uuid}:x", "diary_nudge", about=f"diary:{twin.uuid}")
    OutboundMessage.objects.filter(pk=message.pk).update(attempts=1)
    merge(cleo, twin)
    message.refresh_from_db()
    assert message.provider_key == OutboundMessage(dedupe_key=f"diary_nudge:{twin.uuid}:x").provider_key


def test_of_two_plans_the_one_signed_last_stands(cleo, twin):
    thea = make_clinic().therapists[0]
    plans = [
        CarePlan.objects.create(
            client=client, therapist=thea, rules_version="1", starts_on=NOW.date(), status="active",
            signed_by=thea, signed_at=NOW - days * DAY, signed_document={}, phases=[{}, {}, {}],
        )
        for client, days in ((cleo, 9), (twin, 2))
    ]  # fmt: skip
    merge(cleo, twin)
    states = [CarePlan.objects.get(pk=plan.pk) for plan in plans]
    assert [(plan.status, plan.client) for plan in states] == [("completed", cleo), ("active", cleo)]


def test_what_only_the_other_knew_is_kept_and_what_was_known_stays(cleo, twin):
    user = User.objects.create_user("twin@demo.example", "demo demo demo", name="Twin")
    Client.objects.filter(pk=twin.pk).update(user=user, born_on="1990-05-04")
    Client.objects.filter(pk=cleo.pk).update(phone="")
    merge(cleo, twin)
    cleo.refresh_from_db()
    assert (cleo.user, str(cleo.born_on), str(cleo.phone), cleo.email) == (
        user, "1990-05-04", "+447700900124", "cleo@demo.example",
    )  # fmt: skip


def test_it_is_written_down_and_the_client_sees_who_looked_at_either(cleo, twin):
    look = AuditEvent.objects.create(
        at=NOW,
        actor_kind="user",
        action="client.read",
        subject_type="accounts.client",
        subject_uuid=twin.uuid,
    )
    merge(cleo, twin)
    event = AuditEvent.objects.get(action="client.merged")
    assert (event.subject_uuid, event.detail["gone"], event.actor_id) == (cleo.uuid, str(twin.uuid), "ada")
    assert MergedRecord.objects.get(client=cleo).gone_uuid == twin.uuid
    assert {look, event} <= set(events_about(cleo))


def test_what_the_other_asked_for_stays_in_the_record(cleo, twin):
    wish = erasure.refuse(erasure.ask(twin, by=ADA, now=NOW), reason="A claim is open.", by=ADA, now=NOW)
    merge(cleo, twin)
    wish.refresh_from_db()
    assert wish.client_uuid == cleo.uuid


def test_who_was_merged_is_forgotten_whole(cleo, twin):
    merge(cleo, twin)
    wish = erasure.ask(cleo, by=ADA, now=NOW)
    erasure.carry_out(wish, by=ADA, now=NOW)
    assert found(["twin@demo.example", "Demo Twin", "cleo@demo.example"]) == {}


def told(action):
    before = set(OutboundMessage.objects.values_list("pk", flat=True))
    action()
    return OutboundMessage.objects.filter(template="account_email").exclude(pk__in=before)


def test_every_address_of_both_hears_that_they_are_one(cleo, twin):
    """An account read all that stood under another address, and nobody who could object was told."""
    twin.user = User.objects.create_user("somebody@else.example", "demo demo demo", name="Twin")
    twin.save()
    letters = told(lambda: merge(cleo, twin))
    addresses = {"cleo@demo.example", "twin@demo.example", "somebody@else.example"}
    assert {one.given_address for one in letters} == addresses
    for one in letters:
        words = one.context["subject"] + one.context["body"]
        assert "0161 496 0123" in words
        assert not [said for said in (*addresses, "Demo", "answer") if said in words]
        assert one.expires_at >= NOW + 7 * DAY  # as long as a provider may be away


def test_one_box_is_told_once(cleo, twin):
    Client.objects.filter(pk=twin.pk).update(email="Cleo@demo.example")
    cleo.user = User.objects.create_user("cleo@demo.example", "demo demo demo", name="Cleo")
    cleo.save()
    assert told(lambda: merge(cleo, twin)).count() == 1


def test_of_a_merger_that_is_refused_nobody_hears(cleo, twin):
    Client.objects.filter(pk=cleo.pk).update(born_on="1990-05-04")
    Client.objects.filter(pk=twin.pk).update(born_on="1990-05-05")

    def refused():
        with pytest.raises(merging.CannotMerge):
            merge(cleo, twin)

    assert not told(refused).exists()
