"""The journey of a booking: service, time, hold, details, confirmation. Plain forms all the way."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.queries.advice import Advice
from bookings import permissions
from bookings.actions import appointments, holds
from bookings.actions.front_door import SlotTaken
from bookings.forms.details import DetailsForm, known_of
from bookings.forms.search import CHOOSE_A_VISIT, HoldForm, SearchQuery
from bookings.models import Appointment, Service
from bookings.presenters.search import Place
from bookings.presenters.visit import Visit
from bookings.queries import catalogue
from bookings.queries.availability import Seek
from bookings.queries.clearing import UNSEEN, has_been_seen, suits
from bookings.queries.holds import is_overtaken, judged_now
from bookings.queries.person import Person
from bookings.views import choosing, limits
from hekas.accounts.session import actor_of
from hekas.postgres import clock
from hekas.web.access import public

BY_SESSION = public("booking needs no account: it shows free times, and what this browser itself has booked")


@BY_SESSION
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    return _services(request)


def _services(request: HttpRequest, form: forms.Form | None = None) -> HttpResponse:
    context = {"services": catalogue.services(), "form": form}
    return render(request, "bookings/services.html", context, status=422 if form is not None else 200)


@BY_SESSION
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = SearchQuery.read(request.GET)
    if query.service is None:
        return redirect("bookings:services")
    service = catalogue.service(query.service)
    if service is None:
        raise Http404("no such service on offer")
    now = clock.now()
    return limits.refuse_search(request, now) or _search(request, service, query, now)


def _search(
    request: HttpRequest, service: Service, query: SearchQuery, now: datetime, form: forms.Form | None = None
) -> HttpResponse:
    seek = _seek(request, service, query, now)
    if not seek.advice.may_book:
        return choosing.not_cleared(request, seek.advice)
    if not has_been_seen(seek, now + timedelta(days=seek.horizon_days)):
        return choosing.not_cleared(request, replace(seek.advice, gate=UNSEEN))
    page = choosing.search_page(service, query, seek, _place(service), now)
    return choosing.show(request, page, form=form)


def _seek(request: HttpRequest, service: Service, query: SearchQuery, now: datetime) -> Seek:
    person = permissions.person_of(request)
    return Seek(
        service,
        person.advice(now),
        choosing.chosen_therapist(service, query),
        person.client,
        permissions.own_hold(request, now),
    )


def _place(service: Service) -> Place:
    own = {"service": str(service.uuid)}
    return Place(reverse("bookings:search"), reverse("bookings:hold"), keep=own, hidden=own)


@BY_SESSION
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("bookings:services")
    now, form, query = clock.now(), HoldForm(request.POST), SearchQuery.read(request.POST)
    service = catalogue.service(query.service) if query.service else None
    if service is None:
        if "service" not in form.errors:  # well written, and not on offer
            form.add_error("service", CHOOSE_A_VISIT)
        return _services(request, form)
    if not form.is_valid():
        return _search(request, service, query, now, form)
    therapist = choosing.chosen_therapist(service, query)
    return _place_hold(request, holds.Wish(service, form.cleaned_data["start"], therapist), form, query, now)


def _place_hold(
    request: HttpRequest, wish: holds.Wish, form: HoldForm, query: SearchQuery, now: datetime
) -> HttpResponse:
    person, own = permissions.person_of(request), permissions.own_hold(request, now)
    refused = limits.refuse_hold(request, now) if own is None else None
    if refused is not None:
        return refused
    try:
        placed = holds.place(wish=wish, person=person, own=own, by=actor_of(request), now=now)
    except holds.NotCleared as refusal:
        return choosing.not_cleared(request, refusal.advice, status=403)
    except holds.NeverOnOffer:
        return _never(request, form, query, now)
    except SlotTaken:
        return choosing.gone(
            request, wish, _seek(request, wish.service, query, now), _place(wish.service), now
        )
    permissions.remember_hold(request, placed.appointment, placed.token)
    return redirect("bookings:details", placed.appointment.uuid)


def _never(request: HttpRequest, form: HoldForm, query: SearchQuery, now: datetime) -> HttpResponse:
    """The visit is read anew: it may have been changed, or taken off the list, this very moment."""
    service = catalogue.service(query.service) if query.service else None
    if service is None:
        form.add_error("service", CHOOSE_A_VISIT)
        return _services(request, form)
    form.add_error("start", "That time is not on offer. Choose one of the times below.")
    return _search(request, service, query, now, form)


@BY_SESSION
@require_safe
def details(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now, own = clock.now(), permissions.own_hold_or_404(request, uuid)
    if own.booked_at is not None:
        return redirect("bookings:confirmed", own.uuid)
    if permissions.own_hold(request, now) is None:
        return _ran_out(request, own, status=200)
    person, seek = permissions.person_of(request), _seek_again(request, own, now)
    if seek.advice.may_book and is_overtaken(own, seek):
        return _overtaken(request, own, seek, now, status=200)
    form = DetailsForm(initial=permissions.details_kept(request), known=_known(person))
    return _details(request, own, person, form, now)


def seen_of(own: Appointment) -> str:
    """What is confirmed, as the page shows it: a hold moves where its owner chooses anew in another tab."""
    terms = f"{own.price_pence} {own.minutes} {own.change_notice}"
    return f"{own.starts_at.isoformat()} {own.therapist.uuid} {own.service.uuid} {terms}"


def is_another(own: Appointment, seen: str) -> bool:
    """Whether the page that was sent showed another visit. A page of the release before says nothing."""
    return bool(seen) and seen != seen_of(own)


def _known(person: Person) -> dict[str, str]:
    return known_of(person.client, person.user.email if person.user else "")


def _details(
    request: HttpRequest,
    own: Appointment,
    person: Person,
    form: DetailsForm,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    context = {"visit": Visit(own, now), "form": form, "client": person.client, "known": form.known}
    context |= {"seen": seen_of(own), "changed": status == 409}
    return render(request, "bookings/details.html", context, status=422 if form.errors else status)


@BY_SESSION
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now, own = clock.now(), permissions.own_hold_or_404(request, uuid)
    if request.method != "POST":
        return redirect("bookings:details", own.uuid)
    if own.booked_at is not None:  # sent twice: how it stands now, also where it was called off since
        return redirect("bookings:confirmed", own.uuid)
    person = permissions.person_of(request)
    form = DetailsForm(request.POST, known=_known(person))
    if not form.is_valid():
        return _details(request, own, person, form, now)
    if is_another(own, request.POST.get("seen", "")) and permissions.own_hold(request, now) is not None:
        return _details(request, own, person, form, now, status=409)
    return _book(request, own, person, form, now)


def _book(
    request: HttpRequest, own: Appointment, person: Person, form: DetailsForm, now: datetime
) -> HttpResponse:
    try:
        booked = appointments.book(
            hold=own, person=person, details=form.details(), by=actor_of(request), now=now
        )
    except holds.NotCleared as refusal:
        permissions.remember_details(request, vars(form.details()))
        return _not_cleared(request, own, refusal.advice, now)
    except appointments.Changed:  # this very moment, in another tab
        return _details(request, own, person, form, now, status=409)
    except appointments.HoldExpired:
        permissions.remember_details(request, vars(form.details()))
        return _ran_out(request, own, status=409)
    except SlotTaken:
        permissions.remember_details(request, vars(form.details()))
        return _can_not_be_booked(request, own, now)
    permissions.remember_booking(request, booked)
    return redirect("bookings:confirmed", booked.uuid)


def _can_not_be_booked(request: HttpRequest, own: Appointment, now: datetime) -> HttpResponse:
    """The hold stands, but its client is elsewhere then, or others kept us waiting: other times."""
    seek = _seek_again(request, own, now)
    wish = holds.Wish(own.service, own.starts_at, seek.therapist)
    return choosing.gone(request, wish, seek, _place(own.service), now, own=True)


def _seek_again(request: HttpRequest, own: Appointment, now: datetime) -> Seek:
    """What was looked for when it was held, for whom it is by what is known now."""
    seek = _seek(request, own.service, SearchQuery.read({}), now)
    return replace(seek, therapist=None if own.any_therapist else own.therapist)


def _not_cleared(request: HttpRequest, own: Appointment, advice: Advice, now: datetime) -> HttpResponse:
    """Where only the time is wrong, there are others; else what comes first."""
    if not advice.may_book:
        return choosing.not_cleared(request, advice, status=403)
    return _overtaken(request, own, _seek_again(request, own, now), now, status=409)


def _overtaken(
    request: HttpRequest, own: Appointment, seek: Seek, now: datetime, *, status: int
) -> HttpResponse:
    """Something became known since it was held, and speaks against that time: why, and times that suit."""
    if not suits(own.therapist, seek.advice):
        seek = replace(seek, therapist=None)
    because = judged_now(own, seek).because
    wish = holds.Wish(own.service, own.starts_at, seek.therapist)
    return choosing.unsuited(request, wish, seek, _place(own.service), now, because=because, status=status)


def _ran_out(request: HttpRequest, own: Appointment, *, status: int) -> HttpResponse:
    """The ten minutes are over; what was typed comes back when a time is held again."""
    context = {"visit": Visit(own, own.starts_at), "search_href": _place(own.service).address()}
    return render(request, "bookings/ran_out.html", context, status=status)


@BY_SESSION
@require_safe
def confirmed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    now = clock.now()
    appointment = permissions.own_appointment_or_404(request, uuid, None, now)
    visit = Visit(appointment, now)
    if not visit.is_booked:
        return redirect(visit.href)
    return render(request, "bookings/confirmed.html", {"visit": visit, "client": appointment.client})
