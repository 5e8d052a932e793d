"""A Monday morning for locust: people search, hold and book, answer questions; the desk keeps its board open.

What it needs stands in the environment (`benchmarks.monday` sets it): a key, a service, therapists, sessions,
free times. It writes nothing but bookings of invented people, and calls only the server that it is given.
"""

import json
import os
import random
import re
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from locust import HttpUser, between, task

KNOWN = json.loads(os.environ["MONDAY"])
TURN = count()
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
AGREE = re.compile(r'name="agree" value="([^"]+)"')
NO = re.compile(r'name="([^"]+)" value="no"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
PAGES = 4  # of an intake that each visitor answers
chance = random.Random(1)  # noqa: S311 - a story, not a secret


class Searcher(HttpUser):
    """A client who is signed in and looks for a time, on the page."""

    weight, wait_time = 6, between(1, 3)

    def on_start(self) -> None:
        self.client.cookies.set("sessionid", KNOWN["client_session"])

    @task(4)
    def search(self) -> None:
        self.client.get(f"/bookings/search/?service={KNOWN['service']}", name="page: search")

    @task(1)
    def front(self) -> None:
        self.client.get("/", name="page: home")


class Program(HttpUser):
    """A partner's site over the API: many searches, now and then a hold and a booking."""

    weight, wait_time = 8, between(0.5, 1.5)

    def on_start(self) -> None:
        self.client.headers["Authorization"] = f"Bearer {KNOWN['key']}"

    @task(20)
    def slots(self) -> None:
        therapist, day = chance.choice(KNOWN["therapists"]), chance.choice(KNOWN["days"])
        query = f"service={KNOWN['service']}&therapist={therapist}&from={day}&to={day}"
        self.client.get(f"/api/v1/slots?{query}", name="api: slots")

    @task(1)
    def book(self) -> None:
        turn = next(TURN)
        if turn >= len(KNOWN["free"]):
            return
        start, therapist = KNOWN["free"][turn]
        wish = {"service": KNOWN["service"], "start": start, "therapist": therapist}
        held = self._post("/api/v1/holds", wish, "api: hold")
        if held.status_code != 201:
            return
        answers = {**KNOWN["answers"], "answered_at": datetime.now(UTC).isoformat()}
        client = {"name": "Sam Demo", "email": f"{uuid4().hex}@demo.example"}
        given = {"hold": held.json()["id"], "token": held.json()["token"]}
        self._post("/api/v1/appointments", {**given, "client": client, "intake": answers}, "api: book")

    def _post(self, path, document, name):  # type: ignore[no-untyped-def]
        return self.client.post(path, json=document, headers={"Idempotency-Key": str(uuid4())}, name=name)


class Visitor(HttpUser):
    """Somebody new who begins the questions and answers the first pages, each with no."""

    weight, wait_time = 3, between(2, 5)

    @task
    def begin(self) -> None:
        self.client.cookies.clear()
        page = self.client.get("/assessments/start/", name="page: before the questions")
        found = TOKEN.search(page.text)
        if found:
            form = {"csrfmiddlewaretoken": found[1], "agree": AGREE.search(page.text)[1]}
            self._answer(self.client.post("/assessments/start/", form, name="page: first question"))

    def _answer(self, page) -> None:  # type: ignore[no-untyped-def]
        for _ in range(PAGES):
            names, hidden = NO.findall(page.text), dict(HIDDEN.findall(page.text))
            if not names:
                return
            given = {**hidden, **dict.fromkeys(names, "no")}
            page = self.client.post(page.url, given, name="page: an answer")


class Desk(HttpUser):
    """Staff with the board of the day open."""

    weight, wait_time = 1, between(3, 6)

    def on_start(self) -> None:
        self.client.cookies.set("sessionid", KNOWN["staff_session"])

    @task
    def board(self) -> None:
        self.client.get("/clinic/board/", name="page: board")
