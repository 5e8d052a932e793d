"""django-appointment 3.12 beside Hekas in the same run: an environment and a database of its own.

Its wheel has no migrations, so they are made first.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import psycopg2

from benchmarks.callers import call
from benchmarks.servers import ROOT, serving

HOME = ROOT / "var" / "peer"
PYTHON = HOME / "venv" / "bin" / "python"
NEEDS = ("Django==5.2.*", "django-appointment==3.12.0", "psycopg[binary]", "gunicorn")
APP = "benchmarks.peer.site"


class NotAvailable(RuntimeError):
    """The peer could not be installed here; the text says what the installer said."""


@dataclass(frozen=True)
class Peer:
    """The peer as it serves, and what its load needs to know."""

    port: int
    staff: list[int]
    service: int
    busy_day: str
    free_days: list[str]
    hours: list[int]
    sessions: list[str]
    cookie: str

    def slots(self, staff: int) -> str:
        """The word for how a search for one day ended."""
        query = urlencode({"selected_date": self.busy_day, "staff_member": staff, "service_id": self.service})
        headers = {"X-Requested-With": "XMLHttpRequest"}
        reply = call(self.port, "GET", f"/appointment/ajax/available_slots/?{query}", headers=headers)
        return f"{len(reply.json['available_slots'])} slots" if reply.status == 200 else str(reply.status)

    def book(self, wish: tuple[str, int, int, str]) -> str:
        """Its two forms, sent by a client who is signed in already; the word for how it ended."""
        day, hour, staff, session = wish
        first = self._post(
            "/appointment/request-submit/",
            session,
            date=day,
            start_time=f"{hour}:00",
            end_time=f"{hour + 1}:00",
            service=self.service,
            staff_member=staff,
        )
        if first[0] != 302:
            return f"request {first[0]}"
        status, place = self._post(
            first[1],
            session,
            name="Sam Demo",
            email="sam@demo.example",
            phone_0="GB",
            phone_1="7400123456",
            address="Leeds",
            payment_type="full",
        )
        return "booked" if status == 302 and "thank" in place else f"details {status}"

    def _post(self, path: str, session: str, **fields: object) -> tuple[int, str]:
        token = "b" * 32
        headers = {
            "Cookie": f"{self.cookie}={session}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": token,
        }
        reply = call(self.port, "POST", path, urlencode(fields), headers)
        return reply.status, reply.headers.get("Location", "")


@contextmanager
def running(sockets: str, clients: int, bookings: int, staff: int) -> Iterator[Peer]:
    """Installed where it is not yet, filled as our diary is, and served. Raises NotAvailable, DidNotStart."""
    _install()
    _fresh_database(sockets)
    env = {"PEER_SOCKET": sockets, "PYTHONPATH": str(ROOT)}
    _run(env, "-m", APP, "makemigrations", "appointment", "-v0")
    _run(env, "-m", APP, "migrate", "-v0")
    said = _run(env, "-m", "benchmarks.peer.seed", *map(str, (clients, bookings, staff)))
    known = json.loads(said.splitlines()[-1])  # it logs to the same stream
    with serving(PYTHON, f"{APP}:application", env, "/appointment/request/1/") as port:
        yield Peer(port=port, **known)


def double_booked(sockets: str) -> tuple[int, int]:
    """Hours that more than one person has, and how many people too many."""
    connection = psycopg2.connect(host=sockets, user="postgres", dbname="peer")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n"
            " FROM appointment_appointmentrequest r JOIN appointment_appointment a"
            " ON a.appointment_request_id = r.id"
            " GROUP BY r.date, r.start_time, r.staff_member_id HAVING count(*) > 1) AS twice"
        )
        slots, people = cursor.fetchone()
    connection.close()
    return int(slots), int(people)


def _install() -> None:
    if PYTHON.exists():
        return
    HOME.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(HOME / "venv")], check=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*pip, *NEEDS], capture_output=True, text=True, check=False)
    if done.returncode:
        PYTHON.unlink()
        raise NotAvailable(done.stderr[-500:])


def _fresh_database(sockets: str) -> None:
    connection = psycopg2.connect(host=sockets, user="postgres", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS peer WITH (FORCE)")
        cursor.execute("CREATE DATABASE peer")
    connection.close()


def _run(env: dict[str, str], *arguments: str) -> str:
    command = [str(PYTHON), "-W", "ignore", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotAvailable(f"{' '.join(arguments)}: {done.stderr[-1500:]}")
    return done.stdout
