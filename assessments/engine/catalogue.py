"""What a test of the screening is: frozen inputs that the rules files fill and the core reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

SIDES = ("left", "right")


@dataclass(frozen=True)
class ScreeningTest:
    """One test: how it is done, what may be written down, and its limits in its own unit.

    `kind` is number, words or text. `low` and `high` mark a value beyond them, `gap` a side difference in
    the unit, `gap_share` one in percent of the better side; `real_change` is the smallest change between
    two visits that is more than noise, None where no limit is agreed. One that `stops` can end a visit.
    With `adults`, `low` and `high` judge nobody under 18 or of unknown age (ADR 28).
    """

    code: str
    part: str
    title: str
    how: str
    kind: str
    sides: tuple[str, ...]
    unit: str = ""
    step: Decimal = Decimal(1)
    min: Decimal = Decimal(0)
    max: Decimal = Decimal(0)
    words: Mapping[str, str] = field(default_factory=dict)
    flag: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    tool: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    gap: Decimal | None = None
    gap_share: Decimal | None = None
    real_change: Decimal | None = None
    usual: str = ""
    reproduces: bool = False
    stops: bool = False
    adults: bool = False
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All tests of one version, in the order of the visit."""

    version: str
    parts: Mapping[str, str]
    tests: tuple[ScreeningTest, ...]

    def test(self, code: str) -> ScreeningTest:
        """Raises KeyError for a test that this version does not have."""
        return self._by_code[code]

    def of_part(self, part: str) -> tuple[ScreeningTest, ...]:
        return tuple(spec for spec in self.tests if spec.part == part)

    @property
    def _by_code(self) -> Mapping[str, ScreeningTest]:
        return {spec.code: spec for spec in self.tests}


@dataclass(frozen=True)
class Person:
    """What a norm depends on; None where it is not known. Adult norms are never used under 18."""

    age: int | None
    sex: str = ""


@dataclass(frozen=True)
class Measure:
    """One value as measured: a number in the test's unit, or one of its words. `side` may be both."""

    test: str
    side: str
    value: Decimal | str
    variant: str = ""
    pain: int | None = None
    stopped: str = ""
    reproduces: str = ""
    note: str = ""
