"""A clock that is moved under processes while they run: Debian's libfaketime reads how far off it is."""

import subprocess
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from hekas.messaging.models import Heartbeat
from tests.operations.tools import tool

PATIENCE = 90  # seconds, for workers to come up and for a beat to be heard
DRAIN = "hekas.messaging.tasks.drain"
AN_HOUR = timedelta(hours=1)


class MovedClock:
    """The clock on the wall of workers and beats: `is_at` moves it, then it goes on as any clock does.

    Only their clock is moved. PostgreSQL's, Valkey's and the providers' stay: what decides when a message
    goes out is the clock of the process that sends it, and this shows whether that is enough.
    """

    def __init__(self, folder):
        self.file, self.carried_out = folder / "clock", folder / "carried-out"
        self.carried_out.touch()
        self.ahead = timedelta(0)
        asked = [tool("faketime"), "-m", "-f", "+0", "env"]
        lines = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()
        self.library = next(line for line in lines if line.startswith("LD_PRELOAD=")).partition("=")[2]

    @property
    def environment(self):
        """What makes a process look at this clock. Its stop-watch stays true, or it would wait for days."""
        return {
            "LD_PRELOAD": self.library,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "CARRIED_OUT": str(self.carried_out),
        }

    @property
    def now(self):
        return datetime.now(UTC) + self.ahead

    def set_to(self, moment):
        self.ahead = moment - datetime.now(UTC)
        half = self.file.with_suffix(".half")
        half.write_text(f"{self.ahead.total_seconds():+.3f}\n")
        half.rename(self.file)

    def is_at(self, moment):
        """Move the clock there, and wait until beat and worker have lived through a round of it.

        They were heard, and a drain that began by this clock has come to its end.
        """
        self.set_to(moment)
        moved = time.monotonic()
        wait_for(lambda: heard_since(moment) and self.was_done(DRAIN, since=moved, by_the_wall=moment))

    def was_done(self, task, since, by_the_wall):
        """Did one begin after that by both clocks, and is none of any beginning at work any more?"""
        told = [line.split() for line in self.carried_out.read_text().splitlines()]
        times = [(float(at), float(wall), what) for what, name, at, wall in told if name == task]
        at_work = Counter(what for _, _, what in times)
        begun = [
            datetime.fromtimestamp(wall, UTC) for at, wall, what in times if what == "began" and at > since
        ]
        is_done = at_work["began"] == at_work["ended"]
        return is_done and any(by_the_wall <= moment < by_the_wall + AN_HOUR for moment in begun)


def heard_since(moment):
    """Were a beat and a worker heard by this clock? Else what does not come proves nothing."""
    end = moment + AN_HOUR
    return {pulse.name for pulse in Heartbeat.objects.filter(at__gte=moment, at__lt=end)} == {
        "beat",
        "worker",
    }


def wait_for(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, list(Heartbeat.objects.values_list("name", "at"))
        time.sleep(0.1)
