"""What else can be true of a page than what Alice's affairs happen to be: nothing yet, or very long words."""

from datetime import datetime, timedelta
from random import Random

import pgtrigger
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.models import CarePlan, Clearance, ProgressEntry
from assessments.rules.questionnaire import load_questionnaire
from bookings.models import Appointment, Location, Service, WaitlistEntry, WaitlistOffer
from hekas.accounts.models import Client, Therapist, User
from hekas.messaging.models import OutboundMessage
from hekas.portal.demo import intakes as stories
from tests.access import second_steps
from tests.access.affairs import Affairs
from tests.access.browsers import signed_in
from tests.access.people import ALICE, AMIRA, JO, NOBODY, House

LONG_NAME = "Demo-Wolfeschlegelsteinhausenbergerdorff Extraordinarily-Long"
LONG_WORDS = "Pneumonoultramicroscopicsilicovolcanoconiosis, and again and again. " * 6
ENDED = ("fulfilled", "cancelled", "missed")


def long_words(house: House) -> None:
    """Everybody and everything has the longest name that anybody will ever have."""
    Client.objects.update(name=LONG_NAME)
    Therapist.objects.update(name=LONG_NAME, title=LONG_NAME, bio=LONG_WORDS)
    Service.objects.update(name=LONG_NAME, description=LONG_WORDS[:190])
    Location.objects.update(name=LONG_NAME, way_in=LONG_WORDS)
    with pgtrigger.ignore():  # as if it had been written so before the plan was signed
        house.alice.goal.__class__.objects.update(text=LONG_WORDS[:290])
    house.alice.finding.__class__.objects.update(note=LONG_WORDS)


def eight_weeks(house: House) -> None:
    """Alice lives by her plan since eight weeks, and writes a cramp down on most days."""
    with pgtrigger.ignore():  # as if it had been signed then
        CarePlan.objects.filter(pk=house.alice.plan.pk).update(
            starts_on=timezone.localdate(house.now) - timedelta(days=8 * 7)
        )
    for ago in range(50):
        ProgressEntry.objects.create(
            client=house.alice.client,
            kind="cramp",
            side=("left", "right")[ago % 2],
            setting="night",
            pain=ago % 11,
            happened_on=timezone.localdate(house.now) - timedelta(days=ago),
            written_at=house.now,
        )


def closed_clinic(house: House) -> None:
    """No service, nobody to book, no message, nobody waiting: the first day of a clinic, or its last."""
    WaitlistOffer.objects.all().delete()
    WaitlistEntry.objects.all().delete()
    OutboundMessage.objects.all().delete()
    Appointment.objects.filter(status="tentative").delete()
    Appointment.objects.update(status="cancelled")
    Service.objects.update(is_active=False)
    Therapist.objects.update(is_bookable=False)
    Clearance.objects.update(gate="open")


def newcomer(who: str, house: House) -> Browser:
    """A browser of somebody of that role who came today and has nothing yet."""
    if who == NOBODY:
        return signed_in(None)
    role = {ALICE: "client", AMIRA: "therapist", JO: "admin"}[who]
    user = User.objects.create_user(f"new-{role}@people.example", name="New Demo", role=role)
    if who == ALICE:
        Client.objects.create(user=user, name="New Demo", email=user.email)
    if who == AMIRA:
        Therapist.objects.create(user=user, name="New Demo", title="Sports massage therapist")
    if who != ALICE:
        second_steps.give_all(user)  # without one, all that staff see is how to set it up
    return signed_in(user)


def answered(number: int, house: House, now: datetime) -> Client:
    """A client of Amira who has told that story of the demo."""
    user = User.objects.create_user(f"story{number}@people.example", name="Story Demo", role="client")
    client = Client.objects.create(
        user=user, name="Story Demo", email=user.email, home_therapist=house.alice.client.home_therapist
    )
    told = stories.stories()[number]
    stories.tell_one(client, told, Random(1000 + number), now)
    return client


def question_pages(own: Affairs, now: datetime) -> list[str]:
    """Answer all that can be asked; the address of every page of questions that is then on the way."""
    intake = own.draft_intake
    story = next(one for one in stories.stories() if one["name"] == "load and a race")
    intake.answers = stories.answers_of(story, now - timedelta(hours=1))
    intake.save()
    pages = [reverse("assessments:question", args=[intake.uuid, p.slug]) for p in load_questionnaire().pages]
    return [*pages, reverse("assessments:check", args=[intake.uuid])]
