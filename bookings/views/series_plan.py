"""The page of a planned series, new or once more: each visit with its time, or with others near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from bookings.actions.holds import Wish
from bookings.actions.series import Terms
from bookings.forms.series import Pick, SeriesForm, new_key
from bookings.models import Service
from bookings.presenters.series import SeriesPage, shown_of
from bookings.queries import catalogue
from bookings.queries import series as queries
from bookings.queries.availability import Offer, Seek, zone
from bookings.queries.person import Person
from bookings.scheduling import policy
from bookings.scheduling.series import HORIZON_DAYS, Rhythm, plan
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.models import Therapist


def new_plan(rhythm: Rhythm, service: Service, who: Therapist, person: Person, now: datetime) -> SeriesPage:
    """Plan, then ask the one search for every date of the plan."""
    last_day = policy.last_day(now, max(HORIZON_DAYS, service.horizon_days), zone())
    closed = queries.closed_days(catalogue.locations_of(service), rhythm.first, max(rhythm.first, last_day))
    found = plan(rhythm, closed, last_day, zone())
    terms = Terms(service, who, rhythm.every_weeks, new_key(), rhythm.event)
    seek = _seek(service, person, who, rhythm.event, now)
    lines = [queries.line(seek, start, now) for start in found.starts]
    light = light_service()
    offers = _light(light, person, terms, lines, now)
    return SeriesPage(terms, lines, offers, _names(), found.skipped, found.cut_short, before=light)


def once_more(
    terms: Terms,
    picks: Sequence[Pick],
    lost: Sequence[Wish],
    person: Person,
    now: datetime,
    *,
    taken: bool,
    changed: bool = False,
) -> SeriesPage:
    """What was chosen stays chosen; what is gone has others beside it."""
    gone = {wish.start for wish in lost if wish.service == terms.service}
    lines = [
        queries.line(
            _seek(terms.service, person, therapist(terms.service, pick.therapist), terms.event, now),
            pick.start,
            now,
            gone=pick.start in gone,
        )
        for pick in sorted(picks, key=lambda pick: pick.start)
    ]
    light = light_service()
    offers = _light(light, person, terms, lines, now)
    return SeriesPage(terms, lines, offers, _names(), taken=taken, before=light, changed=changed)


@dataclass(frozen=True)
class Whose:
    """Where the questions and the dates are asked: a client's own pages, or a therapist's for a client."""

    ask: Any  # an address, maybe not worked out yet
    book: Any
    name: str = ""
    back: Any = ""

    @property
    def frame(self) -> str:
        """The template around it: a therapist's pages keep the header of work."""
        return "base_staff.html" if self.name else "base.html"


OWN = Whose(reverse_lazy("bookings:series"), reverse_lazy("bookings:book_series"))


def show(
    request: HttpRequest,
    page: SeriesPage,
    *,
    form: SeriesForm | None = None,
    status: int = 200,
    whose: Whose = OWN,
) -> HttpResponse:
    context = {"page": page, "form": form, "whose": whose}
    return render(request, "bookings/series_plan.html", context, status=status)


def service(uuid: UUID) -> Service:
    found = queries.services(ServiceKind.PREVENTIVE).filter(uuid=uuid).first()
    if found is None:
        raise Http404("no such service for a series")
    return found


def therapist(of: Service, uuid: UUID) -> Therapist:
    found = catalogue.therapists_for(of).filter(uuid=uuid).first()
    if found is None:
        raise Http404("no such therapist for this service")
    return found


def light_service() -> Service | None:
    """What is booked before an event, if the clinic gives it."""
    return queries.services(ServiceKind.PRE_COMPETITION).first()


def is_as_shown(terms: Terms, form: SeriesForm) -> bool:
    """Whether what would be booked has the price, the length and the rule that the page said."""
    shown = form.cleaned_data["shown"]
    return not shown or shown == shown_of(terms.service, light_service())


def wishes(terms: Terms, form: SeriesForm) -> list[Wish]:
    """What the picks stand for; the end, the room and the price are found here, never posted."""
    course, light, before = queries.course(terms.event), light_service(), form.cleaned_data["light"]
    found = [
        Wish(terms.service, pick.start, therapist(terms.service, pick.therapist), course)
        for pick in form.cleaned_data["picks"]
    ]
    if light is not None and before is not None:
        found.append(Wish(light, before.start, therapist(light, before.therapist), course))
    return found


def _seek(of: Service, person: Person, who: Therapist | None, event: date | None, now: datetime) -> Seek:
    return Seek(of, person.advice(now), who, person.client, course=queries.course(event))


def _light(
    light: Service | None, person: Person, terms: Terms, lines: Sequence[queries.Line], now: datetime
) -> tuple[Offer, ...]:
    if terms.event is None or light is None or not lines:
        return ()
    seek = _seek(light, person, None, terms.event, now)
    return queries.light_offers(seek, terms.event, lines[0].start, now)


def _names() -> dict[int, Therapist]:
    return {row.pk: row for row in catalogue.therapists()}
