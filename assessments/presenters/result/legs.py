"""What the drawing of the legs marks: the part that a factor is about, or else where it cramps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.presenters.result.factors import Factor

PARTS = {"calf_weakness": "soleus", "foot_mechanics": "foot", "nerve": "nerve"}
STRENGTH = {"main_factor": "on", "may_be_adding": "may"}
PLACES = {
    "upper_calf": ("on-upper",),
    "lower_calf": ("on-lower",),
    "whole_calf": ("on-upper", "on-lower"),
    "foot": ("on-foot",),
}
ONE_LEG = {"left": "left leg", "right": "right leg"}


@dataclass(frozen=True)
class Legs:
    """Classes for each leg, as components/legs.html takes them, and what the drawing says."""

    left: str
    right: str
    says: str


def legs_of(factors: Iterable[Factor], answers: Mapping[str, Any]) -> Legs | None:
    """The marks of the drawing; None where nothing is known of a place."""
    cramps = answers.get("cramps", {})
    side = cramps.get("side", "both")
    by_factor = [f"{STRENGTH[f.band]}-{PARTS[f.code]}" for f in factors if f.shows and f.code in PARTS]
    told = [mark for place in cramps.get("places", ()) for mark in PLACES.get(place, ())]
    marks = " ".join(dict.fromkeys(by_factor or told))
    if not marks:
        return None
    what = "The part that may be adding" if by_factor else "Where you told us it cramps"
    says = f"{what}: {ONE_LEG.get(side, 'both legs')}, seen from behind"
    return Legs("" if side == "right" else marks, "" if side == "left" else marks, says)
