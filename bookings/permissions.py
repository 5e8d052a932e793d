"""Whose hold and whose appointment it is. Loaders fetch and authorise at once; the rest is a 404."""

import hmac
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from assessments.permissions import current_intake, has_found
from bookings.adapters import answers_token
from bookings.models import Appointment, AppointmentLink, TimeOff, WaitlistEntry, WaitlistOffer
from bookings.queries.holds import HOLD_BY_UUID
from bookings.queries.person import Person
from bookings.scheduling.terms import Status
from hekas.accounts.models import Client, Therapist, of_no_account, treats
from hekas.accounts.permissions import Permission
from hekas.accounts.session import own_client_uuid, remember_client
from hekas.accounts.versions import address_hash, addresses_of, has_had_same_addresses
from hekas.messaging.queries.secrets import places_of
from hekas.postgres.kept import Given, Question
from hekas.web.secret_links import hash_of

CLIENT_OF = Question(lambda: Client.objects.filter(user=Given("user")).order_by("pk")[:1])
HOLD, OWN, KEPT = "hold", "own_appointments", "booking_details"
BOOKED_HERE = "appointments_booked_signed_in"  # for somebody who has no account, such as by staff
TYPED_BY = "typed_by"
MOST_OWN = 60
LINK_OUTLIVES = timedelta(hours=24)  # the visit: who was late or forgot something still finds the page


def person_of(request: HttpRequest) -> Person:
    """Who wants to book here. Staff who look at these pages are nobody's client.

    Without an account, fresh answers mean a fresh person: on a shared phone the last one who booked is
    somebody else. The client whom this browser booked as counts only with that client's own answers.
    """
    user = request.user if request.user.is_authenticated and request.user.may(Permission.OWN_CARE) else None
    intake = current_intake(request)
    if user is None:
        client = intake.client if intake is not None else _client_of_browser(request)
        return Person(client=client, intake=intake)
    named = intake.client if intake is not None else None
    if named is not None and named.user_id == user.pk:  # an account is one client's: here with the answers
        return Person(user=user, client=named, intake=intake)
    return Person(user=user, client=CLIENT_OF.first(user=user.pk), intake=intake if named is None else None)


def _client_of_browser(request: HttpRequest) -> Client | None:
    """Of nobody who signed in there since: staff would be taken for the visitor before them."""
    own = own_client_uuid(request) if not request.user.is_authenticated else None
    return Client.objects.filter(of_no_account(), uuid=own).first() if own else None


def remember_hold(request: HttpRequest, hold: Appointment, token: str) -> None:
    """This browser owns the hold: it keeps the secret, we keep its hash."""
    request.session[HOLD] = {"uuid": str(hold.uuid), "token": token}


def own_hold(request: HttpRequest, now: datetime) -> Appointment | None:
    """The hold that this browser has and that has not run out."""
    hold = _hold_of_session(request)
    alive = hold is not None and hold.status == Status.TENTATIVE.value and hold.hold_expires_at > now
    return hold if alive else None


def own_hold_or_404(request: HttpRequest, uuid: UUID) -> Appointment:
    """The hold of this browser, whatever has become of it."""
    hold = _hold_of_session(request)
    if hold is None or hold.uuid != uuid:
        raise Http404("no such hold of theirs")
    return hold


def forget_hold(request: HttpRequest) -> None:
    """The time was kept for whoever was here before; it runs out by itself."""
    request.session.pop(HOLD, None)


def _hold_of_session(request: HttpRequest) -> Appointment | None:
    """None also while nobody has said whose the answers are with which it was held.

    Nor is what a visitor of a record held the time of whoever signs in on that device next.
    """
    kept = request.session.get(HOLD)
    if not kept or has_found(request):
        return None
    hold = HOLD_BY_UUID.first(uuid=kept["uuid"])
    if hold is None or not hmac.compare_digest(hold.hold_token_hash, hash_of(kept["token"])):
        return None
    is_theirs = hold.client is None or hold.client.user_id == request.user.pk
    return hold if is_theirs else None


def remember_details(request: HttpRequest, details: Mapping[str, str]) -> None:
    """What was typed comes back when a time is held again, but only for whoever typed it."""
    request.session[KEPT] = {**details, TYPED_BY: request.user.pk}


def details_kept(request: HttpRequest) -> dict[str, str]:
    """What this person typed for a time that ran out. Who signs in here next is somebody else."""
    kept = dict(request.session.get(KEPT, {}))
    return kept if kept.pop(TYPED_BY, None) == request.user.pk else {}


def remember_booking(request: HttpRequest, appointment: Appointment) -> None:
    """This browser booked it: it may see and change it until an account takes it over.

    A session is only written where there is something to write: it costs as much as the audit's line.
    """
    if appointment.client.user_id is None:
        kept = BOOKED_HERE if request.user.is_authenticated else OWN
        own = [*request.session.get(kept, []), str(appointment.uuid)]
        request.session[kept] = list(dict.fromkeys(own))[-MOST_OWN:]
    if KEPT in request.session:
        del request.session[KEPT]
    if not request.user.is_authenticated:
        remember_client(request, appointment.client)


def own_appointment_or_404(
    request: HttpRequest, uuid: UUID | None, token: str | None, now: datetime
) -> Appointment:
    """By the secret link where there is one, otherwise by account or by the browser that booked."""
    found = _by_link(token, now) if token is not None else _own(request).filter(uuid=uuid).first()
    if found is None:
        raise Http404("no such appointment of theirs")
    return found


def is_by_account(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether it is the client's own account that asks, whose every visit is theirs to see."""
    client = appointment.client
    return request.user.is_authenticated and client is not None and client.user_id == request.user.pk


def is_used_up(token: str | None, now: datetime) -> bool:
    """Whether a link that led here opens nothing any more."""
    return token is not None and _by_link(token, now) is None


def _by_link(token: str, now: datetime) -> Appointment | None:
    """A link is good for one version, until a day after the visit, while its address is the client's."""
    link = AppointmentLink.objects.filter(token_hash=hash_of(token)).first()
    if link is None:
        return None
    rows = _booked().filter(pk=link.appointment_id, version=link.version)
    found = rows.filter(during__endswith__gt=now - LINK_OUTLIVES).first()
    return found if found is not None and _is_still_theirs(link, token, found) else None


def _is_still_theirs(link: AppointmentLink, token: str, visit: Appointment) -> bool:
    """Whether the client still has the address that the link went to; of older links that is not known.

    That is the one it was made for, unless the address changed, or the record was merged, before it was sent.
    """
    if not link.address_hash or link.address_hash in addresses_of(visit.client):
        return True
    abouts = [visit.about, *([visit.series.about] if visit.series else [])]
    return _went_to_them_alone(visit.client, token, abouts)


def _went_to_them_alone(client: Client, secret: str, abouts: Collection[str]) -> bool:
    """Whether all that the secret went to is the client's still. Where nobody knows that any more: no."""
    went = {address_hash(place) for place in places_of(secret, abouts)}
    return bool(went) and "" not in went and went <= addresses_of(client)


def _own(request: HttpRequest):  # type: ignore[no-untyped-def]
    """By account, or by the browser that booked.

    Who signs in there is somebody else, unless the visit is under their address: the way back of a shared
    phone leads to it.
    """
    is_nobodys = of_no_account("client")
    by_browser = is_nobodys & Q(uuid__in=request.session.get(OWN, []))
    if not request.user.is_authenticated:
        return _booked().filter(by_browser)
    by_them = is_nobodys & Q(uuid__in=request.session.get(BOOKED_HERE, []))
    is_theirs = by_browser & Q(client__email__iexact=request.user.email)
    return _booked().filter(Q(client__user=request.user) | by_them | is_theirs)


def _booked():  # type: ignore[no-untyped-def]
    return Appointment.objects.with_names().select_related("intake", "series").filter(booked_at__isnull=False)


def appointment_to_mark_or_404(request: HttpRequest, uuid: UUID) -> Appointment:
    """A therapist marks their own visits, an admin all."""
    rows = _booked()
    if not request.user.may(Permission.SEE_CLINIC_DAY):
        rows = rows.filter(therapist__user=request.user)
    return get_object_or_404(rows, uuid=uuid)


def visit_to_ask_before_or_404(request: HttpRequest, uuid: UUID, now: datetime) -> Appointment:
    """A visit to come or going on: before any other nobody answers for the client on a device of ours."""
    found = appointment_to_mark_or_404(request, uuid)
    if found.status not in (Status.BOOKED.value, Status.ARRIVED.value) or found.ends_at <= now:
        raise Http404("no visit of theirs to ask before")
    return found


def booked_or_404(uuid: UUID) -> Appointment:
    """Any visit, for whoever may book for others, or has been let in to it a moment ago."""
    return get_object_or_404(_booked(), uuid=uuid)


def client_or_404(uuid: UUID) -> Client:
    """Any client, for whoever may book for others."""
    return get_object_or_404(Client, uuid=uuid)


def time_off_or_404(uuid: UUID) -> TimeOff:
    """Any time that somebody blocked, for whoever may book for others."""
    return get_object_or_404(TimeOff.objects.select_related("therapist"), uuid=uuid)


def therapist_of_feed_or_404(token: str) -> Therapist:
    """The therapist whose secret calendar address this is."""
    return get_object_or_404(Therapist, treats(), calendar_feed__token_hash=hash_of(token))


def own_entry_or_404(request: HttpRequest, uuid: UUID) -> WaitlistEntry:
    """What the client of this account or browser waits for."""
    client = person_of(request).client
    if client is None:
        raise Http404("they wait for nothing")
    rows = WaitlistEntry.objects.select_related("client", "intake", "service", "therapist")
    return get_object_or_404(rows, uuid=uuid, client=client)


def place_to_answer_for_or_404(token: str) -> tuple[WaitlistEntry, datetime]:
    """Whose place on the list the letter about old answers was for, and when those answers were given."""
    read = answers_token.read(token)
    rows = WaitlistEntry.objects.select_related("client", "intake", "service", "therapist")
    found = rows.filter(uuid=read[0]).first() if read is not None else None
    if read is None or found is None or not _is_theirs_still(found, token, found):
        raise Http404("no such place on the list")
    return found, read[1]


def offer_or_404(token: str) -> WaitlistOffer:
    """The offer whose secret link this is, whatever has become of it, while it went to its client alone."""
    rows = WaitlistOffer.objects.select_related("appointment", "entry__client", "entry__intake")
    found = rows.filter(token_hash=hash_of(token)).first()
    if found is None or not _is_theirs_still(found, token, found.entry):
        raise Http404("no such offer")
    return found


def _is_theirs_still(told: WaitlistEntry | WaitlistOffer, token: str, entry: WaitlistEntry) -> bool:
    """Whether a letter and a text about it, which share a secret, are in the hands of its client alone.

    They are where the client has had the same addresses ever since it was made.
    """
    same = has_had_same_addresses(entry.client, since=told.created_at)
    return same or _went_to_them_alone(entry.client, token, [told.about])
