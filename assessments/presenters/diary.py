"""The diary as lines of words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.labels_care import CRAMP_SETTINGS, SIDES
from assessments.models import ProgressEntry

DAYS = 8


@dataclass(frozen=True)
class DiaryRow:
    entry: ProgressEntry
    words: str


def diary_rows(entries: Iterable[ProgressEntry]) -> list[DiaryRow]:
    """Cramps and quiet weeks, newest first."""
    kept = [entry for entry in entries if entry.kind in ("cramp", "quiet_week")]
    return [DiaryRow(entry, words_of(entry)) for entry in reversed(kept)]


def words_of(entry: ProgressEntry) -> str:
    if entry.kind == "quiet_week":
        return "no cramps in 7 days"
    side = SIDES[entry.side].lower()
    pain = f"{entry.pain} of 10".replace(" ", "\N{NO-BREAK SPACE}")
    return f"{side}, {CRAMP_SETTINGS[entry.setting].lower()}, {pain}"


def days_back(today: date) -> list[tuple[str, str]]:
    """Today, yesterday and the days before, as choices."""
    words = ["today", "yesterday"]
    words += [f"{today - timedelta(days=ago):%A}" for ago in range(2, DAYS)]
    return [(str(ago), word) for ago, word in enumerate(words)]
