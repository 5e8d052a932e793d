"""Who reads a clock, and which: the database's, so that nodes whose own are off agree. Source: fault 17.

Whoever goes by the clock of its own machine stands here, with the reason.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = re.compile(
    r"timezone\.now\(\)|timezone\.local(?:date|time)\(\)|\btime\.time\(\)|datetime\.now\(|date\.today\("
)
SHARED = re.compile(r"\bclock\.now\(\)")
NO_CLOCK = {
    "actions",
    "queries",
    "presenters",
    "forms",
    "adapters",
    "models",
    "permissions",
    "engine",
    "scheduling",
}
# Seconds of a session are counted by allauth and by us with the machine's clock, as Django counts a cookie's.
SESSIONS = "counts the seconds of a session"
BY_ITSELF = {
    "assessments/management/commands/rules.py": "reads rules where there is no database",
    "hekas/accounts/adapter.py": SESSIONS,
    "hekas/accounts/handed_over.py": SESSIONS,
    "hekas/accounts/middleware.py": SESSIONS,
    "hekas/accounts/new_code.py": SESSIONS,
    "hekas/accounts/session_limits.py": SESSIONS,
    "hekas/accounts/visits.py": SESSIONS,
    "hekas/api/views/edges.py": "counts addresses before anything asks the database",
    "hekas/backups/dump.py": "the age of files on its own disk",
    "hekas/messaging/channels/kept.py": "the name of a file of development",
    "hekas/messaging/heartbeats.py": "notices that this machine's clock was put back",
    "hekas/portal/management/commands/doctor.py": "says how far this machine is off the database",
    "hekas/portal/views/metrics.py": "answers while the database is away",
    "hekas/postgres/clock.py": "is the clock",
}


def code() -> list[Path]:
    apps = [path for app in ("hekas", "assessments", "bookings") for path in (ROOT / app).rglob("*.py")]
    return [path for path in apps if "migrations" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_these_go_by_the_clock_of_their_machine():
    assert sorted(name(path) for path in code() if OWN.search(path.read_text())) == sorted(BY_ITSELF)


@pytest.mark.parametrize("app", ["assessments", "bookings"])
def test_below_the_views_the_time_is_an_argument(app):
    below = [p for p in code() if name(p).startswith(app) and NO_CLOCK & set(p.relative_to(ROOT / app).parts)]
    assert len(below) > 50
    assert [name(path) for path in below if SHARED.search(path.read_text())] == []


def test_the_search_finds_what_it_looks_for():
    for line in ("now = timezone.now()", "timezone.localdate()", "time.time() - 3", "date.today()"):
        assert OWN.search(line)
    assert not OWN.search("timezone.localdate(now)")
