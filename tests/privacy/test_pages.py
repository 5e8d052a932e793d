"""The pages: a client sees and does what is theirs; wishes, doubts and the log are answered by who may."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Clearance, Intake
from assessments.permissions import seen_by, treated_by
from bookings.models import Appointment
from hekas.accounts.models import Client, Consent, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.privacy.actions import consents
from hekas.privacy.models import ErasureRequest, LegalHold, ReviewRequest
from hekas.privacy.queries.search import Wanted, named_in, search
from tests.access.people import ALICE, AMIRA, DAN, JO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tombstone_list(settings, tmp_path):
    settings.TOMBSTONES = str(tmp_path / "tombstones")


def page(browsers, who, name, *args):
    answer = browsers.of(who).get(reverse(f"privacy:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def post(browsers, who, name, data=None, args=()):
    return browsers.of(who).post(reverse(f"privacy:{name}", args=args), data or {}, follow=True)


def test_a_copy_in_one_press(house, browsers, alice):
    answer = browsers.of(ALICE).post(reverse("privacy:own_copy"))
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert "record.pdf" in archive.namelist()
    assert AuditEvent.objects.filter(action="record.exported", subject_uuid=alice.client.uuid).count() == 1


def test_a_sixth_copy_is_refused_in_words(house, browsers, alice):
    by = Actor("user", str(alice.client.user.uuid))
    for _ in range(5):
        record(by=by, action="record.exported", subject=alice.client, now=timezone.now())
    assert "five copies" in post(browsers, ALICE, "own_copy").content.decode()


def test_a_yes_is_dated_and_taken_back_with_what_follows(house, browsers, alice):
    post(browsers, ALICE, "own_consent", {"kind": "health_data", "given": "yes"})
    assert "You said yes on" in page(browsers, ALICE, "own_data")
    answer = post(browsers, ALICE, "own_consent", {"kind": "health_data", "given": "no"})
    assert "Taken back." in answer.content.decode()
    rows = Consent.objects.filter(client=alice.client, kind="health_data").order_by("id")
    assert list(rows.values_list("given", "wording_version")) == [(True, "2026-11"), (False, "2026-11")]


def test_who_takes_it_back_is_not_booked_on_old_answers(house, alice):
    by, now = Actor("user", "alice"), timezone.now()
    consents.say(alice.client, "health_data", given=False, by=by, now=now)
    current = Clearance.objects.current().get(client=alice.client)
    assert current.expires_at == now


def test_the_same_word_twice_is_one_row(house, alice):
    by, now = Actor("user", "alice"), timezone.now()
    said = [consents.say(alice.client, "treatment", given=True, by=by, now=now) for _ in range(2)]
    assert said == [True, False]


def test_consent_to_treatment_is_no_consent_to_news(house, alice):
    consents.say(alice.client, "treatment", given=True, by=Actor("user"), now=timezone.now())
    assert Consent.objects.filter(client=alice.client, kind="marketing_email", given=True).count() == 1
    consents.say(alice.client, "treatment", given=False, by=Actor("user"), now=timezone.now())
    assert Consent.objects.filter(client=alice.client, kind="marketing_email").latest("id").given


def test_nobody_asks_for_anything_else(house, browsers):
    answer = browsers.of(ALICE).post(reverse("privacy:own_consent"), {"kind": "marketing_email"})
    assert answer.status_code == 404


def test_a_wish_is_shown_with_the_day_until_which_the_record_stays(house, browsers, alice):
    ErasureRequest.objects.all().delete()
    assert "Ask to be forgotten" in page(browsers, ALICE, "own_data")
    post(browsers, ALICE, "be_forgotten")
    shown = page(browsers, ALICE, "own_data")
    assert "You asked for it on" in shown
    assert f"{timezone.localdate(house.now).year + 8}" in shown


def test_the_desk_carries_a_wish_out(house, browsers, alice):
    assert alice.client.name in page(browsers, JO, "wishes")
    assert "Done." in post(browsers, JO, "forget", args=[alice.wish.uuid]).content.decode()
    assert Client.objects.filter(email=alice.client.email).count() == 0
    again = post(browsers, JO, "forget", args=[alice.wish.uuid]).content.decode()
    assert "Somebody has answered this wish" in again


def test_nobody_is_forgotten_by_one_press(house, browsers, alice):
    """What can't be undone is unfolded first, and its button is no filled one."""
    shown = page(browsers, JO, "wishes").split(alice.client.name, 1)[1]
    asked = shown[: shown.index("Yes, forget them")]
    assert "can’t be brought back afterwards" in asked
    assert asked.index("<details") < asked.index(reverse("privacy:forget", args=[alice.wish.uuid]))
    assert "btn--danger" in asked.rpartition("<button")[2]


def test_a_legal_hold_is_said_and_a_refusal_read(house, browsers, alice):
    LegalHold.objects.create(client=alice.client, reason="A claim", set_at=house.now)
    assert "legal hold" in post(browsers, JO, "forget", args=[alice.wish.uuid]).content.decode()
    assert "Write why" in post(browsers, JO, "refuse", {"reason": ""}, [alice.wish.uuid]).content.decode()
    post(browsers, JO, "refuse", {"reason": "A claim is open."}, [alice.wish.uuid])
    assert "we said no: A claim is open." in page(browsers, ALICE, "own_data")


def test_a_doubt_goes_to_a_therapist_and_the_answer_comes_back(house, browsers, alice):
    ReviewRequest.objects.all().delete()
    said = {"said": "The pain was from a bruise."}
    post(browsers, ALICE, "ask_review", said, [alice.result.uuid])
    doubt = ReviewRequest.objects.get()
    assert alice.client.name in page(browsers, AMIRA, "review_list")
    assert alice.client.name not in page(browsers, DAN, "review_list")
    assert said["said"] in page(browsers, AMIRA, "review", doubt.uuid)
    post(browsers, AMIRA, "review", {"outcome": "kept", "answer": "We spoke."}, [doubt.uuid])
    shown = page(browsers, ALICE, "own_data")
    assert ("We spoke." in shown, "it stays as it was" in shown) == (True, True)
    assert AuditEvent.objects.filter(action="review.answered", subject_uuid=doubt.uuid).count() == 1


def sees(therapist, intake, now):
    """The rule as it is told: whom one treats; one's own; and whoever waits and has nobody of their own."""
    client = intake.client
    if client is not None and Client.objects.filter(treated_by(therapist.user_id, now), pk=client.pk):
        return True
    home = client and client.home_therapist
    if home is not None and home.user.is_active:
        return home == therapist
    rows = Clearance.objects.filter(intake=intake)
    return rows.waiting().exists() or rows.open_stops().exists()


def test_the_list_of_doubts_shows_just_those_whom_the_therapist_sees(house, alice):
    """The one condition, asked of all at once, says of each what the rule says."""
    now, intakes = house.now, Intake.objects.select_related("client__home_therapist__user")
    for therapist in Therapist.objects.all():
        seen = set(Intake.objects.filter(seen_by(therapist, now)).values_list("pk", flat=True))
        assert seen == {intake.pk for intake in intakes if sees(therapist, intake, now)}
    assert Intake.objects.filter(seen_by(alice.client.home_therapist, now)).exists()


def test_the_list_of_doubts_asks_as_often_for_one_as_for_three(house, browsers, alice):
    counts = []
    page(browsers, AMIRA, "review_list")  # the first page of a session also writes when it was seen
    for more in (0, 2):
        for _ in range(more):
            answered = {"answered_at": house.now, "answered_by": alice.client.home_therapist}
            said = {"said": "x", "asked_at": house.now, "outcome": "kept", "answer": "y", **answered}
            ReviewRequest.objects.create(client=alice.client, result=alice.result, **said)
        with CaptureQueriesContext(connection) as queries:
            page(browsers, AMIRA, "review_list")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_log_answers_who_whose_what_and_when(house, browsers, alice, bob):
    amira = house.users[AMIRA]
    by = Actor("user", str(amira.uuid), amira.name)
    for own, days in ((alice, 0), (bob, 3)):
        record(by=by, action="result.read", subject=own.result, now=house.now - timedelta(days=days))
    day = timezone.localdate(house.now)
    whose = Wanted(who="amira", whose=bob.client.name, what="result")
    assert [event.subject_uuid for event in search(whose)] == [bob.result.uuid]
    when = Wanted(who="amira", what="result", since=day, until=day)
    assert [event.subject_uuid for event in search(when)] == [alice.result.uuid]
    assert named_in(list(search(when))) == {alice.result.uuid: alice.client.name}
    assert "Result: read" in page(browsers, JO, "audit_search")


def test_the_log_names_whose_visit_it_was(house, alice):
    """A visit that was withdrawn stood there without anybody's name."""
    visit = Appointment.objects.filter(client=alice.client).first()
    record(by=Actor("system"), action="appointment withdrawn", subject=visit, now=house.now)
    (event,) = search(Wanted(what="appointment withdrawn"))
    assert named_in([event]) == {visit.uuid: alice.client.name}


def test_the_log_page_asks_as_often_for_many_lines_as_for_few(house, browsers, alice):
    by, asked = Actor("system"), []
    browsers.of(JO).get(reverse("privacy:audit_search"))
    for count in (1, 40):
        for _ in range(count):
            record(by=by, action="counted", subject=alice.result, now=house.now)
        with CaptureQueriesContext(connection) as queries:
            browsers.of(JO).get(reverse("privacy:audit_search"), {"what": "counted"})
        asked.append(len(queries))
    assert asked[0] == asked[1] < 16
