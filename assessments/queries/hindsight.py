"""What other rules would have said at visits that therapists have decided on already."""

from dataclasses import dataclass

from assessments.adapters_care import screening_document, weighed
from assessments.engine.ruleset import Ruleset
from assessments.models import Screening

MOST = 500  # visits, the newest
SHOWN = {"main_factor", "may_be_adding"}


@dataclass(frozen=True)
class Hindsight:
    """Of so many decisions, how many agree with what the rules of today say, and with the other rules."""

    decisions: int
    today: int
    then: int


def hindsight(today: Ruleset, then: Ruleset) -> Hindsight:
    """Weighs the newest decided visits twice. A constant number of queries."""
    rows = Screening.objects.completed().filter(decisions__isnull=False, result__isnull=False).distinct()
    related = rows.select_related("result__intake").prefetch_related("decisions", "observations", "findings")
    agreed = [_agreed(visit, today, then) for visit in related[:MOST]]
    counts = [sum(row[place] for row in agreed) for place in range(3)]
    return Hindsight(*counts)


def _agreed(visit: Screening, today: Ruleset, then: Ruleset) -> tuple[int, int, int]:
    stands = {row.cause: row.decision != "struck" for row in visit.decisions.all()}
    shown = [_shown(visit, rules) for rules in (today, then)]
    same = [sum(says == (cause in seen) for cause, says in stands.items()) for seen in shown]
    return len(stands), same[0], same[1]


def _shown(visit: Screening, rules: Ruleset) -> set[str]:
    """The causes that these rules show for this visit."""
    assert visit.result is not None
    at = visit.completed_at or visit.started_at
    document = screening_document(visit.observations.all(), visit.findings.all(), at)
    causes = weighed(visit.result, document, rules)["causes"]
    return {cause["id"] for cause in causes if cause["band"] in SHOWN}
