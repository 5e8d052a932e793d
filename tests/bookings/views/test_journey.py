"""The whole journey as a browser without scripts makes it: forms, CSRF, cookies, redirects."""

from datetime import timedelta

import pytest
import time_machine

from assessments.permissions import OWN_INTAKES
from bookings.models import Appointment, Reminder, Service, Workload
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, TEN, make_client, make_intake
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DETAILS = {"name": "Demo Dana", "email": "dana@demo.example", "phone": "07700 900123"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW.replace(second=26, microsecond=730729), tick=False) as clock:
        yield clock


@pytest.fixture
def robot(clinic):
    return cleared_robot()


def cleared_robot(**answers):
    robot = Robot()
    session = robot.client.session
    session[OWN_INTAKES] = [str(make_intake(**answers).uuid)]
    session.save()
    return robot


def search(robot):
    page = robot.open("/bookings/")
    return robot.open(page.link("/bookings/search/"))


def robot_on_tuesday(robot):
    return robot.open(search(robot).link("day=2026-11-24"))


def hold(robot, start=TEN, **chosen):
    return robot.submit(search(robot).form("hold"), start=start.isoformat(), **chosen)


def confirm(robot, **changes):
    return robot.submit(hold(robot).form("confirm"), **{**DETAILS, **changes})


def test_the_therapist_who_is_chosen_stands_where_a_phone_shows_them(robot, clinic):
    last = clinic.therapists[-1]
    page = robot.open(f"/bookings/search/?service={clinic.service.uuid}&therapist={last.uuid}")
    names = [part.split("<")[0] for part in page.html.split('class="who__name">')[1:]]
    assert names == [last.name, "No preference", clinic.therapists[0].name]


def test_from_the_catalogue_to_the_confirmation(robot):
    page = confirm(robot)
    assert (page.status, page.headings) == (200, ["You are booked in"])
    assert "Tuesday 24 November, 10:00am" in page.text
    booked = Appointment.objects.get()
    assert (booked.status, booked.client.name, booked.starts_at) == ("booked", "Demo Dana", TEN)
    assert booked.intake.client == booked.client
    assert "24 hours" in booked.policy_text


def test_the_details_page_says_everything_before_the_button(robot):
    page = hold(robot)
    for words in (
        "Held for you until 8:10am",
        "Calf treatment",
        "£52",
        "1 Demo Street",
        "10:00am on Monday 23",
    ):
        assert words in page.text


def test_client_and_therapist_are_told_and_a_reminder_is_planned(robot):
    confirm(robot)
    booked = Appointment.objects.get()
    sent = OutboundMessage.objects.filter(about=booked.about)
    assert {m.template for m in sent} == {"appointment_confirmed", "therapist_appointment_booked"}
    planned = Reminder.objects.values_list("kind", "channel", "due_at", "version")
    nine = TEN - timedelta(hours=25)
    assert set(planned) == {("day_before", channel, nine, 1) for channel in ("email", "sms")}


def test_confirming_twice_does_nothing_twice(robot):
    page = hold(robot)
    for _ in range(2):
        again = robot.submit(page.form("confirm"), **DETAILS)
        assert again.headings == ["You are booked in"]
    assert (Appointment.objects.count(), Client.objects.count()) == (1, 1)
    assert OutboundMessage.objects.count() == 2


def test_the_back_button_moves_the_hold(robot):
    hold(robot)
    hold(robot, TEN + timedelta(minutes=30))
    assert Appointment.objects.get().starts_at == TEN + timedelta(minutes=30)


def test_wrong_details_come_back_with_the_fault_named_and_nothing_lost(robot):
    page = confirm(robot, email="dana at demo")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "Enter an e-mail address like name@example.com" in page.text
    assert page.form("confirm").data()["name"] == ["Demo Dana"]
    assert not Client.objects.exists()


def test_a_hold_that_ran_out_says_so_and_keeps_what_was_typed(robot, _clock):
    page = hold(robot)
    _clock.shift(timedelta(minutes=10))
    page = robot.submit(page.form("confirm"), **DETAILS)
    assert (page.status, page.headings) == (409, ["We could not keep that time"])
    page = robot.submit(page.form("hold"))
    assert page.form("confirm").data()["name"] == ["Demo Dana"]


def test_a_taken_time_is_a_409_with_others_to_choose(robot, clinic):
    page = search(robot)
    for _ in clinic.therapists:
        hold(cleared_robot())
    page = robot.submit(page.form("hold"), start=TEN.isoformat())
    assert (page.status, page.headings) == (409, ["That time has just gone"])
    assert len(page.form("hold").controls["start"].values) == 6


def test_a_time_that_a_therapist_rests_in_is_not_called_taken(robot, clinic):
    """Somebody was booked beside it meanwhile: her hands need the hour, and nobody has it."""
    Service.objects.update(is_deep=True)
    page = search(robot)
    Workload.objects.create(therapist=clinic.therapists[0], most_deep_minutes=60, rest_minutes=60)
    amira = str(clinic.therapists[0].uuid)
    hold(cleared_robot(), TEN - timedelta(hours=1), therapist=amira)
    page = robot.submit(page.form("hold"), start=TEN.isoformat(), therapist=amira)
    assert page.status == 409
    assert "is kept free now, so that the therapist can rest" in page.text
    assert "was taken" not in page.text and len(page.form("hold").controls["start"].values) == 6


def test_a_time_beside_a_visit_of_their_own_has_not_just_gone(robot, clinic):
    """Nobody was first: they come themselves then."""
    confirm(robot)
    page = robot.submit(search(robot).form("hold"), start=TEN.isoformat())
    assert (page.status, page.headings[0]) == (409, "You have something else then")
    assert "overlaps a visit or a time that you already have" in page.text


def test_a_held_time_that_can_not_be_booked_is_a_409_with_others(robot, clinic):
    """Held before anybody knew who comes; by then this client has another visit at that hour."""
    confirm(robot)
    page = hold(robot, TEN + timedelta(days=1))
    visit, held = Appointment.objects.order_by("pk")
    standing = {"during": held.during, "busy": held.busy, "therapist": clinic.therapists[1]}
    Appointment.objects.filter(pk=held.pk).update(client=None, therapist=clinic.therapists[0])
    Appointment.objects.filter(pk=visit.pk).update(**standing, room=clinic.rooms[1])
    page = robot.submit(robot.open(page.url).form("confirm"))
    assert (page.status, page.headings[0]) == (409, "We could not book that time")
    times = page.form("hold").controls["start"].values
    assert len(times) == 6 and held.starts_at.isoformat() not in times
    page = robot.submit(page.form("hold"), start=times[0])
    assert robot.submit(page.form("confirm")).headings == ["You are booked in"]


def test_a_time_that_was_never_on_offer_is_a_422_on_the_same_page(robot):
    page = hold(robot, TEN + timedelta(minutes=7))
    assert (page.status, page.headings) == (422, ["Choose a time"])
    assert "not on offer" in page.text


@pytest.mark.parametrize("start", ["", "tomorrow", "2026-11-24T10:00", "9999-01-01T00:00:00+00:00"])
def test_a_time_that_is_no_time_is_a_422(robot, start):
    page = robot.submit(search(robot).form("hold"), start=start)
    assert (page.status, page.headings) == (422, ["Choose a time"])


def test_without_clearance_no_page_shows_a_time(clinic):
    page = search(Robot())
    assert page.headings == ["First, the safety questions"]
    assert "/assessments/start/" in page.link("Start the questions")


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ({"gate": "held"}, "A therapist will ring you first"),
        ({"gate": "redirected"}, "Please get medical advice first"),
        ({"days_old": 15}, "Has anything changed?"),
    ],
)
def test_each_reason_not_to_book_has_its_next_step(clinic, answers, heading):
    page = search(cleared_robot(**answers))
    assert page.headings == [heading]
    assert not [form for form in page.forms if "hold" in form.action]


def test_the_gate_is_asked_again_at_the_confirmation(robot):
    page = hold(robot)
    booked = Appointment.objects.get()
    booked.intake.clearances.update(gate="held")
    page = robot.submit(page.form("confirm"), **DETAILS)
    assert (page.status, page.headings) == (403, ["A therapist will ring you first"])
    assert not Client.objects.exists()


def test_a_new_person_on_a_shared_phone_is_a_new_client(robot):
    confirm(robot)
    session = robot.client.session
    session[OWN_INTAKES] = [*session[OWN_INTAKES], str(make_intake().uuid)]
    session.save()
    page = hold(robot, TEN + timedelta(hours=2))
    assert "Demo Dana" not in page.text
    robot.submit(page.form("confirm"), **{**DETAILS, "name": "Demo Eli"})
    assert set(Client.objects.values_list("name", flat=True)) == {"Demo Dana", "Demo Eli"}


def test_a_second_visit_asks_nothing_that_is_known(robot):
    confirm(robot)
    page = hold(robot, TEN + timedelta(hours=2))
    assert page.headings == ["Check and confirm"]
    robot.submit(page.form("confirm"))
    assert Appointment.objects.filter(status="booked").count() == 2
    assert Client.objects.count() == 1


def test_who_has_an_account_finds_the_visit_there_and_the_session_stays(clinic, django_user_model):
    user = django_user_model.objects.create_user("dana@demo.example", name="Demo Dana")
    make_intake(client=make_client("Demo Dana", user))
    robot = Robot()
    robot.client.force_login(user)
    page = hold(robot)
    before = dict(robot.client.session)
    page = robot.submit(page.form("confirm"))
    assert page.headings == ["You are booked in"]
    assert dict(robot.client.session) == before
    assert robot.open(f"/bookings/{Appointment.objects.get().uuid}/").status == 200


@pytest.mark.parametrize(
    "query",
    ["", "?service=x", "?service=1&therapist=2", "?day=2026-99-99", "?from=0001-01-01"],
)
def test_an_odd_query_never_fails(robot, query, clinic):
    assert robot.open(f"/bookings/search/{query}").status == 200
    extra = f"&{query[1:]}" if query else ""
    assert robot.open(f"/bookings/search/?service={clinic.service.uuid}{extra}").status == 200


def test_a_zero_byte_is_told_in_words(robot, clinic):
    page = robot.open("/bookings/search/?service=%00")
    assert (page.status, page.headings) == (400, ["We could not read that"])


def window(fit, because, **when):
    return {"service": "treatment", "fit": fit, "because": because, **when}


def test_the_page_opens_where_the_body_is_ready(clinic):
    ready = (TEN + timedelta(days=20)).isoformat()
    windows = [window("avoid", "Too early.", to=ready), window("best", "Just right.", **{"from": ready})]
    page = search(cleared_robot(windows=windows))
    assert "Monday 14 December" in page.text
    assert "Just right." in page.text


def test_a_visit_that_never_suits_says_why_and_offers_nothing(clinic):
    page = search(
        cleared_robot(windows=[window("avoid", "Light work before a race fits 3 to 5 days before it.")])
    )
    assert "Not the right time for this visit" in page.text
    assert "3 to 5 days before" in page.text
    assert "start" not in page.form("hold").controls


def test_best_times_come_first_with_their_reason(clinic):
    after = (TEN + timedelta(hours=3)).isoformat()
    windows = [
        window("good", "Fine.", **{"from": NOW.isoformat(), "to": after}),
        window("best", "Just right.", **{"from": after}),
    ]
    page = robot_on_tuesday(cleared_robot(windows=windows))
    assert page.text.rindex("Just right.") < page.text.rindex("Fine.")
    starts = page.form("hold").controls["start"].values
    assert starts.index(after) < starts.index(TEN.isoformat())


def test_a_reason_that_stands_over_the_times_is_not_said_above_them_too(clinic):
    """On a phone the same sentence stood twice before the first time to press."""
    page = search(cleared_robot(windows=[window("good", "Fine.", **{"from": NOW.isoformat()})]))
    assert page.text.count("Fine.") == 1


def test_an_unknown_service_is_a_404(robot):
    assert (
        robot.client.get("/bookings/search/?service=00000000-0000-4000-8000-000000000000").status_code == 404
    )


def test_nobody_else_sees_the_hold_or_the_booking(robot):
    confirm(robot)
    booked = Appointment.objects.get()
    for name in ("details", "confirmed", "move", "cancel", "appointment.ics", ""):
        path = f"/bookings/{booked.uuid}/{name}{'/' if name and '.' not in name else ''}"
        assert Robot().client.get(path).status_code == 404
        assert robot.client.get(path).status_code in (200, 302)


@pytest.mark.parametrize("service", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_forged_visit_is_refused_once(robot, service):
    page = robot.submit(search(robot).form("hold"), start=TEN.isoformat(), service=service)
    assert page.status == 422
    assert page.html.count(">Choose a visit</a>") == 1
    assert not Appointment.objects.exists()
