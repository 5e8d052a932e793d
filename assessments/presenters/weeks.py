"""Eight weeks of training in four lines, to be read at a glance."""

from collections.abc import Iterator, Mapping, Sequence

Week = Mapping[str, float]
TOLD = {"minutes": "Minutes", "sessions": "Sessions", "effort": "Effort, 0 to 10"}


def in_short(weeks: Sequence[Week]) -> list[str]:
    """What a week held, one line for each thing that was told; the oldest week first."""
    head = f"{len(weeks)} weeks, the last 7 days at the end"
    return [head, *_lines(weeks)] if len(weeks) > 1 else list(_lines(weeks))


def _lines(weeks: Sequence[Week]) -> Iterator[str]:
    for key, name in TOLD.items():
        values = [f"{week[key]:g}" if key in week else "–" for week in weeks]
        if set(values) != {"–"}:
            yield f"{name}: {_run(values)}"


def _run(values: Sequence[str]) -> str:
    alike = len(values) > 1 and len(set(values)) == 1
    return f"{values[0]} each week" if alike else ", ".join(values)
