"""A worker of the web is killed around each commit; whoever asks again has one booking and one answer."""

import re
import uuid
from urllib.parse import urlsplit

import pytest

from hekas.portal.demo import words
from tests.flows.robot import Page
from tests.messaging.servers import free_port
from tests.operations import mortal
from tests.operations.load import Bookers
from tests.operations.test_database_dies import check_away
from tests.operations.test_parts_die import wish
from tests.operations.test_scale import cookies

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
ROWS = (
    "SELECT (SELECT count(*) FROM bookings_appointment WHERE status IN ('tentative', 'booked')),"
    " (SELECT count(*) FROM accounts_client), (SELECT count(*) FROM messaging_outboundmessage),"
    " (SELECT count(*) FROM audit_auditevent WHERE action LIKE 'appointment %'),"
    " (SELECT coalesce(sum(version), 0) FROM bookings_appointment)"
)


@pytest.fixture
def front_of_mortals(house, front):
    port = free_port()
    house.web("web", port, app="tests.operations.mortal:application")
    return front(port)


class Caller:
    """A program whose every step is killed twice, before and after its commit, and then asked again."""

    def __init__(self, house, front):
        self.house, self.front = house, front
        self.people = Bookers(front, house.key, people=0)

    def rows(self):
        return self.house.cluster.ask(ROWS)[0]

    def ask(self, path, body, once, when=""):
        said = {"Authorization": f"Bearer {self.house.key}", "Idempotency_Key": once}
        return self.front.ask(f"/api/v1{path}", body, **said, **({"X_Die": when} if when else {}))

    def killed_twice(self, path, body):
        """What it is told in the end, and how many of the rows are new."""
        once, before = str(uuid.uuid4()), self.rows()
        check_away(self.ask(path, body, once, mortal.BEFORE))
        assert self.rows() == before  # no trace
        check_away(self.ask(path, body, once, mortal.AFTER))
        done = self.rows()
        answers = [self.ask(path, body, once) for _ in range(3)]
        assert self.rows() == done
        assert len({(answer.status, answer.body) for answer in answers}) == 1
        replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
        assert replayed == ["true"] * 3  # it is the answer of the call that nobody heard
        return answers[0], tuple(new - old for new, old in zip(done, before, strict=True))


def test_each_step_of_a_program_is_done_once_however_often_its_worker_is_killed(house, front_of_mortals):
    program = Caller(house, front_of_mortals)
    wanted = wish(program.people)
    held, new = program.killed_twice("/holds", wanted)
    assert (held.status, new) == (201, (1, 0, 0, 0, 1))
    who = {"name": "Demo Drill", "email": f"{uuid.uuid4().hex}@demo.example"}
    given = {"hold": held.json()["id"], "token": held.json()["token"], "client": who}
    booked, new = program.killed_twice("/appointments", {**given, "intake": program.people.intake})
    assert (booked.status, booked.json()["status"]) == (201, "booked")
    assert new == (0, 1, 2, 1, 0)  # one client, a letter to them and to their therapist, a line of the audit
    later = wish(program.people, place=-1)
    path = f"/appointments/{booked.json()['id']}"
    moved, new = program.killed_twice(f"{path}/reschedule", {"start": later["start"]})
    assert (moved.status, new[0], new[3:]) == (200, 0, (1, 1))
    gone, new = program.killed_twice(f"{path}/cancel", {})
    assert (gone.status, gone.json()["status"], new[0], new[3:]) == (200, "cancelled", -1, (1, 1))


class Person:
    """Somebody at a browser without scripts, signed in as the demo's client."""

    def __init__(self, front):
        self.front, self.jar = front, {}
        self.send("/accounts/login/", {"login": "client@demo.example", "password": words.PASSWORD})

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    def open(self, path):
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.front.ask(path, Cookie=self.cookie)
        cookies(answer, self.jar)
        return Page(f"https://localhost{path}", answer.status, answer.body.decode())

    def send(self, path, form, when=""):
        token = {} if "csrfmiddlewaretoken" in form else {"csrfmiddlewaretoken": self.token()}
        more = {"X_Die": when} if when else {}
        answer = self.front.send(urlsplit(path).path, {**form, **token}, Cookie=self.cookie, **more)
        cookies(answer, self.jar)
        return answer

    def token(self):
        page = self.front.ask("/accounts/login/", Cookie=self.cookie)
        cookies(page, self.jar)
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[1]


def filled(form, **changes):
    said = form.data(**changes)
    return {name: value[0] if isinstance(value, list) else value for name, value in said.items()}


def test_a_person_whose_worker_is_killed_presses_again_and_is_booked_once(house, front_of_mortals):
    """The browser's own "try again": the same form, the same cookies."""
    person, rows = Person(front_of_mortals), Caller(house, front_of_mortals).rows
    page = person.open("/bookings/")
    page = person.open(page.link("/bookings/search/"))
    times = page.form("hold")
    chosen = {"start": times.controls["start"].values[0]}
    before = rows()
    check_away(person.send(times.action, filled(times, **chosen), mortal.BEFORE))
    assert rows() == before
    held = person.send(times.action, filled(times, **chosen))
    details = person.open(held.headers["Location"])
    form = details.form("confirm")
    check_away(person.send(form.action, filled(form), mortal.BEFORE))
    assert rows()[:4] == (before[0] + 1, *before[1:4])  # held still, and nobody was told
    check_away(person.send(form.action, filled(form), mortal.AFTER))
    done = rows()
    again = [person.send(form.action, filled(form)) for _ in range(2)]
    assert {answer.status for answer in again} == {302}
    assert rows() == done == (before[0] + 1, before[1], before[2] + 2, before[3] + 1, done[4])
    assert "You are booked in" in person.open(again[0].headers["Location"]).text
