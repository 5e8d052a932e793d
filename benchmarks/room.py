"""The therapist's room: the visit page with three years of history, and saving one value of a test."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from assessments.actions import screenings
from assessments.actions.screenings import Entry
from assessments.models import ProgressEntry, Screening
from benchmarks.timing import Measure, measure
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.portal.demo import care, intakes

VISITS, DAYS = 36, 3 * 365
NUMBERS = ("heel_raise_straight", "heel_raise_bent", "knee_to_wall", "hip_abduction", "foot_posture_index")
PAGE, SAVE = "visit page, three years of history (100)", "saving one value (30)"  # the targets, in ms
LOGIN = "allauth.account.auth_backends.AuthenticationBackend"


def run(now: datetime) -> Iterator[Measure]:
    """Times in the server, without a network: middleware, session, queries, page."""
    client, running = history(Client.objects.filter(home_therapist__isnull=False, intakes=None).first(), now)
    browser = Browser(SERVER_NAME="localhost", HTTP_HX_REQUEST="true")
    browser.force_login(client.home_therapist.user, backend=LOGIN)
    page = reverse("assessments:visit", args=[client.uuid])
    save = reverse("assessments:observe", args=[running.uuid, "heel_raise_straight"])
    told = {"left": "24", "right": "11", "variant": "wedge"}
    yield measure(PAGE, _ok(lambda: browser.get(page)), 60, note=f"{VISITS} visits, {DAYS} days of diary")
    yield measure(SAVE, _ok(lambda: browser.post(save, told)), 60)


def _ok(act: Callable[[], object]) -> Callable[[], None]:
    """A page that is refused is quick too: it would not count."""

    def acted() -> None:
        status = getattr(act(), "status_code", 0)
        if status != 200:
            raise RuntimeError(f"answered {status}")

    return acted


@transaction.atomic
def history(client: Client, now: datetime) -> tuple[Client, Screening]:
    """Three years: a plan, a visit a month, a line of the diary a day; and a visit that is running."""
    chance = Random(client.pk)  # noqa: S311 - a story, not a secret; another run tells another client's
    intakes.tell([client], chance, now - timedelta(days=1))
    care.tell_one(client, care.BETTER, chance, now)
    for month in range(VISITS):
        running = _visit(client, now - timedelta(days=DAYS - 30 * month))
        screenings.complete(running, by=SYSTEM, now=now)
    ProgressEntry.objects.bulk_create(
        _cramp(client, now, now.date() - timedelta(days=day)) for day in range(DAYS)
    )
    return client, _visit(client, now)


def _visit(client: Client, at: datetime) -> Screening:
    row = screenings.start(client, therapist=client.home_therapist, appointment_uuid=None, by=SYSTEM, now=at)
    for test in NUMBERS:
        sides = [Entry("left", Decimal(9)), Entry("right", Decimal(8))]
        screenings.observe(row, test, sides, by=SYSTEM, now=at)
    return row


def _cramp(client: Client, now: datetime, day: date) -> ProgressEntry:
    said = {"side": "left", "setting": "night", "pain": 5}
    return ProgressEntry(client=client, kind="cramp", happened_on=day, written_at=now, **said)
