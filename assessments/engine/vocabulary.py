"""Every name that a rule may use, and what may be said of it.

A name is a dotted key of the intake, a key of a measured test, or one of the worked-out facts below.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .schema import INJURY, SECTIONS
from .screening import TESTS, Scale
from .shapes import Choice, Numeric, Several, Shape, truth


@dataclass(frozen=True, slots=True)
class Name:
    """`words` it may be or include, `number` and `many` say which comparisons make sense."""

    words: frozenset[str] = frozenset()
    number: bool = False
    many: bool = False
    records: Mapping[str, "Name"] | None = None


NUMBER = Name(number=True)
TRUTH = Name(frozenset({"true", "false"}))
ANYTHING = Name()


def _name_of(shape: Shape) -> Name:
    if isinstance(shape, Choice):
        return Name(frozenset(shape.words))
    if isinstance(shape, Several):
        return Name(_name_of(shape.item).words, many=True)
    if isinstance(shape, Numeric):
        return NUMBER
    return TRUTH if shape is truth else ANYTHING


def _intake_names() -> dict[str, Name]:
    names = {
        f"{part}.{key}": _name_of(shape) for part, keys in SECTIONS.items() for key, shape in keys.items()
    }
    injury = {key: _name_of(shape) for key, shape in INJURY.items()}
    names["body.past_injuries"] = Name(many=True, records=injury)
    return names | {"goals": ANYTHING}


WORKED_OUT: dict[str, Name] = {
    "text.names_a_danger": TRUTH,
    "text.denies_an_answer": TRUTH,
    "asking.days_since_answers": NUMBER,
    "asking.days_to_event": NUMBER,
    "asking.event_day_is_rough": TRUTH,
    "asking.hours_since_last_cramp": NUMBER,
    "body.injuries_told": NUMBER,
    "body.weeks_from_shoes_to_cramps": NUMBER,
    "training.load_change_percent": NUMBER,
    "training.load_is_flat": TRUTH,
    "training.hard_share_percent": NUMBER,
    "training.cramping_session_longer_percent": NUMBER,
    "calf_girth.gap": NUMBER,
    "heel_raise_straight.percent_of_norm": NUMBER,
    "heel_raise_straight.gap": NUMBER,
    "heel_raise_straight.gap_percent": NUMBER,
    "heel_raise_bent.short_of_straight": NUMBER,
    "heel_raise_bent.short_of_straight_percent": NUMBER,
    "single_leg_stance.percent_of_norm": NUMBER,
    "knee_to_wall.gap": NUMBER,
    "hip_abduction.gap_percent": NUMBER,
    "straight_leg_raise.reproducing_leg": NUMBER,
    "foot_pulses.absent_in_cold_foot": TRUTH,
    "foot_posture_index.both_sides": TRUTH,
    "knee_to_wall.both_sides": TRUTH,
}


def _test_names() -> dict[str, Name]:
    names: dict[str, Name] = {}
    for test, kind in TESTS.items():
        if isinstance(kind, Scale):
            names |= {f"{test}.{part}": NUMBER for part in ("left", "right", "least", "most")}
        elif kind.words:
            words = frozenset(kind.words)
            names |= {f"{test}.{part}": Name(words) for part in ("left", "right")}
            names[f"{test}.seen"] = Name(words, many=True)
    names["front_plank.stopped"] = Name(
        frozenset({"pain", "cramp", "dizziness", "fatigue", "form"}), many=True
    )
    return names


INTAKE_NAMES: Mapping[str, Name] = _intake_names()
NAMES: Mapping[str, Name] = {**INTAKE_NAMES, **_test_names(), **WORKED_OUT}
TEST_NAMES: frozenset[str] = frozenset(TESTS)

UNUSABLE = frozenset({"not_sure", "rather_not_say", "prefer_not_to_say", "not_known"})
MAY_BE_EMPTY = frozenset({"body.past_injuries", "training.sports"})


def is_answered(name: str, value: object) -> bool:
    """Whether an answer can be used: missing, not sure and an empty list are no answers."""
    if value is None:
        return False
    if isinstance(value, str):
        return value not in UNUSABLE
    if isinstance(value, tuple):
        return "not_sure" not in value if value else name in MAY_BE_EMPTY
    return True
