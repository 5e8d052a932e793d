"""The words of the engine. Everything that is chosen from a list is one of these."""

from enum import StrEnum


class Tier(StrEnum):
    """How urgent the most urgent fired rule is, mildest first. Ordered by urgency, not by spelling."""

    NONE = "none"
    CAUTION = "caution"
    SOON_GP = "soon_gp"
    SAME_DAY = "same_day"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return _TIER_RANK[self]

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Tier) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Tier) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Tier) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Tier) else NotImplemented


_TIER_RANK = {tier.value: rank for rank, tier in enumerate(Tier)}


class Gate(StrEnum):
    """May this person be booked? Ordered like Tier: a later gate is a stricter one."""

    OPEN = "open"
    HELD = "held"
    REDIRECTED = "redirected"

    @property
    def rank(self) -> int:
        return _GATE_RANK[self]

    def stricter(self, other: "Gate") -> "Gate":
        return self if self.rank >= other.rank else other


_GATE_RANK = {gate.value: rank for rank, gate in enumerate(Gate)}


class Consequence(StrEnum):
    """What follows from a flag beside its tier and its gate."""

    ASKED_FIRST = "asked_first"
    LIGHT_ONLY = "light_only"
    PREGNANCY_TRAINED = "pregnancy_trained"


class Cause(StrEnum):
    """The five causes, in the order of the article. Source: A12 to A29."""

    CALF_WEAKNESS = "calf_weakness"
    FOOT_MECHANICS = "foot_mechanics"
    NERVE = "nerve"
    TRAINING_LOAD = "training_load"
    SLEEP_RECOVERY = "sleep_recovery"


class Band(StrEnum):
    MAIN_FACTOR = "main_factor"
    MAY_BE_ADDING = "may_be_adding"
    NOT_SHOWN = "not_shown"
    NOT_ENOUGH_TO_SAY = "not_enough_to_say"


class Pattern(StrEnum):
    """Labels for training life. Source: A45 to A52."""

    DESK_WARRIOR = "desk_warrior"
    WEEKEND_WARRIOR = "weekend_warrior"
    RETURNING_ATHLETE = "returning_athlete"
    VETERAN_ATHLETE = "veteran_athlete"


class Contributor(StrEnum):
    """Source: A76 to A80."""

    PRONATION_SUPINATION = "pronation_supination"
    LIMITED_DORSIFLEXION = "limited_dorsiflexion"
    HIP_WEAKNESS = "hip_weakness"
    POOR_CORE_STABILITY = "poor_core_stability"
    FOOTWEAR_MISMATCH = "footwear_mismatch"


class State(StrEnum):
    """How much a contributor shows."""

    PRESENT = "present"
    SUSPECTED = "suspected"
    NOT_SHOWN = "not_shown"
    UNKNOWN = "unknown"


class Fit(StrEnum):
    """How well a time suits a service."""

    BEST = "best"
    GOOD = "good"
    ALLOWED = "allowed"
    AVOID = "avoid"


class ServiceKind(StrEnum):
    INITIAL_ASSESSMENT = "initial_assessment"
    TREATMENT = "treatment"
    PREVENTIVE = "preventive"
    POST_CRAMP = "post_cramp"
    PRE_COMPETITION = "pre_competition"
    REASSESSMENT = "reassessment"


class Grade(StrEnum):
    """A trial or review on cramps, B cohort or case-control, C indirect, D opinion or the article only."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
