"""Booking for a client at the desk: who they are, the safety questions where they are due, the time."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import asking
from assessments.actions.intakes import TakenBack
from assessments.permissions import lend
from assessments.queries.clearances import has_never_answered, is_to_be_held
from bookings import permissions
from bookings.actions import desk as actions
from bookings.actions.desk import Order
from bookings.actions.front_door import SlotTaken
from bookings.forms.desk import BookForm
from bookings.forms.desk_client import NewClientForm
from bookings.forms.search import date_in, moment_in, uuid_in
from bookings.presenters import desk as presenter
from bookings.presenters.desk import Refusal
from bookings.queries import desk as queries
from bookings.queries import waitlist
from bookings.queries.availability import Seek, zone
from bookings.queries.clearing import missing_for
from bookings.queries.offers import nearest
from bookings.queries.person import Person
from bookings.scheduling.working_time import local_day
from bookings.views.desk import CONFLICT, FAULTY, at_the_desk
from bookings.views.frames import done, show
from hekas.accounts.actions import clients
from hekas.accounts.consents import THEY_AGREE_FIRST
from hekas.accounts.models import Client
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.postgres import clock

STALE = Refusal(["The page was out of date. Nothing was booked. Press the button again."])
CALLED_OFF = Refusal(["The visit that this page booked was called off since. Nothing was booked again."])
KEPT = ("start", "therapist", "day", "service")


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def desk_book(request: HttpRequest) -> HttpResponse:
    """First who, then when. What the board already knows of the time is kept in the address."""
    asked, now = request.POST if request.method == "POST" else request.GET, clock.now()
    chosen = uuid_in(asked.get("client"))
    if chosen is None:
        return _whom(request, NewClientForm(now=now))
    client = permissions.client_or_404(chosen)
    if request.method != "POST":
        return _when(request, client, _form(now, initial=_usual(request, client, now)))
    form = _form(now, request.POST)
    if "key" in form.errors:  # no page of ours is without one, and nobody could fill it in
        return _when(
            request, client, _form(now, initial=request.POST.dict() | {"key": uuid4()}), CONFLICT, STALE
        )
    return _book(request, client, form, now) if form.is_valid() else _when(request, client, form, FAULTY)


@at_the_desk
@require_POST
def desk_new_client(request: HttpRequest) -> HttpResponse:
    """Write down somebody new, then go on with the time."""
    now = clock.now()
    form = NewClientForm(request.POST, now=now)
    if not form.is_valid():
        return _whom(request, form, FAULTY)
    who = clients.AtTheDesk(**form.cleaned_data)
    client = clients.at_the_desk(who, by=actor_of(request), now=now)
    return redirect(_here(request.POST, client=client.uuid))


@at_the_desk
@require_POST
def desk_ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hand the client this device for the safety questions; it comes back to where the booking stood."""
    client = permissions.client_or_404(uuid)
    try:
        intake = asking.ask_again(client, by=actor_of(request), now=clock.now())
    except TakenBack:
        messages.warning(request, THEY_AGREE_FIRST)
        return redirect(_here(request.POST, client=uuid))
    lend(request, intake, back=_here(request.POST, client=uuid))
    return redirect("assessments:safety", intake.uuid)


def _kept(asked: Any) -> dict[str, str]:
    return {name: asked[name] for name in KEPT if asked.get(name)}


def _here(asked: Any, **more: object) -> str:
    return f"{reverse('bookings:desk_book')}?{urlencode({**_kept(asked), **more})}"


def _whom(request: HttpRequest, form: NewClientForm, status: int = 200) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    words = " ".join(asked.get("q", "").split())
    found = [(one, _here(asked, client=one.uuid)) for one in queries.find_clients(words)]
    alike = [] if found else [(one, _here(asked, client=one.uuid)) for one in queries.find_alike(words)]
    start, kept = moment_in(asked.get("start")), _kept(asked)
    waiting = _waiting(asked, start) if start else []
    context = {"form": form, "words": words, "found": found, "kept": kept, "start": start, "waiting": waiting}
    context |= {"alike": alike, "shortest": queries.SHORTEST_WORD, "most": queries.MOST_FOUND}
    return show(request, "whom", context, status)


def _waiting(asked: Any, start: datetime) -> list[tuple[object, str]]:
    """Those who wait for that day, in order of asking; the list itself offers in the same order."""
    day = local_day(start, zone())
    rows = [one.entry for one in waitlist.wanting(day, day)]
    return [(row, _here(asked, client=row.client.uuid, service=row.service.uuid)) for row in rows]


def _form(now: datetime, *args: Any, **more: Any) -> BookForm:
    return BookForm(
        *args, services=list(queries.services()), therapists=queries.therapists(), now=now, **more
    )


def _usual(request: HttpRequest, client: Client, now: datetime) -> dict[str, Any]:
    """What the address says: a gap of the board, or its day. With their own therapist where it names none."""
    start, own = moment_in(request.GET.get("start")), client.home_therapist
    local = start.astimezone(zone()) if start else None
    return {
        "service": str(uuid_in(request.GET.get("service")) or ""),
        "therapist": str(uuid_in(request.GET.get("therapist")) or (own.uuid if own else "")),
        "day": local.date() if local else date_in(request.GET.get("day")) or local_day(now, zone()),
        "at": local.time() if local else None,
        "key": uuid4(),
    }


def _when(
    request: HttpRequest,
    client: Client,
    form: BookForm,
    status: int = 200,
    refused: Refusal | None = None,
) -> HttpResponse:
    """The form of the time; before it, what has to happen first where that is known already."""
    asked = request.POST if request.method == "POST" else request.GET
    refused = refused or _shut(client, form)
    guardians = list(client.guardians.all())
    context = {
        "client": client,
        "form": form,
        "refused": refused,
        "kept": _kept(asked),
        "guardians": guardians,
        "may_hold": is_to_be_held(client) or has_never_answered(client),
    }
    return show(request, "when", context, status)


def _shut(client: Client, form: BookForm) -> Refusal | None:
    """What stands in the way of any visit, whenever: closed or old answers."""
    now = form.now
    service = next(iter(form.services.values()), None)
    if service is None:
        return Refusal(["Nothing is on offer. Add a visit in the settings first."])
    advice = Person(client=client).advice(now)
    if advice.may_book:
        return None
    who = next(iter(form.therapists.values()))
    missing = missing_for(Seek(service, advice, None, client), who, now, now)
    return presenter.not_yet(missing) if missing else None


def _book(request: HttpRequest, client: Client, form: BookForm, now: datetime) -> HttpResponse:
    spot, service = form.spot(), form.wanted()
    may_overbook = request.user.may(Permission.OVERBOOK)
    order = Order(client, service, spot, form.cleaned_data["key"])
    over = form.cleaned_data["overbook"] if may_overbook else ""
    try:
        booked = actions.book(order=order, by=actor_of(request), now=now, overbook=over)
    except actions.InTheWay as refusal:
        refused = presenter.in_the_way(refusal, spot, client, over, may_overbook=may_overbook)
        refused = _with_others(refused, client, form, now)
    except actions.NotYet as refusal:
        refused = presenter.not_yet(refusal.missing)
    except actions.CalledOff:
        anew = {"key": uuid4()}  # pressed once more, it is meant
        form = _form(now, initial=request.POST.dict() | anew)
        refused = CALLED_OFF
    except SlotTaken:
        refused = _with_others(Refusal([presenter.BUSY]), client, form, now)
    else:
        return done(request, presenter.moved_words(booked), local_day(booked.starts_at, zone()))
    return _when(request, client, form, CONFLICT, refused)


def _with_others(refused: Refusal, client: Client, form: BookForm, now: datetime) -> Refusal:
    """The nearest times that are free, of whoever gives this visit."""
    service, spot = form.wanted(), form.spot()
    seek = Seek(service, Person(client=client).advice(now), None, client)
    names = {row.pk: row for row in form.therapists.values()}
    keep = {"client": str(client.uuid), "service": str(service.uuid)}
    offers = [one for one in nearest(seek, spot.start, now, 4) if one.slot.therapist in names]
    return presenter.with_others(refused, offers, names, reverse("bookings:desk_book"), keep)
