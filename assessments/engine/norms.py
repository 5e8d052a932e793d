"""What is usual for an age and a sex. Adults only."""

from collections.abc import Mapping
from dataclasses import dataclass

ADULT = 18


@dataclass(frozen=True, slots=True)
class AgeNorm:
    """Norms for ages first to last, both included, in the usual unit of the test."""

    first: int
    last: int
    male: int
    female: int

    def for_sex(self, sex: object) -> int:
        """Where the sex is not told, the lower of the two: what is low by it is low by both."""
        return {"male": self.male, "female": self.female}.get(str(sex), min(self.male, self.female))


@dataclass(frozen=True, slots=True)
class Norms:
    """Norms by test, and how the test must have been done for them to count (None: any way)."""

    ages: Mapping[str, tuple[AgeNorm, ...]]
    variants: Mapping[str, str | None]

    def of(self, test: str, age: object, sex: object) -> int | None:
        """The norm of an adult; None under 18 and where there is none. Source: S15a, S21a."""
        if not isinstance(age, int) or age < ADULT:
            return None
        for norm in self.ages.get(test, ()):
            if norm.first <= age <= norm.last:
                return norm.for_sex(sex)
        return None
