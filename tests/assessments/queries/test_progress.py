"""Heel raises then and now: only counts of the same kind are compared."""

from datetime import UTC, datetime
from decimal import Decimal

from assessments.engine.catalogue import Person
from assessments.models import Observation
from assessments.queries.progress import raises_of

WOMAN = Person(43, "female")


def count(day, number, variant, side="left"):
    at = datetime(2026, 10, day, 12, tzinfo=UTC)
    return Observation(side=side, number=Decimal(number), variant=variant, measured_at=at)


def test_a_count_on_a_flat_floor_is_not_the_beginning_of_one_on_a_wedge():
    rows = [count(1, 30, "flat"), count(20, 18, "wedge")]
    (left,) = raises_of(rows, WOMAN, datetime(2026, 10, 2, tzinfo=UTC).date())
    assert (left.before, left.now, left.norm) == (18, None, 25)


def test_counts_of_the_same_kind_are_compared_over_another_between():
    rows = [count(1, 11, "wedge"), count(10, 30, "flat"), count(20, 18, "wedge")]
    (left,) = raises_of(rows, WOMAN, datetime(2026, 10, 2, tzinfo=UTC).date())
    assert (left.before, left.now, left.norm) == (11, 18, 25)
