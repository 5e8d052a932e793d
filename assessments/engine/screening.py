"""What a therapist measured and felt, read and checked.

The contract lets any number or word stand as a value. A value that its test can't have (a word for a count, a
girth in degrees, a foot posture of 99) is refused by name: dropped in silence, it could hide a swollen calf.
A test without a value was noted and not measured; it counts as not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from .shapes import Choice, Faults, Number, Numeric, Several, Shape, exact, is_text, moment, record, text

SIDES = ("left", "right", "both")
REGIONS = (
    *("gastrocnemius_medial", "gastrocnemius_lateral", "soleus", "tibialis_posterior", "tibialis_anterior"),
    *("peroneals", "achilles_tendon", "plantar_fascia", "popliteal_fossa", "hamstrings", "quadriceps"),
    *("hip_flexors", "gluteals", "lumbar"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A test that gives a number. `units` maps each unit to its limits there, the usual unit first."""

    units: Mapping[str, tuple[int, int]]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A test that gives one of these words, best first."""

    words: tuple[str, ...]


QUALITY = Words(("good", "fair", "poor"))
FREE = Words(())
RAISES = Scale({"reps": (0, 300)}, whole=True)

TESTS: dict[str, Scale | Words] = {
    "gait_walk": QUALITY,
    "gait_run": QUALITY,
    "squat": QUALITY,
    "single_leg_squat": QUALITY,
    "single_leg_stance": Scale({"s": (0, 600)}),
    "y_balance_anterior": Scale({"cm": (0, 200), "percent_leg_length": (0, 200)}),
    "heel_raise_straight": RAISES,
    "heel_raise_bent": RAISES,
    "toe_grip": Words(("holds", "slips")),
    "hip_abduction": Scale({"percent_body_weight": (0, 200), "grade": (0, 5)}),
    "front_plank": Scale({"s": (0, 7200)}),
    "calf_girth": Scale({"cm": (10, 100), "mm": (100, 1000)}),
    "knee_to_wall": Scale({"cm": (0, 40), "mm": (0, 400)}),
    "ankle_angle": Scale({"deg": (-90, 120)}),
    "thomas_hip": Scale({"deg": (-180, 180)}),
    "hip_rotation": Scale({"deg": (-180, 180)}),
    "lumbar_movement": Words(("free", "stiff", "reproduces")),
    "straight_leg_raise": Scale({"deg": (0, 180)}),
    "slump": Words(("negative", "positive", "positive_changes_with_neck")),
    "foot_posture_index": Scale({"points": (-12, 12)}, whole=True),
    "navicular_drop": Scale({"mm": (-50, 100), "cm": (-5, 10)}),
    "standing_posture": FREE,
    "sitting_posture": FREE,
    "shoe_check": Words(("fine", "worn", "poor_fit", "recently_changed")),
    "running_pronation": Words(("neutral", "over", "under")),
    "pitting": Words(("absent", "present")),
    "ankle_jerk": Words(("normal", "reduced", "absent")),
    "sensation": Words(("normal", "reduced")),
    "foot_pulses": Words(("present", "weak", "absent")),
    "foot_temperature": Words(("warm", "cool", "cold")),
}
IN_USUAL_UNIT = {("mm", "cm"): Fraction(1, 10), ("cm", "mm"): Fraction(10)}


@dataclass(frozen=True, slots=True)
class Measured:
    """One test as it was done. `value` is a number in the usual unit, a word, or None where not measured."""

    test: str
    side: str | None
    value: Number | str | None
    unit: str | None
    variant: str | None
    pain: Number | None
    reproduces: str | None
    stopped: str | None


@dataclass(frozen=True, slots=True)
class Screening:
    recorded_at: datetime
    tests: tuple[Measured, ...] = ()


def _any_value(value: object, faults: Faults) -> object:
    if isinstance(value, str):
        if not is_text(value):
            faults.append(("", "holds a character that can't be written as text"))
    elif exact(value) is None or isinstance(value, bool):
        faults.append(("", "must be a number or a word"))
    return value


TEST: dict[str, Shape] = {
    "test": Choice(*TESTS),
    "part": Choice("movement", "strength", "flexibility", "posture", "neuro_vascular"),
    "side": Choice(*SIDES),
    "value": _any_value,
    "unit": Choice(
        "reps", "cm", "mm", "deg", "s", "points", "percent_body_weight", "percent_leg_length", "grade"
    ),
    "variant": Choice("flat", "wedge", "shoes_on", "barefoot"),
    "pain": Numeric(0, 10),
    "reproduces": Choice("leg_symptom", "hamstring_stretch", "nothing"),
    "stopped": Choice("pain", "cramp", "dizziness", "fatigue", "form"),
    "note": text(2000),
}
FINDING: dict[str, Shape] = {
    "kind": Choice("trigger_point", "tissue_quality", "imbalance", "fascial_restriction"),
    "region": Choice(*REGIONS),
    "side": Choice(*SIDES),
    "severity": Numeric(0, 3, whole=True),
    "refers_to": Choice(*REGIONS),
    "note": text(2000),
}
SCREENING = record(
    {
        "recorded_at": moment,
        "tests": Several(record(TEST, needs=("test",))),
        "findings": Several(record(FINDING, needs=("kind", "region", "side"))),
    },
    needs=("recorded_at",),
)


def screening_of(document: object, faults: Faults) -> Screening | None:
    """The document as a Screening; None where `faults` says why not."""
    read = SCREENING(document, faults)
    if faults or not isinstance(read, dict):
        return None
    tests = tuple(
        _measured(given, f"/tests/{place}", faults) for place, given in enumerate(read.get("tests", ()))
    )
    return Screening(read["recorded_at"], tests)


def _measured(given: Mapping[str, object], path: str, faults: Faults) -> Measured:
    known = {name: given.get(name) for name in Measured.__slots__}
    kind = TESTS[str(given["test"])]
    if "value" in given:
        known["value"] = (
            _worded(kind, given, path, faults)
            if isinstance(kind, Words)
            else _scaled(kind, given, path, faults)
        )
    return Measured(**known)  # type: ignore[arg-type]


def _worded(kind: Words, given: Mapping[str, object], path: str, faults: Faults) -> object:
    value = given["value"]
    if kind.words and value not in kind.words:
        faults.append((f"{path}/value", f"must be one of: {', '.join(kind.words)}"))
    return value


def _scaled(kind: Scale, given: Mapping[str, object], path: str, faults: Faults) -> object:
    usual = next(iter(kind.units))
    unit = str(given.get("unit", usual))
    if unit not in kind.units:
        faults.append((f"{path}/unit", f"must be one of: {', '.join(kind.units)}"))
        return None
    below: Faults = []
    value = Numeric(*kind.units[unit], whole=kind.whole)(given["value"], below)
    faults.extend((f"{path}/value", f"{message} ({unit})") for _, message in below)
    factor = IN_USUAL_UNIT.get((unit, usual))
    return value * factor if factor is not None and isinstance(value, int | Fraction) else value
