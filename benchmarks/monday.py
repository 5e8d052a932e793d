"""Runs locust's Monday morning against gunicorn on loopback, bounded in people and time."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.test import Client as Browser
from django.utils import timezone

from benchmarks import own, servers
from benchmarks.callers import call, crowd
from benchmarks.timing import Measure
from hekas.accounts.models import Therapist, User

PEOPLE = int(os.environ.get("PEOPLE") or 30)
SECONDS = int(os.environ.get("SECONDS") or 30)
FREE_TIMES = 400
STATS = servers.ROOT / "var" / "monday"
PROFILE = servers.ROOT / "benchmarks" / "load" / "monday.py"


def run(now: datetime) -> Iterator[Measure]:
    with servers.hekas() as port:
        known = _known(port, now)
        _warm(port, known)
        env = {**os.environ, "MONDAY": json.dumps(known)}
        command = [
            *(
                sys.executable,
                "-m",
                "locust",
                "--headless",
                "-f",
                str(PROFILE),
            ),
            *("-H", f"http://127.0.0.1:{port}", "-u", str(PEOPLE), "-r", str(PEOPLE), "-t", f"{SECONDS}s"),
            *("--csv", str(STATS), "--only-summary", "--loglevel", "WARNING", "--exit-code-on-error", "0"),
        ]
        subprocess.run(command, env=env, cwd=servers.ROOT, check=True, capture_output=True)
    yield from _measures(Path(f"{STATS}_stats.csv"))


def _warm(port: int, known: dict[str, object]) -> None:
    """Each worker reads its code at its first page; a morning does not begin with that."""
    cookie = {"Cookie": f"sessionid={known['staff_session']}"}
    pages = ["/clinic/board/", "/assessments/start/", f"/bookings/search/?service={known['service']}"]
    crowd(lambda page: str(call(port, "GET", page, headers=cookie).status), pages * 5, servers.WORKERS)


def _known(port: int, now: datetime) -> dict[str, object]:
    """All that the people of the morning know when they begin."""
    program = own.Program.make(port, now)
    today = timezone.localdate(now)
    free = program.slots(today + timedelta(days=14), today + timedelta(days=40))
    therapists = Therapist.objects.order_by("pk").values_list("uuid", flat=True)[:50]
    return {
        "key": program.key,
        "service": str(program.service.uuid),
        "therapists": [str(uuid) for uuid in therapists],
        "days": [str(today + timedelta(days=ahead)) for ahead in range(2, 16)],
        "free": [(slot["start"], slot["therapist"]) for slot in islice(own.apart(free, 90), FREE_TIMES)],
        "answers": own.answers(),
        "client_session": _session("client@demo.example"),
        "staff_session": _session("admin@demo.example"),
    }


def _session(email: str) -> str:
    browser = Browser()
    browser.force_login(User.objects.get(email=email))
    return str(browser.cookies["sessionid"].value)


def _measures(path: Path) -> Iterator[Measure]:
    with path.open() as lines:
        for row in csv.DictReader(lines):
            asked, failed = int(row["Request Count"]), int(row["Failure Count"])
            name = f"{PEOPLE} people, {row['Name']}"
            note = f"{asked} requests, {float(row['Requests/s']):.1f} a second, {failed} failed"
            fault = f"{failed} failed" if failed else ""
            yield Measure(name, asked, float(row["50%"]), float(row["95%"]), note=note, fault=fault)
