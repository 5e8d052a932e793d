"""The waiting list: asking, the link in a message (GET shows, POST takes), leaving, and the desk's page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import permissions
from bookings.actions import waitlist as actions
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NotCleared
from bookings.forms.details import known_of
from bookings.forms.search import SearchQuery
from bookings.forms.waitlist import WaitlistForm
from bookings.labels import ANYBODY
from bookings.models import Service, WaitlistEntry, WaitlistOffer
from bookings.presenters.waitlist import Offered, Waiting, desk_lines
from bookings.queries import catalogue
from bookings.queries import waitlist as queries
from bookings.queries.availability import zone
from bookings.queries.person import Person
from bookings.scheduling.waitlist import Part
from bookings.scheduling.working_time import DAY, local_day
from bookings.views import choosing, limits
from bookings.views.own import NOT_KEPT
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of, remember_client
from hekas.audit.actors import Actor
from hekas.postgres import clock
from hekas.web.access import public, requires

BY_SESSION = public("waiting needs no account: it shows what this browser itself has asked for")
BY_LINK = public("shows the one time that is kept for whoever has the secret link")
USUAL_WAIT = 28 * DAY


@BY_SESSION
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist(request: HttpRequest) -> HttpResponse:
    """Ask for a time. Only those who may be booked may wait for one."""
    now, person = clock.now(), permissions.person_of(request)
    query = SearchQuery.read(request.POST if request.method == "POST" else request.GET)
    service = catalogue.service(query.service) if query.service else None
    if service is None:
        return redirect("bookings:services")
    advice = person.advice(now)
    if not advice.may_book:
        return choosing.not_cleared(request, advice)
    if request.method != "POST":
        return _ask(request, service, _form(service, person, now, initial=_usual(query, now)))
    form = _form(service, person, now, request.POST)
    if not form.is_valid():
        return _ask(request, service, form)
    return limits.refuse_wait(request, now) or _join(request, service, person, form, now)


def _form(service: Service, person: Person, now: datetime, *args: Any, **more: Any) -> WaitlistForm:
    known = known_of(person.client, person.user.email if person.user else "")
    today = local_day(now, zone())
    return WaitlistForm(*args, therapists=catalogue.therapists_for(service), today=today, known=known, **more)


def _usual(query: SearchQuery, now: datetime) -> dict[str, Any]:
    today = local_day(now, zone())
    who = str(query.therapist) if query.therapist else ANYBODY
    parts = [part.value for part in Part]
    return {"therapist": who, "first_day": today, "last_day": today + USUAL_WAIT, "parts": parts}


def _ask(request: HttpRequest, service: Service, form: WaitlistForm) -> HttpResponse:
    context = {"service": service, "form": form}
    return render(request, "bookings/waitlist.html", context, status=422 if form.is_bound else 200)


def _join(
    request: HttpRequest, service: Service, person: Person, form: WaitlistForm, now: datetime
) -> HttpResponse:
    try:
        entry = actions.ask(
            ask=form.ask(service), person=person, details=form.details(), by=actor_of(request), now=now
        )
    except NotCleared as refusal:
        return choosing.not_cleared(request, refusal.advice, status=403)
    if not request.user.is_authenticated:
        remember_client(request, entry.client)
    return redirect("bookings:waitlist_entry", entry.uuid)


@BY_SESSION
@NOT_KEPT
@require_safe
def waitlist_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _entry(request, permissions.own_entry_or_404(request, uuid))


def _entry(request: HttpRequest, entry: WaitlistEntry, *, busy: bool = False) -> HttpResponse:
    now = clock.now()
    waiting = Waiting(entry, queries.must_answer_again(entry, now), queries.kept_for(entry, now))
    context = {"waiting": waiting, "busy": busy}
    return render(request, "bookings/waitlist_entry.html", context, status=409 if busy else 200)


@BY_SESSION
@require_POST
def leave_waitlist(request: HttpRequest, uuid: UUID) -> HttpResponse:
    entry = permissions.own_entry_or_404(request, uuid)
    try:
        actions.leave(entry=entry, by=actor_of(request), now=clock.now())
    except SlotTaken:
        return _entry(request, entry, busy=True)
    return redirect("bookings:waitlist_entry", uuid)


@BY_LINK
@NOT_KEPT
@require_http_methods(["GET", "HEAD", "POST"])
def waitlist_offer(request: HttpRequest, token: str) -> HttpResponse:
    now, offer = clock.now(), permissions.offer_or_404(token)
    page = Offered(offer, token, now)
    if request.method != "POST" or not page.is_open:
        return _offered(request, page, status=200 if request.method != "POST" else 409)
    try:
        actions.take(offer=offer, by=_by(offer), now=now)
    except NotCleared:
        return choosing.not_by_link(request, reverse("account_login"), "Sign in", status=403)
    except (actions.OfferOver, SlotTaken) as refusal:
        page = Offered(permissions.offer_or_404(token), token, now)
        return _offered(request, page, status=409, busy=isinstance(refusal, SlotTaken))
    return render(request, "bookings/offer_taken.html", {"visit": page.visit})


def _offered(request: HttpRequest, page: Offered, *, status: int = 200, busy: bool = False) -> HttpResponse:
    context = {"page": page, "busy": busy}
    return render(request, "bookings/waitlist_offer.html", context, status=status)


@BY_LINK
@require_POST
def decline_offer(request: HttpRequest, token: str) -> HttpResponse:
    offer = permissions.offer_or_404(token)
    try:
        actions.decline(offer=offer, by=_by(offer), now=clock.now())
    except SlotTaken:
        return _offered(request, Offered(offer, token, clock.now()), status=409, busy=True)
    return redirect("bookings:waitlist_offer", token)


def _by(offer: WaitlistOffer) -> Actor:
    return Actor("link", str(offer.uuid), "link in a message")


@requires(Permission.SEE_CLINIC_DAY)
@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """All who wait, in order of asking. Nothing clinical is on it."""
    lines = desk_lines(queries.for_desk(clock.now()))
    context = {"lines": lines, "is_kept": any(line.kept for line in lines)}
    return render(request, "bookings/waiting_list.html", context)
