"""`python -m benchmarks.chart`: how flat a search is, and a Monday morning, drawn from benchmarks/results."""

import json
import re
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS, PICTURES = HERE / "results", HERE.parent / "docs" / "pictures"
WIDE, HIGH, LEFT, TOP = 640, 260, 60, 30
BARS = 190  # where the bars begin, right of their names
SHADES = ("#0b5c55", "#a4421a", "#3d4f9f", "#6b6b6b")


def series(rows: list[dict[str, object]]) -> dict[str, list[tuple[int, float]]]:
    """Each search with its (bookings in the table, median in milliseconds)."""
    found: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        what, size = re.fullmatch(r"(.+), ([\d,]+) bookings", str(row["name"])).groups()  # type: ignore[union-attr]
        found.setdefault(what, []).append((int(size.replace(",", "")), float(str(row["median_ms"]))))
    return found


def drawing(lines: dict[str, list[tuple[int, float]]]) -> str:
    """One line for each search; the height is on a scale of powers of ten, from 1 to 1,000 ms."""
    parts = [_axis(level) for level in (1, 10, 100, 1000)]
    for shade, (what, points) in zip(SHADES, lines.items(), strict=False):
        places = [(_across(place, len(points)), _down(ms)) for place, (_, ms) in enumerate(points)]
        path = " ".join(f"{x},{y}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{shade}" stroke-width="2"/>')
        x, y = places[-1]
        parts.append(_text(x, y - 6, f"{what}: {points[-1][1]:.1f} ms", shade, "end"))
    sizes = [size for size, _ in next(iter(lines.values()))]
    parts += [_text(_across(n, len(sizes)), HIGH + TOP + 20, f"{s:,}", "#333") for n, s in enumerate(sizes)]
    label = "Median time of a search by the number of bookings in the table"
    size = f'viewBox="0 0 {WIDE + LEFT + 40} {HIGH + TOP + 40}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
    return head + "".join(parts) + "</svg>\n"


def _across(place: int, count: int) -> float:
    return round(LEFT + 40 + place * (WIDE - 60) / max(count - 1, 1), 1)


def _down(ms: float) -> float:
    level = len(str(max(int(ms), 1))) - 1 + (max(ms, 1) / 10 ** (len(str(max(int(ms), 1))) - 1) - 1) / 9
    return round(TOP + HIGH - level * HIGH / 3, 1)


def _axis(level: int) -> str:
    y = _down(level)
    line = f'<line x1="{LEFT}" x2="{WIDE + LEFT}" y1="{y}" y2="{y}" stroke="#ddd"/>'
    return line + _text(LEFT - 6, y + 4, f"{level} ms", "#333", "end")


def _text(x: float, y: float, words: str, shade: str, anchor: str = "middle") -> str:
    style = f'font-family="sans-serif" font-size="11" fill="{shade}" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'


def morning(rows: list[dict[str, object]]) -> str:
    """Two bars for each kind of page: the median, and behind it what 95 of 100 stay below, in ms."""
    found = [
        (str(row["name"]).split("people, ")[1], float(str(row["median_ms"])), float(str(row["p95_ms"])))
        for row in rows
    ]
    most, high = max(p95 for *_, p95 in found), 26 * len(found)
    parts = []
    for place, (what, median, p95) in enumerate(found):
        y = TOP + 26 * place
        parts += [_bar(y, p95 / most, "#c9dedb"), _bar(y, median / most, SHADES[0])]
        parts.append(_text(BARS - 8, y + 13, what, "#333", "end"))
        parts.append(
            _text(BARS + 8 + WIDE * p95 / most, y + 13, f"{median:,.0f} / {p95:,.0f} ms", "#333", "start")
        )
    label = "A Monday morning: median and 95th percentile of each kind of request, in milliseconds"
    size = f'viewBox="0 0 {WIDE + BARS + 110} {high + TOP + 10}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
    return head + "".join(parts) + "</svg>\n"


def _bar(y: float, share: float, shade: str) -> str:
    return f'<rect x="{BARS}" y="{y}" width="{WIDE * share:.1f}" height="18" fill="{shade}"/>'


def rows_of(group: str) -> list[dict[str, object]]:
    """What the last run of a group measured."""
    rows: list[dict[str, object]] = json.loads((RESULTS / f"{group}.json").read_text())["rows"]
    return rows


if __name__ == "__main__":
    for group, picture, draw in (
        ("slots", "flat", lambda rows: drawing(series(rows))),
        ("monday", "monday", morning),
    ):
        if (RESULTS / f"{group}.json").exists():
            (PICTURES / f"{picture}.svg").write_text(draw(rows_of(group)))
