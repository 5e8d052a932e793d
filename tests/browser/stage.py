"""What the kept pictures show: the demo clinic at one moment that never passes, and who opens which page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.actions import intakes
from assessments.models import CarePlan, Intake, Result
from assessments.permissions import FOUND
from bookings.models import Appointment, Series, Service
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from hekas.portal.demo import intakes as stories
from tests.access.browsers import signed_in

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)  # a Tuesday morning in winter time
PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1280, 900)
SIZES = {PHONE: "phone", TABLET: "tablet", DESKTOP: "desktop"}


@dataclass
class Stage:
    """The demo clinic with one browser for each role."""

    browsers: dict[str, Browser]
    client: Client
    newcomer: Client
    draft: Intake
    stopped: Intake
    regular: Appointment

    def result(self, client: Client) -> Result:
        return Result.objects.filter(intake__client=client).latest("pk")

    def question(self, slug: str) -> str:
        return reverse("assessments:question", args=[self.draft.uuid, slug])


def build() -> Stage:
    """The demo, with a visit to come and questions half answered for its client."""
    call_command("demo", "--clients=24", "--bookings=90", "--seed=1", verbosity=0)
    users = {
        role: User.objects.get(email=f"{role}@demo.example") for role in ("client", "therapist", "admin")
    }
    stopped = Intake.objects.filter(status="stopped").earliest("pk")
    users["stopped"] = User.objects.create_user("stopped@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=stopped.client_id).update(user=users["stopped"])
    users["newcomer"] = User.objects.create_user("newcomer@demo.example", name="Demo", role="client")
    newcomer = Client.objects.create(user=users["newcomer"], name="Demo", email="newcomer@demo.example")
    stories.tell_one(newcomer, _story(), Random(7), NOW)
    browsers = {"visitor": signed_in(None), **{role: signed_in(user) for role, user in users.items()}}
    client = users["client"].client
    coming = Appointment.objects.filter(status="booked", during__startswith__gt=NOW + timedelta(days=1))
    theirs = coming.filter(therapist=client.home_therapist).order_by("during", "pk").first()
    Appointment.objects.filter(pk=theirs.pk).update(client=client)
    regular = _regular(coming.exclude(client=client))
    browsers["regular"] = signed_in(regular.client.user)
    browsers["finder"] = _finder(users["newcomer"])
    return Stage(browsers, client, newcomer, _draft(client), stopped, regular)


def _regular(coming: QuerySet[Appointment]) -> Appointment:
    """A visit of deep work that is one of a series from now on, of a client with an account."""
    visit = coming.filter(service__is_deep=True, client__user=None).earliest("during", "pk")
    user = User.objects.create_user("regular@demo.example", name="Demo", role="client")
    Client.objects.filter(pk=visit.client_id).update(user=user)
    day = timezone.localdate(visit.starts_at)
    terms = {"every_weeks": 1, "first": visit.starts_at, "until": day, "event": day + timedelta(days=20)}
    of = {"client": visit.client, "therapist": visit.therapist, "service": visit.service, "key": UUID(int=1)}
    series = Series.objects.create(**of, **terms)
    Appointment.objects.filter(pk=visit.pk).update(series=series)
    return Appointment.objects.select_related("client__user").get(pk=visit.pk)


def _finder(user: User) -> Browser:
    """Signed in on a device on which a visitor has answered; nobody has said yet whose that is."""
    browser = signed_in(user)
    session = browser.session
    session[FOUND] = [str(intakes.start(by=SYSTEM, now=NOW).uuid)]
    session.save()
    return browser


def _story() -> dict[str, object]:
    return next(one for one in stories.stories() if one["name"] == "load and a race")


def _draft(client: Client) -> Intake:
    intake = intakes.start(by=SYSTEM, now=NOW, client=client)
    intake.answers = stories.answers_of(_story(), NOW)
    intake.save()
    return intake


def _stopped(stage: Stage) -> str:
    return reverse("assessments:stopped", args=[stage.stopped.uuid])


def _result(stage: Stage) -> str:
    return reverse("assessments:result", args=[stage.result(stage.newcomer).uuid])


def _next(stage: Stage) -> str:
    coming = Appointment.objects.filter(client=stage.client, status="booked")
    return reverse("bookings:appointment", args=[coming.earliest("during").uuid])


def _event(stage: Stage) -> str:
    return reverse("bookings:series_event", args=[stage.regular.uuid])


def _event_looked_at(stage: Stage) -> str:
    """The day after their visit of deep work, which would go."""
    day = timezone.localdate(stage.regular.starts_at) + timedelta(days=1)
    return f"{_event(stage)}?event_0={day.day}&event_1={day.month}&event_2={day.year}"


def _search(stage: Stage) -> str:
    return f"{reverse('bookings:search')}?service={Service.objects.earliest('order').uuid}"


def _visit(stage: Stage) -> str:
    return f"{reverse('assessments:visit', args=[stage.client.uuid])}?part=strength"


def _review(stage: Stage) -> str:
    return reverse("assessments:client_result", args=[stage.result(stage.client).uuid])


def _plan(stage: Stage) -> str:
    return reverse("assessments:care_plan", args=[CarePlan.objects.get(client=stage.client).uuid])


def at(name: str, *args: str) -> Callable[[Stage], str]:
    """A page whose address needs nothing of the stage."""
    return lambda stage: reverse(name, args=args)


@dataclass(frozen=True)
class Scene:
    """One page of a journey: its name, who opens it, where, at which sizes; what is sent, or nothing.

    `part`: only the part of the page that this selector finds.
    """

    name: str
    who: str
    where: Callable[[Stage], str]
    sizes: tuple[tuple[int, int], ...]
    sent: dict[str, str] | None = None
    part: str = "html"
    state: str = ""  # hover or focus-visible: whatever is pressed in that part is shown in it


NOTHING = {"rev": "0"}
SCENES = (
    # somebody who comes for the first time
    Scene("home", "visitor", at("portal:home"), (PHONE, TABLET, DESKTOP)),
    Scene("cramp", "visitor", at("portal:cramp_now"), (PHONE,)),
    Scene("guide", "visitor", at("portal:guide_page", "what-a-cramp-is"), (PHONE, DESKTOP)),
    Scene("guide-list", "visitor", at("portal:guide"), (PHONE, TABLET)),
    Scene("patterns", "visitor", at("portal:guide_page", "four-patterns"), (PHONE,)),
    Scene("prices", "visitor", at("portal:prices"), (DESKTOP,)),
    Scene("sign-in", "visitor", at("account_login"), (PHONE,)),
    # the parts of every page
    *(
        Scene(f"part-{part}", "visitor", at("development:components"), (PHONE,), part=f"[data-part={part}]")
        for part in ("buttons", "notices", "faults", "drawings", "stops", "long", "many", "none")
    ),
    *(
        Scene(f"part-{part}", "visitor", at("development:components"), (TABLET,), part=f"[data-part={part}]")
        for part in ("board", "moving", "checklist", "checklist-over")
    ),
    *(
        Scene(
            f"part-{part}-{state}",
            "visitor",
            at("development:components"),
            (PHONE,),
            part=f"[data-part={part}]",
            state=state,
        )
        for part in ("buttons", "answers", "booking")
        for state in ("hover", "focus-visible")
    ),
    # the client: questions, result, booking, home, plan
    Scene("question", "client", lambda stage: stage.question("breathing-and-head"), (PHONE, TABLET)),
    Scene("question-error", "client", lambda stage: stage.question("breathing-and-head"), (PHONE,), NOTHING),
    Scene("body-map", "client", lambda stage: stage.question("where"), (PHONE,)),
    Scene("stopped", "stopped", _stopped, (PHONE, DESKTOP)),
    Scene("result", "newcomer", _result, (PHONE, TABLET, DESKTOP)),
    Scene("result-times", "newcomer", _result, (PHONE, TABLET), part="[aria-labelledby=when-title]"),
    Scene("times", "client", _search, (PHONE, DESKTOP)),
    Scene("whose-answers", "finder", at("portal:whose_answers"), (PHONE, DESKTOP)),
    Scene("own-visit", "client", _next, (PHONE,)),
    Scene("own-home", "client", at("portal:home_client"), (PHONE, TABLET, DESKTOP)),
    Scene("own-plan", "client", at("assessments:own_plan"), (PHONE,)),
    Scene("own-progress", "client", at("assessments:own_progress"), (PHONE,)),
    Scene("event", "regular", _event, (PHONE, TABLET)),
    Scene("event-look", "regular", _event_looked_at, (PHONE, TABLET)),
    # the therapist
    Scene("day", "therapist", at("portal:therapist_day"), (PHONE, TABLET, DESKTOP)),
    Scene("visit", "therapist", _visit, (TABLET, DESKTOP)),
    Scene("review", "therapist", _review, (TABLET,)),
    Scene("plan", "therapist", _plan, (TABLET,)),
    Scene("held", "therapist", at("assessments:held"), (PHONE,)),
    # the desk
    Scene("clinic", "admin", at("portal:clinic_day"), (PHONE, TABLET, DESKTOP)),
    Scene("messages", "admin", at("messaging:log"), (DESKTOP,)),
)
TAKES = {f"{scene.name}-{SIZES[size]}": (scene, size) for scene in SCENES for size in scene.sizes}
