"""What the desk hears of somebody who is shut waits for the therapist; a mistake is taken back (ADR 43)."""

from datetime import timedelta

import pytest
import time_machine

from assessments.actions import clearances, desk_notes
from assessments.actions.clearances import Contact
from assessments.models import Clearance, DeskNote
from assessments.queries.clearances import advice_for
from bookings.actions.holds import NotCleared
from hekas.accounts.models import Client, User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW
from tests.bookings.safety.people import CLOT, GREEN, HELD, RED, client_with, give, hold, release
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HEARD, MISTAKE = "Her GP rang: a clot is being looked for", "It was about another Demo Cleo"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def staff(name):
    return User.objects.create_user(f"{name}@demo.example", "x", role="admin", name=f"Demo {name.title()}")


@pytest.fixture
def jo():
    return staff("jo")


@pytest.fixture
def kim():
    return staff("kim")


def robot_of(user):
    robot = Robot()
    robot.client.force_login(user)
    return robot


@pytest.fixture
def desk(jo):
    return robot_of(jo)


@pytest.fixture
def amira(clinic):
    return clinic.therapists[0]


def hold_page(client):
    return f"/bookings/desk/book/{client.uuid}/hold/"


def hear(robot, client, reason=HEARD):
    return robot.submit(robot.open(hold_page(client)).form("/hold/"), reason=reason)


def taking_back(robot, client):
    return robot.open(robot.open(hold_page(client)).link("take-back"))


def take_back(robot, client, reason=MISTAKE):
    return robot.submit(taking_back(robot, client).form("take-back"), reason=reason)


def current(client):
    return Clearance.objects.current().get(client=client)


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def heard(user, client, reason=HEARD, now=NOW):
    return desk_notes.write(client, user=user, reason=reason, by=BY, now=now)


def pages_of(therapist, client):
    """What this therapist reads: the list, the answers, and the page whose button decides."""
    robot, row = robot_of(therapist.user), current(client)
    does = "close" if row.is_stop else "release"
    result = f"/assessments/clients/results/{row.result.uuid}/"
    return [
        robot.open(one).text
        for one in ("/assessments/held/", result, f"/assessments/clearances/{row.uuid}/{does}/")
    ]


@pytest.mark.parametrize("told", [HELD, RED, CLOT])
def test_a_therapist_reads_it_wherever_they_decide_and_the_desk_reads_it_nowhere(desk, amira, told):
    cleo = client_with(told)
    assert "A therapist reads it before Demo Cleo" in hear(desk, cleo).text
    assert all("Heard by Demo Jo" in page and HEARD in page for page in pages_of(amira, cleo))
    assert HEARD not in desk.open(hold_page(cleo)).text
    assert AuditEvent.objects.filter(action="client.heard_of").count() == 1


def test_it_stands_on_the_page_of_the_visit_too(desk, amira):
    cleo = client_with(HELD)
    Client.objects.filter(pk=cleo.pk).update(home_therapist=amira)
    hear(desk, cleo)
    assert HEARD in robot_of(amira.user).open(f"/assessments/care/clients/{cleo.uuid}/").text


@pytest.mark.parametrize("told", [HELD, RED])
def test_the_therapists_are_told_that_there_is_something_new(desk, clinic, told):
    cleo = client_with(told)
    before = OutboundMessage.objects.count()
    hear(desk, cleo)
    assert OutboundMessage.objects.count() == before + len(clinic.therapists)


def test_released_by_whoever_read_it_they_are_open(desk, amira):
    cleo = client_with(HELD)
    hear(desk, cleo)
    robot = robot_of(amira.user)
    page = robot.open(f"/assessments/clearances/{current(cleo).uuid}/release/")
    robot.submit(page.form("/release/"), reason="Spoke with her and her GP")
    assert gate(cleo) == "open"
    note = DeskNote.objects.get()
    assert (note.settled_by, note.taken_back_because) == (amira.user, "")


def test_what_came_in_while_the_page_was_open_holds_them_at_once(desk, clinic, amira):
    cleo = client_with(HELD)
    robot = robot_of(amira.user)
    page = robot.open(f"/assessments/clearances/{current(cleo).uuid}/release/")
    hear(desk, cleo)
    robot.submit(page.form("/release/"), reason="Spoke with her")
    assert (gate(cleo), current(cleo).hold_reason) == ("held", HEARD)
    with pytest.raises(NotCleared):
        hold(clinic, cleo)


def test_a_page_from_before_a_release_does_not_open_what_the_desk_held_since(desk, clinic, amira):
    cleo = client_with(HELD)
    robot = robot_of(amira.user)
    page = robot.open(f"/assessments/clearances/{current(cleo).uuid}/release/")
    release(cleo, clinic.therapists[1])
    hear(desk, cleo)
    assert "settled a moment ago" in robot.submit(page.form("/release/"), reason="Spoke with her").text
    assert (gate(cleo), current(cleo).hold_reason) == ("held", HEARD)


def test_nor_does_it_open_what_the_desk_held_since_under_another_record(jo, clinic, amira):
    """The other record's hold would be settled with it, and nobody would have read it."""
    cleo, twin = client_with(HELD), client_with(GREEN, "Demo Twin")
    Client.objects.filter(pk=twin.pk).update(name=cleo.name, email=cleo.email)
    twin.refresh_from_db()
    robot = robot_of(amira.user)
    page = robot.open(f"/assessments/clearances/{current(cleo).uuid}/release/")
    heard(jo, twin)
    assert "settled a moment ago" in robot.submit(page.form("/release/"), reason="Spoke with her").text
    with pytest.raises(NotCleared):
        hold(clinic, cleo)
    page = robot.open(f"/assessments/clearances/{current(cleo).uuid}/release/")
    assert HEARD in page.text
    robot.submit(page.form("/release/"), reason="Spoke with her and her GP")
    assert hold(clinic, cleo).status == "tentative"


def test_nor_does_a_release_that_had_looked_at_it_before(jo, clinic, amira):
    cleo = client_with(HELD)
    seen = current(cleo)
    release(cleo, amira)
    heard(jo, cleo)
    with pytest.raises(clearances.NotHeld):
        clearances.release(seen, therapist=amira, reason="Spoke", by=BY, now=NOW)
    assert gate(cleo) == "held"


@pytest.mark.parametrize(("is_read", "expected"), [(True, "open"), (False, "held")])
def test_after_a_stop_is_closed_clean_answers_are_held_by_what_nobody_read(jo, amira, is_read, expected):
    cleo = client_with(RED)
    note = heard(jo, cleo)
    talk = Contact("Demo Cleo", NOW, "Is well")
    read = [str(note.uuid)] if is_read else []
    clearances.close(current(cleo), therapist=amira, contact=talk, by=BY, now=NOW, read=read)
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == expected


def test_newer_clean_answers_of_somebody_held_are_held_by_it(desk, clinic):
    """What held them is not told any more, and what the desk heard holds all the same."""
    cleo = client_with(HELD)
    hear(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "held"


def test_answers_given_since_hold_behind_it_until_a_therapist_releases_them(desk, clinic):
    """What was held behind it was seen by nobody: the desk can't know what it would open."""
    cleo = client_with(GREEN)
    hear(desk, cleo)
    page = taking_back(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    assert "does not count any more" in desk.submit(page.form("take-back"), reason=MISTAKE).text
    assert gate(cleo, NOW + HOUR) == "held"


def test_the_list_asks_as_often_for_three_as_for_one(jo, amira, django_assert_max_num_queries):
    counts = []
    for names in (["Demo A"], ["Demo B", "Demo C"]):
        for name in names:
            heard(jo, client_with(HELD, name))
        with django_assert_max_num_queries(60) as asked:
            assert HEARD in robot_of(amira.user).open("/assessments/held/").text
        counts.append(len(asked))
    assert counts[0] == counts[1]
