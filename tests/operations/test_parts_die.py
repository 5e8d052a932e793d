"""Workers of the web are killed at the worst moment, engines hang or are gone, clients are slow."""

import re
import socket
import statistics
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from hekas.portal.demo import words
from tests.messaging.servers import free_port
from tests.operations import mortal
from tests.operations.house import wait_until
from tests.operations.load import Bookers
from tests.operations.proxy import Road
from tests.operations.test_database_dies import check_away
from tests.operations.test_scale import cookies

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
VISITS = "SELECT count(*) FROM bookings_appointment WHERE status IN ('tentative', 'booked') AND id > {}"
PAGES = ("/", "/bookings/", "/accounts/login/", "/prices/")
LETTERS = "SELECT count(*) FROM messaging_outboundmessage"


@pytest.fixture
def mortal_node(house, front):
    port = free_port()
    house.web("web", port, app="tests.operations.mortal:application")
    return front(port)


def wish(people, place=0):
    """A time that is free, as the body of a hold: the first of some days, or the one at that place."""
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    found = people.call(f"/slots?service={people.service}&from={day}&to={day + timedelta(days=6)}").json()
    slot = found["slots"][place]
    return {"service": people.service, "start": slot["start"], "therapist": slot["therapist"]}


def hold(front, key, body, once, when):
    return front.ask("/api/v1/holds", body, Authorization=f"Bearer {key}", Idempotency_Key=once, X_Die=when)


def test_faults_10_and_11_a_worker_killed_around_its_commit(house, mortal_node):
    people = Bookers(mortal_node, house.key, people=0)
    body, once = wish(people), str(uuid.uuid4())
    newest = house.cluster.ask("SELECT max(id) FROM bookings_appointment")[0][0]
    letters = house.cluster.ask(LETTERS)
    check_away(hold(mortal_node, house.key, body, once, mortal.BEFORE))
    assert house.cluster.ask(VISITS.format(newest)) == [(0,)]
    assert house.cluster.ask(LETTERS) == letters
    check_away(hold(mortal_node, house.key, body, once, mortal.AFTER))
    assert house.cluster.ask(VISITS.format(newest)) == [(1,)]
    again = hold(mortal_node, house.key, body, once, "")
    assert again.status == 201
    assert house.cluster.ask(VISITS.format(newest)) == [(1,)]
    given = {"hold": again.json()["id"], "token": again.json()["token"]}
    booking = {
        **given,
        "client": {"name": "Demo Drill", "email": "drill@demo.example"},
        "intake": people.intake,
    }
    once = str(uuid.uuid4())
    first = mortal_node.ask(
        "/api/v1/appointments",
        booking,
        Authorization=f"Bearer {house.key}",
        Idempotency_Key=once,
        X_Die=mortal.AFTER,
    )
    check_away(first)
    second = people.call("/appointments", booking, once)
    assert (second.status, second.json()["status"]) == (201, "booked")
    sent = (
        "SELECT count(*) FROM messaging_outboundmessage WHERE template = 'appointment_confirmed' AND id > 0"
    )
    assert house.cluster.ask(f"{sent} AND created_at > now() - interval '5 minutes'") == [(1,)]


def test_fault_23_without_the_broker_people_still_book(house, one_node):
    """Valkey is gone: pages and bookings go on, readiness says so, and it comes back by itself."""
    with Bookers(one_node, house.key, people=2) as people:
        people.wait_for(3)
        house.stop_valkey()
        people.wait_for(6)
        pages = {
            path: one_node.ask(path).status for path in ("/", "/bookings/", "/accounts/login/", "/prices/")
        }
        assert one_node.ask("/healthz").status == 200
        assert one_node.ask("/readyz").json() == {"status": "waiting for broker"}
        house.start_valkey()
        wait_until(lambda: one_node.ask("/readyz").status == 200, 20)
    print(f"\n{len(people.booked)} booked; told {dict(people.told)}")
    assert pages == dict.fromkeys(pages, 200)
    assert people.told[500] == people.gave_up == 0


def sign_in(front, password):
    """A fresh browser at the front door; the answer to the form, and the jar of cookies."""
    jar: dict[str, str] = {}
    page = front.ask("/accounts/login/")
    cookie = cookies(page, jar)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[1]
    form = {"csrfmiddlewaretoken": token, "login": "client@demo.example", "password": password}
    answer = front.send("/accounts/login/", form, Cookie=cookie)
    return answer, cookies(answer, jar)


def test_fault_47_without_valkey_people_sign_in_and_tries_are_counted(house, one_node):
    """Two workers count in one table; a session that was begun meanwhile is good before and after."""
    house.stop_valkey()
    good, cookie = sign_in(one_node, words.PASSWORD)
    inside = one_node.ask("/me/", Cookie=cookie)
    told = [sign_in(one_node, "wrong but long")[0] for _ in range(6)]
    refused, _ = sign_in(one_node, words.PASSWORD)
    house.start_valkey()
    wait_until(lambda: one_node.ask("/readyz").status == 200, 20)
    after = one_node.ask("/me/", Cookie=cookie)
    print(f"\nsigned in in {good.seconds:.1f} s; tries {[answer.status for answer in told]}")
    assert (good.status, inside.status, after.status) == (302, 200, 200)
    assert {answer.status for answer in told} == {200}
    assert b"Too many" in told[-1].body and b"Too many" in refused.body


THOUSAND = 1_000


def test_fault_47_a_thousand_sign_ins_at_once_try_no_more_passwords_than_one_after_another(house, one_node):
    """Fifty at a time, each with another forged address: of one account five passwords are tried, no more."""
    tried = "SELECT count(*) FROM audit_auditevent WHERE action = 'sign_in.failed'"
    before, jar = house.cluster.ask(tried)[0][0], {}
    page = one_node.ask("/accounts/login/")
    cookie, token = cookies(page, jar), re.search(r'token" value="(\w+)"', page.body.decode())[1]
    form = {"csrfmiddlewaretoken": token, "login": "therapist@demo.example", "password": "wrong but long"}

    def guess(number):
        forged = f"203.0.113.{number % 250}"
        return one_node.send("/accounts/login/", form, Cookie=cookie, X_Forwarded_For=forged).status

    with ThreadPoolExecutor(50) as crowd:
        told = Counter(crowd.map(guess, range(THOUSAND)))
    after = house.cluster.ask(tried)[0][0] - before
    seen = one_node.ask("/healthz").status
    print(f"\n{THOUSAND} guesses told {dict(told)}; {after} passwords tried")
    assert set(told) <= {200, 429} and seen == 200
    assert after <= 5


def test_fault_55_an_engine_that_hangs_costs_a_page_and_no_worker_for_good(house, front):
    """The database takes everything and answers nothing; then Valkey does; then all is well again."""
    database, broker = Road(house.cluster.port), Road(house.valkey_port)
    port = free_port()
    house.web(
        "web",
        port,
        DATABASE_URL=f"postgres://postgres@127.0.0.1:{database.port}/hekas",
        REDIS_URL=f"redis://127.0.0.1:{broker.port}/0",
        WEB_TIMEOUT="8",
    )
    door = front(port)
    try:
        assert door.ask("/bookings/").status == 200
        database.swallow = True
        began = time.monotonic()
        check_away(door.ask("/bookings/"))
        waited = time.monotonic() - began
        database.swallow = False
        database.reset()
        back = wait_until(lambda: door.ask("/bookings/").status == 200, 30)
        broker.swallow = True
        slow = door.ask("/api/v1/services")  # counts its callers in Valkey
        broker.swallow = False
        broker.reset()
        wait_until(lambda: door.ask("/readyz").status == 200, 20)
        database.delay = 0.2
        late = door.ask("/bookings/")
    finally:
        database.close()
        broker.close()
    hung = f"Valkey hung: {slow.status} in {slow.seconds:.1f} s"
    print(f"\n503 after {waited:.1f} s, back after {back:.1f} s; {hung}")
    assert waited < 35
    assert (slow.status, late.status) == (200, 200)
    assert slow.seconds < 35


class Slow:
    """Clients that send a header now and then and never finish."""

    def __init__(self, front, count):
        self.lines = []
        for _ in range(count):
            line = socket.create_connection(("127.0.0.1", front.port_of_nginx), timeout=20)
            self.lines.append(front.context.wrap_socket(line, server_hostname="localhost"))
            self.lines[-1].sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")

    def drip(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.lines:
                try:
                    line.sendall(b"X-A: b\r\n")
                except OSError:
                    continue
            time.sleep(0.5)

    def close(self):
        for line in self.lines:
            line.close()


def test_fault_54_two_hundred_slow_clients_hold_up_nobody(house, one_node):
    one_node.port_of_nginx = int(one_node.base.rsplit(":", 1)[1])
    quiet = statistics.median(one_node.ask("/healthz").seconds for _ in range(20))
    slow = Slow(one_node, 200)
    dripping = threading.Thread(target=slow.drip, args=(6,))
    dripping.start()
    try:
        times = [one_node.ask("/healthz") for _ in range(40)]
    finally:
        dripping.join()
        slow.close()
    busy = statistics.median(answer.seconds for answer in times)
    print(f"\n{quiet * 1000:.0f} ms quiet, {busy * 1000:.0f} ms beside 200 slow clients")
    assert {answer.status for answer in times} == {200}
    assert busy < max(0.1, 5 * quiet)
