"""How long safety answers count and how long it takes to give them, in words: one figure for every page."""

from assessments.rules import load_rules

ALL_TAKE, SAFETY_TAKES = "10 to 15 minutes", "5 to 8 minutes"  # reckoned by a test from what is there to read


def fresh_for_days() -> int:
    """Source: safety 3.7, rule 6; X3"""
    return load_rules().safety.fresh_for_days


def more_than_that() -> str:
    """Longer than answers count: "more than 14 days"."""
    return f"more than {fresh_for_days()} days"
