"""People who book through the front door while something breaks, and what they were told."""

import http.client
import json
import random
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.api.conftest import healthy

AGAIN = {0, 502, 503, 504, 500}  # no answer, or none that says what happened: the same key is sent again
SITE = "https://localhost"


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cookies: list[str] = field(default_factory=list)

    def json(self) -> dict:
        return json.loads(self.body)


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


class Caller:
    """Speaks HTTPS with nginx, or HTTP with a node as nginx would."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None, timeout: float = 40) -> None:
        self.base = f"https://localhost:{port}" if context else f"http://127.0.0.1:{port}"
        self.context, self.timeout, self.slowest = context, timeout, 0.0
        near = {} if context else {"Host": "localhost", "X-Forwarded-Proto": "https"}
        self.headers = {**near, "Referer": SITE, "Origin": SITE}
        secure = [urllib.request.HTTPSHandler(context=context)] if context else []
        self.opener = urllib.request.build_opener(Stay, *secure)

    def ask(self, path: str, body: object = None, **headers: str) -> Answer:
        """GET, or POST of a document; names of headers have _ for -."""
        data = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content_Type": "application/json"}
        return self._call(path, data, {**kind, **headers})

    def send(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """POST of a form."""
        return self._call(path, urllib.parse.urlencode(form).encode(), headers)

    def _call(self, path: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        request, began = urllib.request.Request(self.base + path, data, given), time.monotonic()
        try:
            with self.opener.open(request, timeout=self.timeout) as got:
                return self._answer(got, began)
        except urllib.error.HTTPError as got:
            return self._answer(got, began)
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - began)
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _answer(self, got, began: float) -> Answer:
        body, headers = got.read(), dict(got.headers)
        cookies = got.headers.get_all("Set-Cookie") or []
        return Answer(got.status, body, headers, time.monotonic() - began, cookies)


class Bookers:
    """Threads that search, hold and book until they are stopped. What was acknowledged is kept."""

    def __init__(self, caller: Caller, key: str, people: int = 4, patience: float = 60) -> None:
        self.caller, self.key, self.patience = caller, key, patience
        self.booked: list[dict] = []
        self.told: Counter[int] = Counter()
        self.gave_up = 0
        self.ended = threading.Event()
        service = self.call("/services").json()
        self.service = next(one["id"] for one in service if one["kind"] == "initial_assessment")
        self.intake = healthy(answered_at=(datetime.now(UTC) - timedelta(minutes=5)).isoformat())
        self.threads = [threading.Thread(target=self.book_on, args=(n,)) for n in range(people)]

    def call(self, path: str, body: object = None, once: str = "") -> Answer:
        more = {"Idempotency_Key": once} if once else {}
        return self.caller.ask(f"/api/v1{path}", body, Authorization=f"Bearer {self.key}", **more)

    def surely(self, path: str, body: object = None, once: str = "") -> Answer:
        """Asks again with the same key until somebody says what happened."""
        end = time.monotonic() + self.patience
        while True:
            answer = self.call(path, body, once)
            self.told[answer.status] += 1
            unsure = answer.status in AGAIN or (answer.status == 409 and b"still_running" in answer.body)
            if not unsure or time.monotonic() > end:
                return answer
            time.sleep(0.3)

    def book_on(self, number: int) -> None:
        chance = random.Random(number)
        while not self.ended.is_set():
            self.book_once(chance)

    def book_once(self, chance: random.Random) -> None:
        day = (datetime.now(UTC) + timedelta(days=chance.randrange(3, 50))).date()
        slots = self.surely(f"/slots?service={self.service}&from={day}&to={day}")
        times = slots.json()["slots"] if slots.status == 200 else []
        if not times:
            return
        slot = chance.choice(times)
        wish = {"service": self.service, "start": slot["start"], "therapist": slot["therapist"]}
        held = self.surely("/holds", wish, str(uuid.uuid4()))
        if held.status != 201:
            self.gave_up += held.status in AGAIN
            return
        person = {"name": "Demo Drill", "email": f"{uuid.uuid4().hex[:12]}@demo.example"}
        given = {"hold": held.json()["id"], "token": held.json()["token"], "client": person}
        done = self.surely("/appointments", {**given, "intake": self.intake}, str(uuid.uuid4()))
        if done.status == 201:
            self.booked.append({**done.json(), "email": person["email"]})
        else:
            self.gave_up += done.status in AGAIN

    def __enter__(self) -> "Bookers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join(self.patience + 60)

    def wait_for(self, count: int, within: float = 90) -> None:
        """Until so many more are booked."""
        goal, end = len(self.booked) + count, time.monotonic() + within
        while len(self.booked) < goal:
            assert time.monotonic() < end, f"{len(self.booked)} of {goal}; told {dict(self.told)}"
            time.sleep(0.1)


OVERLAPS = """SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b ON a.id < b.id
  AND a.busy && b.busy AND (a.therapist_id = b.therapist_id OR a.room_id = b.room_id)
  WHERE a.status IN ('tentative', 'booked', 'arrived') AND b.status IN ('tentative', 'booked', 'arrived')"""


def lost(cluster, booked: list[dict]) -> list[str]:
    """Which acknowledged bookings the database does not know as booked."""
    known = {
        str(row[0]) for row in cluster.ask("SELECT uuid FROM bookings_appointment WHERE status = 'booked'")
    }
    return [one["id"] for one in booked if one["id"] not in known]
