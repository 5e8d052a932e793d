from datetime import timedelta
from html import unescape

import pytest
import time_machine

from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_visitor, make_client

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock():
    """The moment at which the visit begins: from then on somebody came or did not."""
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


@pytest.fixture
def booked(clinic):
    person, wish = cleared_visitor(), Wish(clinic.service, TEN, clinic.therapists[0])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    who = Details("Demo Dana", "dana@demo.example")
    return appointments.book(hold=hold, person=person, details=who, by=BY, now=NOW)


def mark(client, user, booked, event, **more):
    client.force_login(user)
    return client.post(f"/bookings/{booked.uuid}/mark/", {"event": event, **more})


def status(booked):
    booked.refresh_from_db()
    return booked.status


def test_a_therapist_marks_their_own_visit(client, clinic, booked):
    amira = clinic.therapists[0].user
    for event, stands in [
        ("arrive", "arrived"),
        ("undo", "booked"),
        ("arrive", "arrived"),
        ("fulfil", "fulfilled"),
    ]:
        assert mark(client, amira, booked, event).status_code == 302
        assert status(booked) == stands
    assert AuditEvent.objects.filter(action="appointment fulfil").count() == 1


@pytest.mark.parametrize(
    ("event", "moment", "stands"), [("miss", TEN, "noshow"), ("arrive", at(TUESDAY, "0:00"), "arrived")]
)
def test_nobody_has_come_to_or_missed_a_visit_that_is_ahead(
    client, clinic, booked, _clock, event, moment, stands
):
    """A page of before the visit was moved has the buttons; its time would be free for somebody else."""
    amira = clinic.therapists[0].user
    _clock.move_to(moment - timedelta(seconds=1))
    answer = mark(client, amira, booked, event, next="/day/")
    assert "Tuesday 24 November, 10:00am" in client.get(answer.url).content.decode()
    assert status(booked) == "booked"
    assert not AuditEvent.objects.filter(action=f"appointment {event}").exists()
    _clock.move_to(moment)
    mark(client, amira, booked, event)
    assert status(booked) == stands


def test_a_colleague_does_not(client, clinic, booked):
    assert mark(client, clinic.therapists[1].user, booked, "arrive").status_code == 404
    assert status(booked) == "booked"


def test_what_can_not_be_undone_is_said_and_nothing_is_lost(client, clinic, booked):
    amira = clinic.therapists[0].user
    mark(client, amira, booked, "miss")
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW, until=TEN + MINUTE)
    answer = mark(client, amira, booked, "undo", next="/day/")
    page = client.get(answer.url).content.decode()
    assert "That time belongs to somebody else now" in page
    assert "Book another time for them at the desk" in page
    assert status(booked) == "noshow"


def finished(client, clinic, booked):
    for event in ("arrive", "fulfil"):
        mark(client, clinic.therapists[0].user, booked, event)
    assert status(booked) == "fulfilled"


def test_a_visit_finished_by_a_slip_of_the_finger_goes_on_again_that_day(client, clinic, booked, _clock):
    """Arrived and Finish visit stand at one place, one after the other."""
    finished(client, clinic, booked)
    amira = clinic.therapists[0].user
    assert 'value="reopen"' in client.get("/day/").content.decode()
    mark(client, amira, booked, "reopen")
    assert status(booked) == "arrived" and booked.ended_at is None
    mark(client, amira, booked, "fulfil")
    _clock.move_to(TEN + timedelta(days=1))
    assert 'value="reopen"' not in client.get("/day/?day=2026-11-24").content.decode()
    page = client.get(mark(client, amira, booked, "reopen", next="/day/").url).content.decode()
    assert "from the next day on it stays finished" in page
    assert status(booked) == "fulfilled"


def test_a_finished_visit_whose_time_somebody_else_has_stays_finished(client, clinic, booked):
    finished(client, clinic, booked)
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW, until=TEN + MINUTE)
    answer = mark(client, clinic.therapists[0].user, booked, "reopen", next="/day/")
    assert "That time belongs to somebody else now" in client.get(answer.url).content.decode()
    assert status(booked) == "fulfilled"


def test_nobody_is_there_again_who_could_not_come_in(client, clinic, booked):
    finished(client, clinic, booked)
    booked.client.clearances.update(gate="held")
    answer = mark(client, clinic.therapists[0].user, booked, "reopen")
    assert answer.status_code == 409
    assert status(booked) == "fulfilled"


def test_an_admin_marks_any(client, booked):
    admin = User.objects.create_user("admin@demo.example", "x", role="admin")
    assert mark(client, admin, booked, "miss").status_code == 302
    assert status(booked) == "noshow"


def test_a_client_marks_nothing(client, booked):
    alice = User.objects.create_user("alice@demo.example", "x")
    make_client("Demo Alice", user=alice)
    assert mark(client, alice, booked, "arrive").status_code == 404
    assert status(booked) == "booked"


@pytest.mark.parametrize("event", ["cancel", "confirm", "expire", "move", "", "x"])
def test_only_what_happens_on_the_day_is_a_mark(client, clinic, booked, event):
    assert mark(client, clinic.therapists[0].user, booked, event).status_code == 404
    assert status(booked) == "booked"


def test_what_the_table_does_not_know_changes_nothing(client, clinic, booked):
    assert mark(client, clinic.therapists[0].user, booked, "fulfil").status_code == 302
    assert status(booked) == "booked"


@pytest.mark.parametrize(
    ("back", "leads"),
    [("/day/?day=2026-11-24", "/day/?day=2026-11-24"), ("//evil.example/", "/after-sign-in/")],
)
def test_the_way_back_stays_with_us(client, clinic, booked, back, leads):
    assert mark(client, clinic.therapists[0].user, booked, "arrive", next=back)["Location"] == leads


def test_a_mark_leads_back_to_its_visit_in_the_list(client, clinic, booked):
    """Whoever works by keyboard goes on from there, not from the top of the page."""
    client.force_login(clinic.therapists[0].user)
    place = f"visit-{booked.uuid}"
    page = client.get("/day/?day=2026-11-24").content.decode()
    assert f'<article id="{place}" tabindex="-1"' in page
    assert f'name="next" value="/day/?day=2026-11-24#{place}"' in page
    answer = mark(client, clinic.therapists[0].user, booked, "arrive", next=f"/day/#{place}")
    assert answer["Location"] == f"/day/#{place}"


def test_what_could_not_be_marked_is_said_at_the_top_by_name(client, clinic, booked):
    """Further down nobody would see it; and a list has more visits than this one."""
    amira = clinic.therapists[0].user
    mark(client, amira, booked, "arrive")
    answer = mark(client, amira, booked, "arrive", next=f"/day/#visit-{booked.uuid}")
    assert answer["Location"] == "/day/"
    assert "Demo Dana, Tuesday 24 November, 10:00am" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("board", ["/clinic/?day=2026-11-24&view=week", "/clinic/?day=2026-11-24#to-call"])
def test_a_mark_in_the_boards_dialog_leads_back_to_that_board(client, booked, board):
    client.force_login(User.objects.create_user("admin@demo.example", "x", role="admin"))
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{board}"}
    page = unescape(client.get(f"/visits/{booked.uuid}/", headers=asked).content.decode())
    assert f'name="next" value="{board.split("#")[0]}#visit-{booked.uuid}"' in page


def test_the_way_back_from_a_visit_leads_to_its_place_in_the_day(client, clinic, booked):
    client.force_login(clinic.therapists[0].user)
    page = client.get(f"/visits/{booked.uuid}/").content.decode()
    assert f'href="/day/?day=2026-11-24#visit-{booked.uuid}"' in page


def test_an_undone_miss_does_not_take_a_time_that_is_taken(client, clinic, booked):
    amira = clinic.therapists[0]
    mark(client, amira.user, booked, "miss")
    wish = Wish(clinic.service, TEN, amira)
    holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW, until=TEN + MINUTE)
    assert mark(client, amira.user, booked, "undo").status_code == 302
    assert status(booked) == "noshow"


def test_the_desk_calls_a_visit_off_after_asking(client, booked):
    client.force_login(User.objects.create_user("admin@demo.example", "x", role="admin"))
    path = f"/bookings/{booked.uuid}/call-off/"
    assert client.get(path).status_code == 200
    assert status(booked) == "booked"
    assert client.post(path, {"version": 1})["Location"] == f"/visits/{booked.uuid}/"
    assert (status(booked), booked.cancelled_by) == ("cancelled", "clinic")
    assert "Cancelled" in client.get(f"/visits/{booked.uuid}/").content.decode()


@pytest.mark.parametrize(("version", "answer"), [("", 422), ("x", 422), ("7", 302)])
def test_an_old_or_broken_form_calls_nothing_off(client, clinic, booked, version, answer):
    client.force_login(clinic.therapists[0].user)
    path = f"/bookings/{booked.uuid}/call-off/"
    assert client.post(path, {"version": version}).status_code == answer
    assert status(booked) == "booked"


@pytest.mark.parametrize("page", ["/visits/{}/", "/bookings/{}/call-off/"])
def test_a_colleague_does_not_see_the_visit(client, clinic, booked, page):
    client.force_login(clinic.therapists[1].user)
    assert client.get(page.format(booked.uuid)).status_code == 404


def test_the_safety_questions_are_asked_here_only_before_a_visit_to_come(client, clinic, booked):
    asked = []
    for change in ({}, {"status": "arrived"}, {"status": "fulfilled"}, {"status": "cancelled"}):
        client.logout()  # a device that was handed over goes on with the questions, whatever is pressed
        client.force_login(clinic.therapists[0].user)
        Appointment.objects.filter(pk=booked.pk).update(**change)
        asked.append(client.post(f"/bookings/{booked.uuid}/ask/").status_code)
    Appointment.objects.filter(pk=booked.pk).update(status="booked")
    with time_machine.travel(booked.ends_at, tick=False):
        client.logout()
        client.force_login(clinic.therapists[0].user)
        asked.append(client.post(f"/bookings/{booked.uuid}/ask/").status_code)
    assert asked == [302, 302, 404, 404, 404]
