"""Where rules and therapists differ: counting it, and what a weight might become. A person decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEAST = 8  # decisions, before their share says anything
STRONGEST = 3  # points, as in the evidence table


@dataclass(frozen=True)
class Tally:
    """How often the therapists went along. `over`: said more than they did; `under`: said less."""

    agreed: int = 0
    over: int = 0
    under: int = 0

    @property
    def total(self) -> int:
        return self.agreed + self.over + self.under

    @property
    def share(self) -> int:
        """Whole percent, rounded down; 0 where nothing was decided."""
        return self.agreed * 100 // self.total if self.total else 0


def verdict(points: int, decision: str) -> str:
    """What a decision says of a rule that spoke: agreed, over or under.

    One that spoke for the cause is over where the cause was struck, under where it had to be added by hand.
    One that spoke against it is right where the cause was struck, and under-called it otherwise.
    """
    if points < 0:
        return "agreed" if decision == "struck" else "under"
    return {"confirmed": "agreed", "struck": "over"}.get(decision, "under")


def tally(verdicts: Iterable[str]) -> Tally:
    """How many agreed, were over and were under; another word counts nowhere."""
    counted = list(verdicts)
    return Tally(*(counted.count(name) for name in ("agreed", "over", "under")))


def suggested(points: int, found: Tally) -> int:
    """The points that a rule might have instead: one less where it is over in more than a third, one more
    where it is under. The same where there are too few decisions, or no room. It never changes its sign.
    """
    if found.total < LEAST:
        return points
    step = (found.under * 3 > found.total) - (found.over * 3 > found.total)
    least, most = (1, STRONGEST) if points > 0 else (-STRONGEST, -1)
    return min(max(points + step, least), most)
