"""Measuring: many runs, the middle and the slow end, and ratios that hold where absolute times drift."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """Times in milliseconds; `ratio` is the median against the line it is compared with.

    `fault` says what went wrong: then nothing here is a figure, and the run ends with an error.
    """

    name: str
    runs: int
    median_ms: float
    p95_ms: float
    compared_with: str = ""
    ratio: float | None = None
    note: str = ""
    fault: str = ""

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def measure(name: str, act: Callable[[], object], runs: int, note: str = "") -> Measure:
    """Run `act` once to warm up and `runs` times to measure."""
    act()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return of_times(name, times, note)


def of_times(name: str, times: list[float], note: str = "", fault: str = "") -> Measure:
    """A Measure of times that were taken elsewhere, in milliseconds."""
    slow = sorted(times)[int(len(times) * 0.95)]
    return Measure(
        name, len(times), round(statistics.median(times), 3), round(slow, 3), note=note, fault=fault
    )


def against(measured: Measure, base: Measure) -> Measure:
    """The same, with how many times the base's median it takes."""
    ratio = round(measured.median_ms / base.median_ms, 2) if base.median_ms else None
    return Measure(**{**asdict(measured), "compared_with": base.name, "ratio": ratio})
