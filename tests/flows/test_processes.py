"""What `make run` starts, as processes: it comes up, it ends whole, and a killed part loses nothing."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from hekas import embedded
from hekas.portal.demo import words
from tests.browser.conftest import DESKTOP
from tests.flows.wire import doubled, weights
from tests.operations.prepared import copy
from tests.web.test_weight import CRITICAL, WHOLE

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds; a machine with two cores and much other work. Who has ended is not waited for


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Site:
    """The product as `make run` starts it, on data of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        keep = {name: value for name, value in os.environ.items() if name not in {"PORT", "SITE_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env={**keep, "HEKAS_VAR": str(self.var), "PORT": str(self.port), "HOST": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait_until(self.is_up)

    def is_up(self) -> bool:
        assert self.process.poll() is None, f"it ended by itself: {self.process.returncode}"
        return self.get("/readyz") == 200

    def wait_until(self, condition) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it took too long"
            time.sleep(0.2)

    def get(self, path: str) -> int:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return 0

    def part(self, word: str) -> psutil.Process:
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(child for child in children if word in " ".join(child.cmdline()))

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        self.wait_until(self.is_at_rest)

    def is_at_rest(self) -> bool:
        """Both engines have ended, and whoever kept them."""
        with (self.var / embedded.KEEPER).open("a") as keeper:
            try:
                fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return not (self.var / embedded.STATE).exists()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """What was seen of a site that began with nothing; at rest, so that its data can be copied."""
    site = Site(tmp_path_factory.mktemp("first") / "var")
    try:
        site.start()
        site.home, site.visits = site.get("/"), count(site.var, "bookings_appointment")
        site.weights = weights(site.port)
    finally:
        site.stop()
    return site


@pytest.fixture
def site(first, tmp_path):
    """Another one that begins with the clinic of the first."""
    site = Site(tmp_path / "var")
    site.var.mkdir()
    copy(first.var, site.var)
    yield site
    site.stop()


def count(var: Path, table: str) -> int:
    """Rows of a table, asked of the engine itself."""
    code = f"""
import psycopg2
from pathlib import Path
from hekas import embedded
from hekas.portal.demo import words
host = embedded.attach(Path({str(var)!r})).postgres
c = psycopg2.connect(host=host, user="postgres", dbname="hekas").cursor()
c.execute("SELECT count(*) FROM {table}")
print(c.fetchone()[0])
"""
    return int(subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout)


@pytest.mark.xdist_group("processes")
def test_it_comes_up_with_a_clinic_and_ends_whole(first):
    assert first.home == 200
    assert first.visits > 100
    found = first.weights
    assert len(found) > 15
    assert {
        path: each for path, each in found.items() if each.critical > CRITICAL or each.whole > WHOLE
    } == {}
    assert first.get("/healthz") == 0


@pytest.mark.xdist_group("processes")
def test_a_killed_part_loses_nothing(site):
    """Whichever it is, the site ends as a whole, and comes up again with all that it had."""
    site.start()
    before = count(site.var, "bookings_appointment")
    assert before > 100
    for part in ("gunicorn", "hekas.celery worker", "hekas.celery beat"):
        site.part(part).kill()
        site.process.wait(PATIENCE)
        site.start()
        assert count(site.var, "bookings_appointment") == before, part
        assert site.get("/") == 200, part


@pytest.fixture
def desk(site, chromium):
    """The clinic's board, by somebody who has signed in on the running site."""
    site.start()
    page = chromium.new_page(**DESKTOP, base_url=f"http://127.0.0.1:{site.port}")
    page.goto("/accounts/login/?next=/clinic/")
    page.get_by_label("E-mail address").fill("admin@demo.example")
    page.get_by_label("Password").fill(words.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Block time")).to_be_visible()
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.xdist_group("processes")
def test_with_scripts_as_they_are_served_a_press_in_a_dialog_is_one_press(desk):
    """Under names by content a module ran twice, and each form of the board was sent twice."""
    sent = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    desk.get_by_role("link", name="Block time").click()
    desk.get_by_label("Therapist", exact=True).select_option(index=1)
    desk.get_by_label("From").fill("06:00")
    desk.get_by_label("Until").fill("06:30")
    desk.get_by_label("Why").fill("Demo training")
    desk.get_by_role("button", name="Block it").click()
    expect(desk.locator("[data-toasts]")).to_contain_text("Demo training")
    assert [url.rpartition("/bookings/")[2] for url in sent] == ["desk/block/"]
    scripts = desk.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)")
    assert doubled(scripts) == []
    assert sum(path.endswith(".js") for path in scripts) > 3
