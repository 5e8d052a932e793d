"""Numbers for the small drawings: bars of training weeks, and a line of days. No style, only places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.labels import SERVICES
from assessments.presenters.result.windows import days_between
from hekas.web.templatetags.plain import short_day

CHART_WIDTH, CHART_HEIGHT, BAR_GAP = 320, 96, 8
LINE_START, LINE_END = 12, 308
WORDS, WORDS_FROM, WORDS_TO = 138, 8, 320  # what the longest name or its days take of the line's 320
EVENT_WORDS_TO = 256  # or further on: before it there is room for those of the cramp
DRAWN_SERVICES = ("post_cramp", "pre_competition")
DRAWN_FITS = frozenset({"best", "good"})
SHORTEST_SPAN = timedelta(days=3)


@dataclass(frozen=True)
class Bar:
    """One week: where its bar stands, and what the table behind it says."""

    x: float
    y: float
    width: float
    height: float
    week: str
    load: int
    is_recent: bool


def load_bars(answers: Mapping[str, Any]) -> tuple[Bar, ...]:
    """Load of each week that was told, oldest first: minutes x effort. None where fewer than three."""
    weeks = answers.get("training", {}).get("weeks", [])
    loads = [round(week["minutes"] * week["effort"]) for week in weeks if "effort" in week]
    if len(loads) < max(3, len(weeks)) or not any(loads):
        return ()
    step = (CHART_WIDTH + BAR_GAP) / len(loads)
    return tuple(_bar(index, load, loads, step) for index, load in enumerate(loads))


def _bar(index: int, load: int, loads: list[int], step: float) -> Bar:
    height = max(2.0, round(CHART_HEIGHT * load / max(loads), 1))
    before = len(loads) - 1 - index
    week = "Last week" if before == 0 else f"{before} week{'s' if before > 1 else ''} before"
    place = round(index * step, 1), round(CHART_HEIGHT - height, 1)
    return Bar(*place, round(step - BAR_GAP, 1), height, week, load, before < 2)


@dataclass(frozen=True)
class Mark:
    """A point on the line of days: a cramp (words from `words_at` on) or an event (words until there)."""

    x: float
    words: str
    at: datetime
    words_at: float


@dataclass(frozen=True)
class Stretch:
    """A stretch of the line in which a session fits; `days` as one would say them."""

    x: float
    width: float
    words: str
    days: str
    kind: str
    words_at: float


@dataclass(frozen=True)
class DayLine:
    cramp: Mark | None
    event: Mark | None
    stretches: tuple[Stretch, ...]

    @property
    def in_words(self) -> str:
        """What it shows, from left to right, for whoever has it read out."""
        ends = [f"{mark.words.capitalize()}, {short_day(mark.at)}." if mark else "" for mark in self._ends]
        told = (f"{stretch.words}, {stretch.days}." for stretch in self.stretches)
        return " ".join(filter(None, (ends[0], *told, ends[1])))

    @property
    def _ends(self) -> tuple[Mark | None, Mark | None]:
        return self.cramp, self.event


def day_line(
    answers: Mapping[str, Any], windows: Iterable[Mapping[str, str]], *, is_rough: bool = False
) -> DayLine | None:
    """The cramp, the windows and the event on one line; None where there is nothing to place.

    `is_rough`: the event's day isn't known, and stands for the weekend.
    """
    drawn = [w for w in windows if _is_drawn(w)]
    cramp, event = _cramp(answers), _event(answers)
    moments = [m for w in drawn for m in _ends(w)] + [m for m in (cramp, event) if m]
    if not drawn:
        return None
    first, last = min(moments), max(moments)
    last = max(last, first + SHORTEST_SPAN)

    def place(moment: datetime) -> float:
        return round(LINE_START + (LINE_END - LINE_START) * ((moment - first) / (last - first)), 1)

    return DayLine(
        Mark(place(cramp), "cramp", cramp, LINE_START) if cramp else None,
        _flag(place(event), event, is_rough) if event else None,
        _apart(sorted((_stretch(window, place) for window in drawn), key=lambda one: one.x)),
    )


def _flag(x: float, event: datetime, is_rough: bool) -> Mark:
    return Mark(x, "event about" if is_rough else "event", event, max(x, EVENT_WORDS_TO))


def _stretch(window: Mapping[str, str], place) -> Stretch:  # type: ignore[no-untyped-def]
    start, end = _ends(window)
    width, at = max(10.0, round(place(end) - place(start), 1)), place(start)
    kind = window["service"]
    return Stretch(at, width, SERVICES[kind], days_between(start, end), kind, min(at, WORDS_TO - WORDS))


def _apart(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Each with its words below it, or so far to its side that none stand over the next one's."""
    told: list[Stretch] = []
    for left, one in enumerate(stretches):
        room = WORDS_FROM + left * WORDS  # what those before it take at least
        told.append(replace(one, words_at=max(one.words_at, room)))
    for at in reversed(range(len(told) - 1)):
        told[at] = replace(told[at], words_at=min(told[at].words_at, told[at + 1].words_at - WORDS))
    return tuple(told)


def _is_drawn(window: Mapping[str, str]) -> bool:
    whole = "from" in window and "to" in window
    return whole and window["service"] in DRAWN_SERVICES and window["fit"] in DRAWN_FITS


def _ends(window: Mapping[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(window["from"]), datetime.fromisoformat(window["to"])


def _cramp(answers: Mapping[str, Any]) -> datetime | None:
    text = answers.get("cramps", {}).get("last_cramp_at")
    return datetime.fromisoformat(text) if text else None


def _event(answers: Mapping[str, Any]) -> datetime | None:
    text = answers.get("training", {}).get("next_event_on")
    if not text:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())
