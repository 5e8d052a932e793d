"""Hold a time, book it, move it, cancel it; and what is booked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.forms.details import DetailsForm
from bookings.queries.series import course_of
from hekas.api import permissions, presenters, schemas
from hekas.api.actions import booking
from hekas.api.answers import Answer, ok
from hekas.api.doors import Key
from hekas.api.problems import Problem, fault
from hekas.api.queries import visits
from hekas.api.terms import Scope
from hekas.api.views.posting import actor_of, post
from hekas.postgres import clock

WRITES = Key(Scope.BOOKINGS_WRITE)
router = Router(tags=["booking"])


@router.post("/holds", auth=WRITES, response={201: schemas.HoldOut})
def hold(request: HttpRequest, wanted: schemas.HoldIn) -> HttpResponse:
    """Keep a time for ten minutes. Whoever has the token may book it."""
    now = clock.now()

    def act() -> Answer:
        service = permissions.service_or_problem(wanted.service)
        wish = Wish(service, wanted.start, permissions.therapist_or_problem(wanted.therapist, service))
        return Answer.of(presenters.hold(booking.hold(wish=wish, by=actor_of(request), now=now)), 201)

    return post(request, now, act)


@router.post("/appointments", auth=WRITES, response={201: schemas.BookedOut})
def book(request: HttpRequest, given: schemas.AppointmentIn) -> HttpResponse:
    """Book a held time for somebody whose answers allow it.

    An intake is needed where nothing current is known of the client; it is kept, and a therapist is told
    where it does not allow a booking. Without one a program finds whom it brought itself, by the name and
    address that it gave then; nobody else is found by them. Where somebody was stopped, or told what
    lasts, whoever gives the same address or number is held too, until a therapist has spoken with them.
    `health_data_agreed_at`: when the client agreed to our words about health data (they stand on the start
    page of the questions); without it the program keeps that consent itself.
    """
    now, details = clock.now(), details_of(given.client)

    def act() -> Answer:
        held = permissions.hold_or_problem(given.hold, given.token)
        by = actor_of(request)
        told = {"intake": given.intake, "agreed_at": given.health_data_agreed_at}
        outcome = booking.book(hold=held, details=details, **told, by=by, now=now)
        if isinstance(outcome, booking.Refused):
            return Answer.of(outcome.problem.document(), outcome.problem.status)
        return Answer.of(presenters.booked(outcome.appointment, outcome.link), 201)

    return post(request, now, act, still=unless_withdrawn)


@router.post("/appointments/{id}/cancel", auth=WRITES, response=schemas.ChangedOut)
def cancel(request: HttpRequest, id: schemas.Id, given: schemas.Nothing = None) -> HttpResponse:
    """Cancel, as the client may until the service's cut-off."""
    now = clock.now()

    def act() -> Answer:
        found = permissions.appointment_or_problem(id)
        done = booking.cancel(appointment=found, by=actor_of(request), now=now)
        return Answer.of(presenters.appointment(done))

    return post(request, now, act)


@router.post("/appointments/{id}/reschedule", auth=WRITES, response=schemas.ChangedOut)
def reschedule(request: HttpRequest, id: schemas.Id, wanted: schemas.MoveIn) -> HttpResponse:
    """Give it another time, with one therapist or whoever is free. The old time is free at once."""
    now = clock.now()

    def act() -> Answer:
        return Answer.of(presenters.appointment(_move(request, id, wanted, now)))

    return post(request, now, act, still=unless_withdrawn)


def unless_withdrawn(answer: Answer) -> Answer:
    """The first answer again, but no word of a visit that its client's answers have taken out since."""
    if answer.status >= 400 or not visits.is_withdrawn(UUID(answer.said["id"])):
        return answer
    problem = booking.withdrawn()
    return Answer.of(problem.document(), problem.status)


def _move(request: HttpRequest, id: UUID, wanted: schemas.MoveIn, now):  # type: ignore[no-untyped-def]
    found = permissions.appointment_or_problem(id)
    therapist = permissions.therapist_or_problem(wanted.therapist, found.service)
    wish = Wish(found.service, wanted.start, therapist, course_of(found))
    moved = booking.move(appointment=found, wish=wish, by=actor_of(request), now=now)
    return permissions.appointment_or_problem(moved.uuid)


@router.get("/appointments", auth=WRITES, response=schemas.AppointmentsOut)
def appointments(request: HttpRequest, query: Query[schemas.VisitsIn]) -> HttpResponse:
    """Whatever was booked on these dates of the clinic, in order of start. No names and no contacts.

    Where there is more than fits, `next` is the date to ask from.
    """
    found = visits.visits(*query.dates, permissions.anybody_or_problem(query.therapist))
    more = {"next": found.next.isoformat()} if found.next else {}
    return ok({"appointments": [presenters.appointment(row) for row in found.rows], **more})


def details_of(client: schemas.ClientIn) -> Details:
    """Who comes, checked as our own page checks it. Raises Problem."""
    form = DetailsForm({name: value for name, value in client.dict().items() if value}, known={})
    if form.is_valid():
        return form.details()
    faults = [fault("body", f"/client/{name}", said[0]) for name, said in form.errors.items()]
    raise Problem("invalid", "What was said of the client can't be used.", errors=faults)
