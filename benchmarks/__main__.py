"""`make bench`: every benchmark in one run, as a table, and as JSON in benchmarks/results/."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("HEKAS_VAR", str(ROOT / "var" / "bench"))  # never the clinic's own data
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hekas.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import bookings, engine, messages, slots  # noqa: E402
from benchmarks.timing import Measure  # noqa: E402

RESULTS = Path(__file__).with_name("results")


def everything() -> Iterator[tuple[str, list[Measure]]]:
    """Each group by its name; the diary that `slots` fills is what `bookings` books into."""
    yield "engine", list(engine.run())
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    now = timezone.now()
    yield "slots", list(slots.run(now))
    yield "bookings", list(bookings.run(now))
    yield "messages", list(messages.run(now))


def show(measure: Measure) -> str:
    ratio = f"{measure.ratio:.2f} × {measure.compared_with}" if measure.ratio is not None else ""
    return f"{measure.name:<52}{measure.median_ms:>10.2f}{measure.p95_ms:>10.2f}  {ratio} {measure.note}"


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    print(f"{'':<52}{'median ms':>10}{'p95 ms':>10}")
    for name, measures in everything():
        for measure in measures:
            print(show(measure), flush=True)
        rows = [measure.as_row() for measure in measures]
        (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
