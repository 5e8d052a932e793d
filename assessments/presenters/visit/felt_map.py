"""The pins of the picture: where each finding of the list lies on the drawn legs, back and front."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assessments.models import Finding

APART = 20  # two pins of one place stand side by side

# Place → view, and its middle on the right half as it is drawn in the templates, in units of the drawing.
MIDDLES = {
    "popliteal_fossa": ("legs_back", 61, 72),
    "gastrocnemius_medial": ("legs_back", 42, 148),
    "gastrocnemius_lateral": ("legs_back", 80, 143),
    "soleus": ("legs_back", 60, 232),
    "achilles_tendon": ("legs_back", 60, 308),
    "plantar_fascia": ("legs_back", 62, 378),
    "tibialis_anterior": ("legs_front", 67, 180),
    "peroneals": ("legs_front", 86, 150),
    "lumbar": ("trunk_back", 28, 48),
    "gluteals": ("trunk_back", 48, 105),
    "hamstrings": ("trunk_back", 54, 190),
    "hip_flexors": ("trunk_front", 42, 98),
    "quadriceps": ("trunk_front", 57, 182),
}
# View → the line it is mirrored at, how far the halves stand from it, how far down the drawing begins.
FRAMES = {
    "legs_back": (160, 14, 8),
    "legs_front": (160, 14, 4),
    "trunk_back": (160, 0, 0),
    "trunk_front": (160, 0, 0),
}


@dataclass(frozen=True)
class Pin:
    """One number of the list, in units of its drawing."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Pins:
    """The pins of each view, as the templates ask for them."""

    legs_back: list[Pin] = field(default_factory=list)
    legs_front: list[Pin] = field(default_factory=list)
    trunk_back: list[Pin] = field(default_factory=list)
    trunk_front: list[Pin] = field(default_factory=list)

    @property
    def has_trunk(self) -> bool:
        return bool(self.trunk_back or self.trunk_front)


def pins_of(found: Iterable[Finding]) -> Pins:
    """A pin for whatever is felt and drawn; what is deep, or no longer felt, stands in the list alone."""
    pins, taken = Pins(), set[tuple[str, int, int]]()
    for number, finding in enumerate(found, start=1):
        if finding.region not in MIDDLES or not finding.severity:
            continue
        view = MIDDLES[finding.region][0]
        for side in ("left", "right") if finding.side == "both" else (finding.side,):
            x, y = _at(finding.region, side)
            while (view, x, y) in taken:
                x += APART
            taken.add((view, x, y))
            getattr(pins, view).append(Pin(number, x, y))
    return pins


def _at(region: str, side: str) -> tuple[int, int]:
    """From behind the left leg is on the left; from the front it is on the right."""
    view, x, y = MIDDLES[region]
    middle, apart, down = FRAMES[view]
    is_left = (side == "left") == view.endswith("back")
    return middle + (-1 if is_left else 1) * (x + apart), y + down
