"""Hekas over its JSON API, as a program with a key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from benchmarks.callers import Reply, call
from bookings.models import Service
from hekas.api.actions import keys
from hekas.api.models import ApiKey
from hekas.api.terms import Scope
from hekas.audit.actors import SYSTEM
from hekas.portal.demo.intakes import healthy_answers

Time = tuple[str, str]  # the start and the therapist's uuid
NO_LIMIT = 100_000  # a second: the limit is not what is measured


@dataclass(frozen=True)
class Program:
    """What a load needs to know of Hekas."""

    port: int
    key: str
    service: Service

    @classmethod
    def make(cls, port: int, now: datetime) -> "Program":
        scopes = [Scope.SLOTS_READ, Scope.BOOKINGS_WRITE]
        key = keys.create(name="bench", scopes=scopes, by=SYSTEM, now=now)
        ApiKey.objects.update(per_second=NO_LIMIT)
        return cls(port, key, Service.objects.get(kind="treatment"))

    def call(self, method: str, path: str, document: Any = None) -> Reply:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        body = None
        if document is not None:
            body, headers["Idempotency-Key"] = json.dumps(document), str(uuid4())
        return call(self.port, method, f"/api/v1{path}", body, headers)

    def slots(self, first: Any, last: Any, therapist: str = "") -> list[dict[str, str]]:
        named = f"&therapist={therapist}" if therapist else ""
        reply = self.call("GET", f"/slots?service={self.service.uuid}&from={first}&to={last}{named}")
        return list(reply.json["slots"])

    def hold(self, start: str, therapist: str | None) -> Reply:
        wish = {"service": str(self.service.uuid), "start": start}
        return self.call("POST", "/holds", wish | ({"therapist": therapist} if therapist else {}))

    def book(self, slot: Time) -> str:
        """Hold and confirm, with answers and a new client; the word for how it ended."""
        held = self.hold(*slot)
        if held.status != 201:
            return f"hold {held.status}"
        hold = held.json
        given = {"hold": hold["id"], "token": hold["token"], "client": somebody(), "intake": answers()}
        booked = self.call("POST", "/appointments", given)
        return "booked" if booked.status == 201 else f"book {booked.status}"


def somebody() -> dict[str, str]:
    return {"name": "Sam Demo", "email": f"{uuid4().hex}@demo.example"}


def answers() -> dict[str, Any]:
    """An intake that closes no gate."""
    document = healthy_answers()
    document["about"]["age"] = 35
    return {"answered_at": datetime.now().astimezone().isoformat(), **document}


def apart(slots: list[dict[str, str]], minutes: int) -> Iterator[dict[str, str]]:
    """Of each therapist the slots that do not touch each other."""
    last: dict[str, datetime] = {}
    for slot in slots:
        start = datetime.fromisoformat(slot["start"])
        if slot["therapist"] not in last or start - last[slot["therapist"]] >= timedelta(minutes=minutes):
            last[slot["therapist"]] = start
            yield slot
