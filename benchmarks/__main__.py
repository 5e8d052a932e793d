"""`make bench`: every benchmark in one run, as a table, and as JSON in benchmarks/results/.

`make bench SIZE=1000000` runs on a million bookings and 200 therapists. `ONLY=slots` runs one group.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZE = int(os.environ.get("SIZE") or 20_000)
# Never the clinic's own data; a diary for each size, so that none is taken for another.
os.environ.setdefault("HEKAS_VAR", str(ROOT / "var" / f"bench-{SIZE}"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import acts, engine, messages, monday, negative, room, slots, versus, where  # noqa: E402
from benchmarks.timing import Measure  # noqa: E402
from bookings.models import Appointment  # noqa: E402
from hekas.accounts.models import Therapist  # noqa: E402
from hekas.memory import settle  # noqa: E402

settle()  # as every web worker does

RESULTS = Path(__file__).with_name("results")
LARGE = 500_000


def groups() -> dict[str, Iterator[Measure]]:
    """Each group by its name; the diary that `slots` fills is what the others book into."""
    now = timezone.now()
    therapists = 200 if SIZE >= LARGE else 20
    sizes = [0, *(size for size in (10_000, 100_000) if size < SIZE), SIZE]
    return {
        "engine": engine.run(),
        "messages": messages.run(now),
        "slots": slots.run(now, sizes, therapists),
        "room": room.run(now),
        "versus": versus.run(now),
        "acts": acts.run(now),
        "where": where.run(now),
        "monday": monday.run(now),
        "negative": negative.run(now),
    }


def show(measure: Measure) -> str:
    ratio = f"{measure.ratio:.2f} × {measure.compared_with}" if measure.ratio is not None else ""
    times = f"{measure.median_ms:>10.2f}{measure.p95_ms:>10.2f}" if measure.median_ms else f"{'':>20}"
    fault = f"FAILED, this is no figure: {measure.fault}. " if measure.fault else ""
    return f"{measure.name:<58}{times}  {fault}{ratio} {measure.note}"


def main() -> int:
    """Every group that is asked for; how many of their measures failed."""
    RESULTS.mkdir(exist_ok=True)
    only = os.environ.get("ONLY")
    print(f"load {os.getloadavg()[0]:.1f} at the start, {os.cpu_count()} cores, for {SIZE:,} bookings")
    call_command("migrate", verbosity=0)
    if only in ("room", "versus", "acts", "where", "monday", "negative") and not Therapist.objects.exists():
        call_command("demo", bookings=SIZE, therapists=200 if SIZE >= LARGE else 20, verbosity=0)
    there = f"{Appointment.objects.count():,} bookings of {Therapist.objects.count()} therapists"
    print(f"in the diary at the start: {there}")
    print(f"{'':<58}{'median ms':>10}{'p95 ms':>10}")
    failed = 0
    for name, measures in groups().items():
        if only in (None, "", name):
            rows = []
            for measure in measures:
                print(show(measure), flush=True)
                rows.append(measure.as_row())
                failed += bool(measure.fault)
            stamp = {"size": SIZE, "load": os.getloadavg()[0], "at": timezone.now().isoformat()}
            (RESULTS / f"{name}.json").write_text(json.dumps({**stamp, "rows": rows}, indent=2) + "\n")
    return failed


if __name__ == "__main__":
    if failed := main():
        raise SystemExit(f"{failed} measures failed: what they did is not what they are called")
