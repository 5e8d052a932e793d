"""Who waits for a therapist."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from assessments.models import Clearance
from assessments.models.clearance import STOP
from hekas.accounts.models import Therapist, treats

URGENT_FIRST = Case(
    When(tier="emergency", then=Value(0)),
    When(tier="same_day", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)

HOLDERS = ("held_by", "held_at_desk_by")
# No therapist of their own, or one who treats nobody any more.
NO_HOME = Q(client__home_therapist=None) | ~treats("client__home_therapist")


def waiting_for(therapist: Therapist) -> QuerySet[Clearance]:
    """Held or stopped people whom this therapist may clear and somebody can reach; the most urgent first.

    Those with a home therapist wait for that one, all others for whoever is free first.
    """
    held = ~STOP & ~Q(gate="open") & Q(released_at=None)
    stopped = STOP & Q(closed_at=None)
    mine = Q(client__home_therapist=therapist) | NO_HOME
    rows = Clearance.objects.current().filter(held | stopped, mine, client__isnull=False)
    before = ("follows_stop__result", "follows_stop__held_by", "follows_stop__held_at_desk_by")
    rows = rows.select_related("client", "result", "intake", *HOLDERS, *before)
    return rows.annotate(urgency=URGENT_FIRST).order_by("urgency", "created_at", "id")


def latest_clearance(result_id: int) -> Clearance | None:
    """The clearance that was made from a result."""
    related = ("client", "intake", "result", "released_by", *HOLDERS, "closed_by", "follows_stop")
    return Clearance.objects.filter(result_id=result_id).select_related(*related).first()
