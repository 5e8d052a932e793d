"""How it goes since the plan began, for the visit page and the client's own page: charts and one verdict."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.catalogue import Person
from assessments.engine.progress import Reason
from assessments.engine.readings import norm_for
from assessments.labels_care import DONE_HOW, VERDICTS
from assessments.models import ProgressEntry
from assessments.presenters.charts import BarChart, LineChart, bar_chart, line_chart
from assessments.queries.progress import Progress
from assessments.queries.screenings import History
from assessments.rules import load_rules
from assessments.rules.exercises import load_library

LAST_PHASE = 3
USUAL_WAY = "wedge"  # a client would not know the word
TAGS = {"better": "done", "same": "waiting", "worse": "caution", "unknown": "waiting"}
NOT_KNOWN = {
    "cramps": "Cramps: not enough weeks written down, before and since.",
    "activities": "Your activities: scored less than twice.",
    "heel_raises": "Heel raises, {side}: counted less than twice.",
}


@dataclass(frozen=True)
class Since:
    """The verdict with its reasons, the charts, and what falls due."""

    week: int
    verdict: str
    tag: str
    reasons: tuple[str, ...]
    review: bool
    move_on: str
    progress: Progress
    cramps: BarChart | None
    raises: LineChart | None


def since_of(progress: Progress | None, history: History | None, person: Person) -> Since | None:
    """None where there is no plan yet."""
    if progress is None:
        return None
    judged = progress.judgement
    return Since(
        week=progress.week,
        verdict=VERDICTS[judged.verdict],
        tag=TAGS[judged.verdict],
        reasons=tuple(_sentence(reason) for reason in judged.reasons),
        review=judged.review,
        move_on=_move_on(progress),
        progress=progress,
        cramps=cramps_chart(progress),
        raises=raises_chart(history, person) if history else None,
    )


def _move_on(progress: Progress) -> str:
    """What the criteria allow, where all of this phase's are met; empty otherwise. A person decides."""
    if not progress.criteria or not all(progress.criteria.values()):
        return ""
    if progress.phase == LAST_PHASE - 1:
        return "All that phase 2 asks for is met: from treatment to maintenance, phase 3 can begin."
    if progress.phase < LAST_PHASE:
        return f"All that phase {progress.phase} asks for is met: phase {progress.phase + 1} can begin."
    return "All that the last phase asks for is met: visits only as needed from now on."


def _sentence(reason: Reason) -> str:
    if reason.before is None or reason.now is None:
        return NOT_KNOWN[reason.measure].format(side=reason.side)
    numbers = f"{_number(reason.before)} → {_number(reason.now)}"
    word = VERDICTS[reason.verdict].lower()
    if reason.measure == "cramps":
        told = " (the first as told at the start)" if reason.is_told else ""
        return f"Cramps a week: {numbers}{told}, {word} (a change of a quarter counts)."
    if reason.measure == "activities":
        return f"Activities, out of 10: {numbers}, {word} (a change of {reason.enough} points counts)."
    if reason.measure == "pain":
        return f"Pain when walking, out of 10: {numbers}, {word} (a change of {reason.enough} points counts)."
    return f"Heel raises, {reason.side}: {numbers}, {word} (a change of {reason.enough} counts)."


def _number(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0")


def cramps_chart(progress: Progress) -> BarChart | None:
    """Cramps a week, the two weeks before the plan first, with the line of a quarter fewer.

    Nothing where no week is known: a row of question marks says no more than the sentence above it.
    """
    values = [(_week(w.number), None if w.cramps is None else float(w.cramps)) for w in progress.weeks]
    if all(value is None for _, value in values):
        return None
    before = progress.judgement.reasons[0].before
    left = 1 - Fraction(load_library().outcome.fewer_percent, 100)
    goal = float(before * left) if before else None
    return bar_chart(
        "Cramps a week (−2 and −1: before the plan)",
        "cramps",
        values[:14],
        before=2,
        goal=goal,
        goal_label="a quarter fewer",
    )


def _week(number: int) -> str:
    return f"−{abs(number)}" if number < 0 else str(number)


def raises_chart(history: History, person: Person) -> LineChart | None:
    """Heel raises at each visit, left and right, against the norm and three quarters of it.

    Only those that were done as the newest were, and the norm only where it is one of that way.
    """
    counted = [row for row in history.raises if row.number is not None]
    variant = counted[-1].variant if counted else ""
    rows = [row for row in counted if row.variant == variant]
    visits = list(dict.fromkeys(row.screening_id for row in rows))[-8:]
    if len(visits) < 2:
        return None
    days = {row.screening_id: row.measured_at for row in rows}
    by_place = {(row.screening_id, row.side): float(row.number or 0) for row in rows}
    lines = [(side.capitalize(), [by_place.get((v, side)) for v in visits]) for side in ("left", "right")]
    norm = norm_for("heel_raise_straight", variant, person, load_rules().norms)
    marks = [(f"usual {norm}", float(norm)), ("75%", norm * 0.75)] if norm else []
    labels = [f"{days[visit].day} {days[visit]:%b}" for visit in visits]
    title = f"Heel raises {DONE_HOW[variant]}" if variant in DONE_HOW.keys() - {USUAL_WAY} else "Heel raises"
    return line_chart(title, "raises", labels, lines, marks=marks)


def _load(row: ProgressEntry) -> int | None:
    """Minutes times effort of 10, in arbitrary units. Source: evidence 2.5."""
    if row.training_minutes is None or row.training_effort is None:
        return None
    return row.training_minutes * row.training_effort


def check_in_charts(progress: Progress) -> list[BarChart]:
    """What the client wrote of each week: sleep, training, load, walking pain; a chart each."""
    rows = progress.check_ins[-10:]
    labels = [f"{row.happened_on.day} {row.happened_on:%b}" for row in rows]
    kinds = (
        ("Sleep, hours a night", "hours a night", [row.sleep_hours for row in rows]),
        ("Training, minutes a week", "minutes a week", [row.training_minutes for row in rows]),
        ("Load: minutes times effort", "minutes x effort", [_load(row) for row in rows]),
        ("Walking pain, 0 to 10", "of 10", [row.pain for row in rows]),
    )
    return [
        bar_chart(
            title,
            unit,
            [(label, None if v is None else float(v)) for label, v in zip(labels, values, strict=True)],
        )
        for title, unit, values in kinds
        if any(value is not None for value in values)
    ]
