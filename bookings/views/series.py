"""Asking for a series: how often and until when, the plan with what can't be had, and the booking."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.queries.care_plans import cadence
from bookings import permissions
from bookings.actions import series as actions
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NotCleared
from bookings.forms.search import uuid_in
from bookings.forms.series import BY_EVENT, BY_NUMBER, USUAL_VISITS, RhythmForm, SeriesForm
from bookings.models import Appointment, Series, Service
from bookings.queries import catalogue
from bookings.queries import series as queries
from bookings.queries.availability import Seek, zone
from bookings.queries.person import Person
from bookings.scheduling.series import event_in
from bookings.scheduling.terms import ServiceKind
from bookings.scheduling.working_time import DAY, WEEK_DAYS, local_day
from bookings.views import choosing, limits, series_plan
from bookings.views.series_plan import OWN, Whose
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import public

BY_SESSION = public(
    "plans visits for the client of this session; whoever has none is sent to book a first one"
)


@BY_SESSION
@require_safe
def series(request: HttpRequest) -> HttpResponse:
    """The questions; with their answers in the address, the plan."""
    now, person = clock.now(), permissions.person_of(request)
    services = list(queries.services(ServiceKind.PREVENTIVE))
    if person.client is None or not services:
        return redirect("bookings:services")
    advice = person.advice(now)
    if not advice.may_book:
        return choosing.not_cleared(request, advice)
    if "first_0" not in request.GET:
        return ask(request, form_of(services, now, initial=first_answers(request, person, services, now)))
    return dates(request, person, services, now)


def dates(
    request: HttpRequest, person: Person, services: Sequence[Service], now: datetime, whose: Whose = OWN
) -> HttpResponse:
    """Every date of what was asked for; the questions again where they could not be read."""
    form = form_of(services, now, request.GET)
    if not form.is_valid():
        return ask(request, form, whose)
    service = series_plan.service(UUID(form.cleaned_data["service"]))
    who = series_plan.therapist(service, UUID(form.cleaned_data["therapist"]))
    found = series_plan.new_plan(form.rhythm(), service, who, person, now)
    return series_plan.show(request, found, whose=whose)


def form_of(services: Sequence[Service], now: datetime, *args: Any, **more: Any) -> RhythmForm:
    therapists = catalogue.therapists().filter(services__in=services).distinct()
    today = local_day(now, zone())
    return RhythmForm(*args, services=services, therapists=therapists, today=today, **more)


def ask(request: HttpRequest, form: RhythmForm, whose: Whose = OWN) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "bookings/series.html", {"form": form, "whose": whose}, status=status)


def first_answers(
    request: HttpRequest, person: Person, services: Sequence[Service], now: datetime
) -> dict[str, Any]:
    """As the visit that it should become regular like: the same day of the week, time and therapist."""
    event = event_in(Seek(services[0], person.advice(now)).windows, zone())
    ends = {"every": "1", "ends": BY_EVENT if event else BY_NUMBER, "visits": USUAL_VISITS, "event": event}
    after = uuid_in(request.GET.get("after", ""))
    seed = permissions.own_appointment_or_404(request, after, None, now) if after else None
    seed = seed or (queries.seed_of(person.client, now) if person.client else None)
    own = str(seed.service.uuid) if seed and seed.service in services else str(services[0].uuid)
    return {"service": own, **ends, **(_like(seed, now) if seed else {}), **_planned(request, person, now)}


def _planned(request: HttpRequest, person: Person, now: datetime) -> dict[str, Any]:
    """As the client's plan of care asks for, where the page was opened from it."""
    if "plan" not in request.GET or person.client is None:
        return {}
    found = cadence(person.client, local_day(now, zone()))
    if found is None:
        return {}
    ends = BY_EVENT if found.event else BY_NUMBER
    often = {"every": str(found.every_weeks), "visits": found.visits, "ends": ends, "event": found.event}
    return {**often, "therapist": str(found.therapist.uuid)}


def _like(seed: Appointment, now: datetime) -> dict[str, Any]:
    on, today = local_day(seed.starts_at, zone()), local_day(now, zone())
    weeks = max(1, (today - on).days // WEEK_DAYS + 1)
    at = f"{seed.starts_at.astimezone(zone()):%H:%M}"
    return {"first": on + weeks * WEEK_DAYS * DAY, "at": at, "therapist": str(seed.therapist.uuid)}


@BY_SESSION
@require_http_methods(["GET", "HEAD", "POST"])
def book_series(request: HttpRequest) -> HttpResponse:
    now, person, form = clock.now(), permissions.person_of(request), SeriesForm(request.POST)
    if request.method != "POST" or person.client is None or not form.has_terms:
        return redirect("bookings:series")
    if refused := limits.refuse_hold(request, now):
        return refused
    booked = booked_from(request, person, form, now)
    if isinstance(booked, HttpResponse):
        return booked
    visits = list(queries.all_visits(booked))
    for visit in visits:
        permissions.remember_booking(request, visit)
    messages.success(request, "Your visits are booked. A message with all of them is on its way.")
    return redirect("bookings:own_series", visits[0].uuid)


def booked_from(
    request: HttpRequest, person: Person, form: SeriesForm, now: datetime, whose: Whose = OWN
) -> Series | HttpResponse:
    """The series that was chosen; or the page that says what stands in the way."""
    service = series_plan.service(form.cleaned_data["service"])
    who = series_plan.therapist(service, form.cleaned_data["therapist"])
    said = {name: form.cleaned_data[name] for name in ("key", "event")}
    terms = actions.Terms(service, who, form.cleaned_data["every"], **said)
    if not form.is_valid():
        page = series_plan.once_more(terms, form.picks, (), person, now, taken=False)
        return series_plan.show(request, page, form=form, status=422, whose=whose)
    if not series_plan.is_as_shown(terms, form):
        page = series_plan.once_more(terms, form.picks, (), person, now, taken=False, changed=True)
        return series_plan.show(request, page, status=409, whose=whose)
    return _book(request, person, terms, form, now, whose)


def _book(
    request: HttpRequest,
    person: Person,
    terms: actions.Terms,
    form: SeriesForm,
    now: datetime,
    whose: Whose,
) -> Series | HttpResponse:
    wishes = series_plan.wishes(terms, form)
    try:
        return actions.book(
            wishes=wishes,
            person=person,
            terms=terms,
            by=actor_of(request),
            now=now,
            agreed=whose is OWN,
        )
    except NotCleared as refusal:
        return choosing.not_cleared(request, refusal.advice, status=403)
    except (actions.Conflicts, SlotTaken) as refusal:
        lost = getattr(refusal, "wishes", ())
        page = series_plan.once_more(terms, form.picks, lost, person, now, taken=True)
        return series_plan.show(request, page, status=409, whose=whose)
