"""How long safety answers count, and the words for it: one figure, that of the rules."""

from assessments.rules import load_rules


def fresh_for_days() -> int:
    """Source: safety 3.7, rule 6; X3"""
    return load_rules().safety.fresh_for_days


def more_than_that() -> str:
    """Longer than answers count: "more than 14 days"."""
    return f"more than {fresh_for_days()} days"
