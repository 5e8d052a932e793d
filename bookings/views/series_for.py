"""The next visits of a plan, booked by a therapist with the client beside them, by the same rules."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.permissions_care import client_in_care_or_404
from bookings.forms.series import SeriesForm
from bookings.queries import series as queries
from bookings.queries.person import Person
from bookings.scheduling.terms import ServiceKind
from bookings.views import series
from bookings.views.series_plan import Whose
from hekas.accounts.models import Client
from hekas.accounts.permissions import Permission
from hekas.accounts.session import actor_of
from hekas.audit.log import record
from hekas.postgres import clock
from hekas.web.access import requires
from hekas.web.templatetags.plain import counted

NOT_CLEARED = "They can't be booked now: the safety answers are missing, old, or wait for a decision."
NOTHING = "No regular visit is on offer. The clinic adds one in its settings."
BOOKED = "{count} booked. One confirmation for all goes to {name}."
CALLED_OFF = "These visits were booked and have been called off since. Nothing was booked again."


def _whose(client: Client) -> Whose:
    ask, book = (
        reverse(f"bookings:{name}", args=[client.uuid]) for name in ("series_for", "book_series_for")
    )
    return Whose(ask, book, client.name, reverse("assessments:visit", args=[client.uuid]))


@requires(Permission.SEE_CLIENT_RESULT)
@require_safe
def series_for(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The questions as the plan answers them; with their answers in the address, the dates."""
    now = clock.now()
    client, _ = client_in_care_or_404(request, uuid, now)
    record(by=actor_of(request), action="visit.read", subject=client, now=now)
    person, services = Person(client=client), list(queries.services(ServiceKind.PREVENTIVE))
    if not services or not person.advice(now).may_book:
        messages.error(request, NOT_CLEARED if services else NOTHING)
        return redirect("assessments:visit", uuid)
    if "first_0" in request.GET:
        return series.dates(request, person, services, now, _whose(client))
    first = series.first_answers(request, person, services, now)
    return series.ask(request, series.form_of(services, now, initial=first), _whose(client))


@requires(Permission.SEE_CLIENT_RESULT)
@require_POST
def book_series_for(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All dates or none; whoever is not cleared at this moment is not booked."""
    now, form = clock.now(), SeriesForm(request.POST)
    client, _ = client_in_care_or_404(request, uuid, now)
    if not form.has_terms:
        return redirect("bookings:series_for", uuid)
    booked = series.booked_from(request, Person(client=client), form, now, _whose(client))
    if isinstance(booked, HttpResponse):
        return booked
    count = queries.to_come(booked, now).count()
    if not count:  # sent again, and called off in between
        messages.error(request, CALLED_OFF)
        return redirect("assessments:visit", uuid)
    are = f"{counted(count, 'visit')} {'is' if count == 1 else 'are'}"
    messages.success(request, BOOKED.format(count=are, name=client.name))
    return redirect("assessments:visit", uuid)
