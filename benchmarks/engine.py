"""The clinical engine: one intake in process, and ten thousand through the command."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess
from assessments.rules import load_rules
from benchmarks.timing import Measure, against, measure, of_times

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted((ROOT / "tests" / "cases" / "given").glob("*.json"))
LINES = 10_000


def run() -> Iterator[Measure]:
    rules = load_rules()
    documents = [json.loads(path.read_text())["intake"] for path in CASES]
    parsed = [parse_intake(document) for document in documents]
    share = f"per {len(documents)} intakes"
    reading = measure("read intakes", lambda: [parse_intake(d) for d in documents], 50, share)
    yield reading
    weighing = measure("assess intakes", lambda: [assess(p, rules) for p in parsed], 50, share)
    yield against(weighing, reading)
    yield _batch(documents)


def _batch(documents: list[object]) -> Measure:
    lines = "".join(f"{json.dumps(documents[n % len(documents)])}\n" for n in range(LINES))
    start = time.perf_counter()
    command = [sys.executable, "manage.py", "assess", "--batch", "/dev/stdin"]
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    answered = done.stdout.count("\n")
    return of_times(
        "assess --batch", [seconds * 1000], f"{answered} lines, {answered / seconds:.0f} a second"
    )
