"""One factor as the page shows it: reasons for and against that can be counted, and what is not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.labels import BANDS, CAUSES, GRADES
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import Answers, route

SHOWN_BANDS = frozenset({"main_factor", "may_be_adding"})
SAYS = {
    "calf_weakness": "Your calves may not be strong enough yet for what you ask. A tired one may cramp more.",
    "foot_mechanics": "The way your foot meets the ground may be giving your calf more work with each step.",
    "nerve": "The nerves to the calf start in the low back. Something there may be stirring them.",
    "training_load": "Your calf may have been asked for more, or sooner, than it was ready for.",
    "sleep_recovery": "Your muscles may not be getting the rest that they need.",
}


@dataclass(frozen=True)
class Reason:
    """One thing that counts. `points` is its weight, 1 to 3, without the sign."""

    words: str
    points: int
    sources: tuple[str, ...]
    grade: str

    @property
    def grounds(self) -> str:
        return GRADES.get(self.grade, "")


@dataclass(frozen=True)
class Factor:
    """One of the five. `score` is points for minus points against, as the engine counted them.

    `applies` is false of the training of somebody who does not train: that is no gap in what we know.
    """

    code: str
    name: str
    says: str
    band: str
    score: int
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    answered: int
    asked: int
    unknown: tuple[str, ...]
    to_measure: bool
    applies: bool

    @property
    def band_label(self) -> str:
        return BANDS[self.band] if self.applies else "Does not apply"

    @property
    def shows(self) -> bool:
        return self.band in SHOWN_BANDS

    @property
    def points_for(self) -> int:
        return sum(reason.points for reason in self.reasons_for)

    @property
    def points_against(self) -> int:
        return sum(reason.points for reason in self.reasons_against)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.reasons_for + self.reasons_against


def factors_of(snapshot: Mapping[str, Any], answers: Answers) -> tuple[Factor, ...]:
    """The five factors in the order of the result."""
    apart = set() if _trains(answers) else {("training_load", "not_enough_to_say")}
    return tuple(_factor(cause, (cause["id"], cause["band"]) not in apart) for cause in snapshot["causes"])


def _trains(answers: Answers) -> bool:
    """Were weeks of training asked for? Not of somebody who told that there are none."""
    return any(page.layout == "weeks" for page in route(load_questionnaire(), answers))


def _factor(cause: Mapping[str, Any], applies: bool) -> Factor:
    known = load_questionnaire().by_key
    asked = [key for key in cause["unknown"] if key in known]
    return Factor(
        code=cause["id"],
        name=CAUSES[cause["id"]],
        says=SAYS[cause["id"]],
        band=cause["band"],
        score=cause["score"],
        reasons_for=tuple(_reasons(cause["for"])),
        reasons_against=tuple(_reasons(cause["against"])),
        answered=cause["coverage"]["answered"],
        asked=cause["coverage"]["asked"],
        unknown=tuple(known[key].short for key in asked),
        to_measure=len(asked) < len(cause["unknown"]),
        applies=applies,
    )


def _reasons(documents: Iterable[Mapping[str, Any]]) -> Iterable[Reason]:
    for reason in documents:
        yield Reason(
            reason["because"], abs(reason["points"]), tuple(reason["source"]), reason.get("grade", "")
        )
