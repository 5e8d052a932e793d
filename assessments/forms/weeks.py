"""Training week by week: eight short rows, the last 7 days first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms.boundfield import BoundField

from assessments.forms.fields import AboutNumber
from assessments.forms.page import PageForm
from assessments.rules.questionnaire_terms import Question

COLUMNS = {
    "sessions": ("Sessions", 0, 30),
    "minutes": ("Minutes in all", 0, 6000),
    "effort": ("Effort, 0 to 10", 0, 10),
}


@dataclass(frozen=True)
class WeekRow:
    """One week on the page: its name and its three fields."""

    name: str
    cells: tuple[BoundField, ...]

    @property
    def faults(self) -> list[str]:
        return [fault for cell in self.cells for fault in cell.errors]


class WeeksForm(PageForm):
    """Rows count backwards from the last 7 days; the answer is a list with the oldest week first."""

    def add(self, question: Question, answer: Any, now: datetime) -> None:
        self.question = question
        newest_first = list(reversed(answer or []))
        for back in range(question.most):
            week = newest_first[back] if back < len(newest_first) else {}
            for column, (label, low, high) in COLUMNS.items():
                field = AboutNumber(low=low, high=high, required=False, label=label)
                self.fields[name_of(back, column)] = field
                self.initial[name_of(back, column)] = week.get(column)

    def clean(self) -> dict[str, Any]:
        weeks = [self._week(back) for back in range(self.question.most)]
        given = [back for back, week in enumerate(weeks) if week]
        for back in range(max(given, default=-1) + 1):
            if "minutes" not in weeks[back] and name_of(back, "minutes") not in self.errors:
                words = f"{week_name(back)}: enter the minutes, 0 if you did not train"
                self.add_error(name_of(back, "minutes"), words)
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        weeks = [week for back in range(self.question.most) if (week := self._week(back))]
        return {self.question.key: weeks[::-1] or None}

    def given_so_far(self) -> dict[str, Any]:
        return self.given() if self.is_valid() else {}

    def _week(self, back: int) -> dict[str, float]:
        cells = {column: self.cleaned_data.get(name_of(back, column)) for column in COLUMNS}
        return {column: value for column, value in cells.items() if value is not None}

    @property
    def rows(self) -> list[WeekRow]:
        return [
            WeekRow(week_name(back), tuple(self[name_of(back, column)] for column in COLUMNS))
            for back in range(self.question.most)
        ]


def name_of(back: int, column: str) -> str:
    return f"week-{back}-{column}"


def week_name(back: int) -> str:
    return ("The last 7 days", "1 week before")[back] if back < 2 else f"{back} weeks before"
