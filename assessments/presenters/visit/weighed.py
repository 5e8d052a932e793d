"""The causes on one zero line: what the answers say, what today's tests add, and what speaks against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.labels import BANDS, CLINICAL_CAUSES
from assessments.labels_care import DECISIONS
from assessments.models import CauseDecision, Screening
from assessments.presenters.flagged import flagged_of
from assessments.presenters.theirs import of_them
from assessments.rules.screening import load_screening

POINT = 20  # drawing units a point
LEFT, RIGHT = 5, 13  # points shown against and for
SHOWN = {"main_factor", "may_be_adding"}
URGENT = {"same_day", "emergency"}


@dataclass(frozen=True)
class CauseRow:
    """One cause. `intake`, `today` and `against` are lengths in the drawing's units from the zero line."""

    code: str
    name: str
    band: str
    band_label: str
    net: str
    answered: int
    asked: int
    intake: int
    today: int
    against: int
    reasons_for: tuple[tuple[str, int], ...]  # the words and their points
    reasons_against: tuple[tuple[str, int], ...]
    shows: bool
    decision: CauseDecision | None = None

    @property
    def zero(self) -> int:
        return LEFT * POINT

    @property
    def today_from(self) -> int:
        return self.zero + self.intake

    @property
    def against_from(self) -> int:
        return self.zero - self.against

    @property
    def decision_label(self) -> str:
        return DECISIONS[self.decision.decision] if self.decision else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What the therapist may say of it."""
        return [("confirmed", "Confirm"), ("struck", "Strike out")] if self.shows else [("added", "Add")]


@dataclass(frozen=True)
class WantedTest:
    test: str
    title: str
    part: str
    because: str


def causes_of(picture: Mapping[str, Any] | None, decisions: Mapping[str, CauseDecision]) -> list[CauseRow]:
    """All five in the picture's order; nothing where there is no picture."""
    return [_cause(cause, decisions.get(cause["id"])) for cause in (picture or {}).get("causes", [])]


def _cause(cause: Mapping[str, Any], decision: CauseDecision | None) -> CauseRow:
    tests = {spec.code for spec in load_screening().tests}
    today = [r for r in cause["for"] if r["answer"].split(".")[0] in tests]
    said = [r for r in cause["for"] if r not in today]
    return CauseRow(
        code=cause["id"],
        name=CLINICAL_CAUSES[cause["id"]],
        band=cause["band"],
        band_label=BANDS[cause["band"]],
        net=f"{cause['score']:+d}".replace("-", "−") if cause["score"] else "0",
        answered=cause["coverage"]["answered"],
        asked=cause["coverage"]["asked"],
        intake=min(_points(said), RIGHT) * POINT,
        today=min(_points(today), max(0, RIGHT - _points(said))) * POINT,
        against=min(_points(cause["against"]), LEFT) * POINT,
        reasons_for=_reasons(cause["for"]),
        reasons_against=_reasons(cause["against"]),
        shows=cause["band"] in SHOWN,
        decision=decision,
    )


def _reasons(reasons: list[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    """The weightiest first."""
    said = [(of_them(reason["because"]), abs(reason["points"])) for reason in reasons]
    return tuple(sorted(said, key=lambda pair: -pair[1]))


def _points(reasons: list[Mapping[str, Any]]) -> int:
    return sum(abs(reason["points"]) for reason in reasons)


def tests_first(picture: Mapping[str, Any] | None, done: set[str]) -> list[WantedTest]:
    """Up to three tests that could change the picture most and are not done yet."""
    rules = {spec.code: spec for spec in load_screening().tests}
    wanted = (picture or {}).get("next", {}).get("screen_first", [])
    rows = [row for row in wanted if row["test"] in rules and row["test"] not in done]
    return [
        WantedTest(row["test"], rules[row["test"]].title, rules[row["test"]].part, of_them(row["because"]))
        for row in rows[:3]
    ]


def alerts_of(picture: Mapping[str, Any] | None, screening: Screening) -> tuple[str, ...]:
    """What a running visit has shown that needs help today, in plain words: a reason to finish it now."""
    if picture is None or screening.result is None or not screening.is_running:
        return ()
    known = {flag["id"] for flag in screening.result.snapshot["triage"]["flags"]}
    new = [flag for flag in picture["triage"]["flags"] if flag["id"] not in known]
    return tuple(flag.what for flag in flagged_of({"flags": [f for f in new if f["tier"] in URGENT]}))
