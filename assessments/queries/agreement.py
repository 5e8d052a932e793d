"""Where engine and therapists differ, cause by cause and rule by rule: for whoever tunes the rules."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import CauseDecision


@dataclass(frozen=True)
class Agreement:
    """How often one cause or one rule was agreed with. `over` was shown and struck, `under` was added."""

    name: str
    agreed: int
    over: int
    under: int

    @property
    def total(self) -> int:
        return self.agreed + self.over + self.under

    @property
    def share(self) -> int:
        return self.agreed * 100 // self.total if self.total else 0


def agreement() -> tuple[list[Agreement], list[Agreement]]:
    """By cause and by what counted (its key without the side), most decided first. One query."""
    rows = list(CauseDecision.objects.only("cause", "decision", "said_reasons"))
    by_cause = Counter((row.cause, row.decision) for row in rows)
    by_rule = Counter(
        (f"{row.cause}: {key}", row.decision) for row in rows for key in _keys(row.said_reasons)
    )
    return _tallied(by_cause), _tallied(by_rule)


def _keys(reasons: Iterable[dict[str, object]]) -> set[str]:
    keys = (str(reason["answer"]) for reason in reasons)
    return {key.removesuffix(".left").removesuffix(".right").removesuffix(".both") for key in keys}


def _tallied(counts: Counter[tuple[str, str]]) -> list[Agreement]:
    names = {name for name, _ in counts}
    rows = [
        Agreement(name, counts[name, "confirmed"], counts[name, "struck"], counts[name, "added"])
        for name in names
    ]
    return sorted(rows, key=lambda row: (-row.total, row.name))
