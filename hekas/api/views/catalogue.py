"""What anybody may ask: services, therapists, free times."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bookings.adapters.slot_cache import Watch, remembered
from bookings.queries import catalogue as offers
from hekas.api import permissions, presenters, schemas
from hekas.api.answers import Answer, ok, respond
from hekas.api.doors import Open
from hekas.api.problems import Problem, fault
from hekas.api.queries import catalogue, slots
from hekas.api.terms import LONGEST_SPAN_DAYS
from hekas.postgres import clock
from hekas.postgres.replica import reads_may_lag

router = Router(tags=["catalogue"])


@router.get("/services", auth=Open("the price list is public"), response=list[schemas.ServiceOut])
@reads_may_lag
def services(request: HttpRequest) -> HttpResponse:
    """What can be booked, in the clinic's order."""
    return ok([presenters.service(row) for row in offers.services()])


@router.get("/therapists", auth=Open("who works here is public"), response=list[schemas.TherapistOut])
@reads_may_lag
def therapists(request: HttpRequest, service: schemas.Id | None = None) -> HttpResponse:
    """Who can be booked, by name; for one service or for any."""
    wanted = permissions.service_or_problem(service) if service else None
    return ok([presenters.therapist(row) for row in catalogue.therapists(wanted)])


@router.get("/slots", auth=Open("free times name nobody"), response=schemas.SlotsOut)
@reads_may_lag
def free_slots(request: HttpRequest, query: Query[schemas.SlotsIn]) -> HttpResponse:
    """Free times of the clinic's dates `from` to `to`, both inclusive, in order of start, then therapist.

    `fit` says how well a time suits somebody of whom nothing is known yet. The list may be half a minute old,
    so a time may be gone when it is asked for.
    """
    _refuse_long_span(query)
    asked = f"{query.service}:{query.therapist}:{query.location}:{query.first}:{query.last}"
    return respond(remembered(f"api:{asked}", partial(_free_slots, query, clock.now())))


def _free_slots(query: schemas.SlotsIn, now: datetime, watch: Watch) -> Answer:
    service = permissions.service_or_problem(query.service)
    seek = slots.seek_for(service, permissions.therapist_or_problem(query.therapist, service))
    location = permissions.location_or_problem(query.location)

    def watch_those_told(places: Iterable[int]) -> None:
        watch(place for place in places if location is None or place == location.pk)

    listed = slots.every_slot(seek, *query.dates, now, watch_those_told)
    return Answer.of({"slots": presenters.listed(listed, location)})


def _refuse_long_span(span: schemas.Span) -> None:
    """Raises Problem where the dates are the wrong way round, or too many."""
    days = (span.last - span.first) / timedelta(days=1) + 1
    if not 1 <= days <= LONGEST_SPAN_DAYS:
        wrong = fault(
            "query", "/to", f"must be from the date in `from` to {LONGEST_SPAN_DAYS - 1} days later"
        )
        raise Problem("invalid", f"Ask for 1 to {LONGEST_SPAN_DAYS} days.", errors=[wrong])
