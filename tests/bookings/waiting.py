"""What the tests of the waiting list begin with: a full Tuesday, and people who wait for it."""

from datetime import time, timedelta

from bookings.actions import appointments, desk, holds, waitlist
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import WaitlistOffer
from bookings.models.availability import WorkingHours
from bookings.scheduling.intervals import Interval
from bookings.scheduling.waitlist import Part
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, cleared_visitor

MORNING = NOW + timedelta(hours=2)  # 10am: nobody sleeps
ALL_PARTS = frozenset(Part)


def one_slot(clinic):
    """Only Amira, and only from 10 to 11 on Tuesdays: there is one time to be had."""
    amira = clinic.therapists[0]
    clinic.service.therapists.set([amira])
    WorkingHours.objects.filter(therapist=amira).exclude(weekday=1).delete()
    WorkingHours.objects.filter(therapist=amira).update(opens=time(10), closes=time(11))


def book(clinic, start=TEN, now=NOW):
    person, wish = cleared_visitor(), Wish(clinic.service, start, clinic.therapists[0])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=now).appointment
    who = Details("Demo Dana", "dana@demo.example")
    return appointments.book(hold=hold, person=person, details=who, by=BY, now=now)


def wants(clinic, first_day=TUESDAY, last_day=TUESDAY, parts=ALL_PARTS, therapist=None):
    return waitlist.Ask(clinic.service, therapist, first_day, last_day, parts)


def wait(clinic, name="Demo Wanda", person=None, **wanted):
    details = Details(name, f"{name.split()[-1].lower()}@demo.example")
    person = person or cleared_visitor()
    return waitlist.ask(ask=wants(clinic, **wanted), person=person, details=details, by=BY, now=NOW)


def cancel(booked, now=MORNING):
    fresh = type(booked).objects.get(pk=booked.pk)
    appointments.cancel(appointment=fresh, by=BY, now=now, seen=fresh.version, for_clinic=True)


def gone_out(channels=("email", "sms"), now=MORNING):
    """The offer has gone out by these ways."""
    told = OutboundMessage.objects.filter(template="waitlist_offer", state="queued", channel__in=channels)
    told.update(state="sent", sent_at=now, address="of that moment")


def give_up(clinic, now=MORNING):
    """The clinic needs the one time that there is for itself."""
    span = Interval(TEN, TEN + timedelta(hours=1))
    return desk.block(therapist=clinic.therapists[0], span=span, reason="Ill", by=BY, now=now)


def offers_of(entry):
    return list(WaitlistOffer.objects.filter(entry=entry))


def mailed():
    """The names of those who were written to, in order."""
    sent = OutboundMessage.objects.filter(template="waitlist_offer").order_by("id")
    return [message.client.name for message in sent]


def link():
    message = OutboundMessage.objects.filter(template="waitlist_offer").latest("id")
    return "/" + message.context["offer_url"].split("/", 3)[3]
