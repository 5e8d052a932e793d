"""All that one client has with the clinic: answers, a result, visits, a plan, bookings and letters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from assessments.actions import (
    care_plans,
    decisions,
    findings,
    intakes,
    letters,
    plan_edits,
    progress,
    returns,
    screenings,
)
from assessments.models import (
    Activity,
    CarePlan,
    Clearance,
    DeskNote,
    Finding,
    Goal,
    Intake,
    Letter,
    ProgressEntry,
    Result,
    RuleProposal,
    Screening,
)
from assessments.presenters.gp_letter import gp_letter
from bookings.actions import appointments, desk, feeds, holds, series, waitlist
from bookings.actions.details import Details
from bookings.actions.links import new_link
from bookings.adapters import answers_token
from bookings.models import Appointment, Service, TimeOff, WaitlistEntry
from bookings.queries.person import Person
from bookings.scheduling.intervals import Interval
from bookings.scheduling.waitlist import Part
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM
from hekas.messaging.actions import writing
from hekas.messaging.actions.preferences import choose
from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.unsubscribe import link_of
from hekas.portal.demo import intakes as stories
from hekas.privacy.actions import erasure, reviews
from hekas.privacy.models import ErasureRequest, MergedRecord, ReviewRequest
from hekas.web.secret_links import hash_of

SIDES = (screenings.Entry("left", 11), screenings.Entry("right", 24))


@dataclass
class Affairs:
    """One client's rows. `own_word` is in all that they or a therapist wrote; `letter_word` in messages."""

    client: Client
    own_word: str
    letter_word: str
    intake: Intake
    draft_intake: Intake
    result: Result
    clearance: Clearance
    finished: Screening
    running: Screening
    finding: Finding
    plan: CarePlan
    exercise: Activity
    goal: Goal
    draft: CarePlan
    draft_exercise: Activity
    draft_goal: Goal
    entry: ProgressEntry
    appointment: Appointment
    token: str
    series_visit: Appointment
    series_token: str
    waiting: WaitlistEntry
    offer_token: str
    answers_token: str
    hold: Appointment
    hold_token: str
    message: OutboundMessage
    gp_letter: Letter
    feed_token: str
    unsubscribe: str
    time_off: TimeOff
    desk_note: DeskNote
    return_token: str
    wish: ErasureRequest
    doubt: ReviewRequest
    proposal: RuleProposal
    passkey: Authenticator

    @property
    def contacts(self) -> tuple[str, ...]:
        """What says who they are, as it could stand on a page."""
        phone = str(self.client.phone)
        return (self.client.name, self.client.email, phone, phone.removeprefix("+44"), self.letter_word)


def of(client: Client, services: list[Service], now: datetime, in_days: int = 5) -> Affairs:
    """Give a client one of everything. The plan is signed, the next one a draft, the next visit running."""
    word = f"{client.name.split()[0].lower()}corn"
    letter_word = f"{client.name.split()[0].lower()}gram"
    answered = _answered(client, word, now)
    care = _care(client, word, now)
    booked = _booked(client, services[0], now, in_days) | _series(client, services[1], now, in_days)
    booked |= _waiting(client, services[0], now, in_days)
    message = _message(client, letter_word, now)
    choose(client, wanted=["marketing_email"], by=SYSTEM, now=now)
    _written(client, word, now)
    ArchivedMessage.objects.create(
        uuid=uuid4(), at=now, written_at=now, template="plan_ready", channel="email", client=client,
        dedupe_key=f"archived:{client.uuid}", due_at=now, state="sent", sent_at=now, address=client.email,
    )  # fmt: skip
    MergedRecord.objects.create(client=client, gone_uuid=uuid4(), reason="They said so", at=now)
    draft_intake = intakes.start(by=SYSTEM, now=now, client=client)
    returns.send_link(draft_intake, email=client.email, by=SYSTEM, now=now)
    return Affairs(
        client=client,
        own_word=word,
        letter_word=letter_word,
        draft_intake=draft_intake,
        message=message,
        gp_letter=_gp_letter(client, answered["result"], word, now),
        feed_token=feeds.renew(therapist=client.home_therapist, by=SYSTEM, now=now),
        unsubscribe=last_part(link_of(client.uuid, "marketing_email")),
        return_token=_told(draft_intake),
        wish=erasure.ask(client, by=SYSTEM, now=now),
        doubt=reviews.ask(client, answered["result"], said=f"My {word} is fine", by=SYSTEM, now=now),
        time_off=_away(client, now),
        desk_note=_heard(client),
        proposal=_proposal(client.home_therapist.user, now),
        passkey=client.user.authenticator_set.get(type="webauthn"),
        **answered,
        **care,
        **booked,
    )


def _heard(client: Client) -> DeskNote:
    """What whoever runs the clinic wrote about them at the desk."""
    jo = User.objects.filter(role="admin").order_by("pk")[0]
    return DeskNote.objects.create(client=client, written_by=jo, reason="Demo: her GP rang")


def _proposal(user: User, now: datetime) -> RuleProposal:
    """A change of the rules that the therapist proposed and somebody else approved."""
    second = User.objects.get_or_create(email="second@people.example", defaults={"role": "therapist"})[0]
    return RuleProposal.objects.create(
        rule="calf_weakness.late_or_hills",
        patch="--- a",
        why="Demo",
        proposed_by=user,
        proposed_at=now,
        status="approved",
        decided_by=second,
        decided_at=now,
        decided_why="Demo",
    )


def last_part(address: str) -> str:
    """What is secret of a link: the end of its path."""
    return address.rstrip("/").rsplit("/", 1)[-1]


def _told(intake: Intake) -> str:
    """The secret of the link back, as the letter tells it: it is kept nowhere else."""
    letter = OutboundMessage.objects.get(about=f"return:{intake.return_links.get().uuid}")
    return last_part(next(word for word in letter.context["body"].split() if word.startswith("http")))


def _answered(client: Client, word: str, now: datetime) -> dict[str, object]:
    stories.tell([client], Random(client.pk), now)
    intake = client.intakes.get()
    for row, field in ((intake, "answers"), (intake.results.get(), "answers")):
        getattr(row, field).setdefault("health", {})["free_text"] = f"My {word} hurts"
        row.save()
    return {"intake": intake, "result": intake.results.get(), "clearance": intake.clearances.get()}


def _care(client: Client, word: str, now: datetime) -> dict[str, object]:
    therapist, by = client.home_therapist, {"by": SYSTEM, "now": now}
    finished = _visit(client, word, now)
    screenings.complete(finished, **by)
    finished.refresh_from_db()
    _decide(finished, word, now)
    plan = care_plans.draft(finished, therapist=therapist, **by)
    plan_edits.add_goal(plan, text=f"Climb a {word}", phase=None, **by)
    exercise = plan.activities.filter(kind="exercise").first()
    plan_edits.change_activity(exercise, values={"stop": f"When your {word} says so"}, **by)
    plan = care_plans.sign(plan, therapist=therapist, **by)
    care_plans.amend(plan, text=f"Mind the {word}", therapist=therapist, **by)
    draft = care_plans.follow(plan, therapist=therapist, **by)
    running = _visit(client, word, now)
    return {
        "finished": finished,
        "running": running,
        "finding": running.findings.get(),
        **_rows(plan, ""),
        **_rows(draft, "draft_"),
        "plan": plan,
        "draft": draft,
        "entry": _diary(client, now),
    }


def _rows(plan: CarePlan, prefix: str) -> Iterable[tuple[str, object]]:
    exercise = plan.activities.filter(kind="exercise").first()
    return {f"{prefix}exercise": exercise, f"{prefix}goal": plan.goals.get(kind="activity")}


def _visit(client: Client, word: str, now: datetime) -> Screening:
    by = {"by": SYSTEM, "now": now}
    visit = screenings.start(client, therapist=client.home_therapist, appointment_uuid=None, **by)
    screenings.observe(visit, "heel_raise_straight", SIDES, variant="wedge", note=f"{word} again", **by)
    felt = {"kind": "trigger_point", "region": "soleus", "side": "left", "severity": 2}
    findings.add(visit, **felt, note=f"like a {word}", **by)
    return visit


def _decide(visit: Screening, word: str, now: datetime) -> None:
    for cause in visit.snapshot["causes"]:
        if cause["band"] in decisions.SHOWN:
            said = {"cause": cause["id"], "decision": "confirmed", "why": f"the {word}"}
            decisions.decide(visit, **said, therapist=visit.therapist, by=SYSTEM, now=now)


def _diary(client: Client, now: datetime) -> ProgressEntry:
    today = timezone.localdate(now)
    cramp = {"side": "left", "setting": "night", "pain": 4, "key": uuid4()}
    return progress.log_cramp(client, on=today, today=today, **cramp, by=SYSTEM, now=now)


def _gp_letter(client: Client, result: Result, word: str, now: datetime) -> Letter:
    content = gp_letter(client, result, None, client.home_therapist, now) | {"asks": word}
    written = {"content": content, "copy": word.encode(), "therapist": client.home_therapist}
    return letters.keep(client, result=result, screening=None, **written, by=SYSTEM, now=now)


def _booked(client: Client, service: Service, now: datetime, days: int) -> dict[str, object]:
    """A visit in so many days, and a hold the day after, each at 10am with the client's own therapist."""
    person = Person(user=client.user, client=client)
    first, second = (_hold(person, service, now, on) for on in (days, days + 1))
    details = Details(client.name, client.email)
    booked = appointments.book(hold=first.appointment, person=person, details=details, by=SYSTEM, now=now)
    return {
        "appointment": booked,
        "token": new_link(booked, now),
        "hold": second.appointment,
        "hold_token": second.token,
    }


def _series(client: Client, service: Service, now: datetime, days: int) -> dict[str, object]:
    """A visit a week, twice, at noon."""
    person, therapist = Person(user=client.user, client=client), client.home_therapist
    wishes = [holds.Wish(service, ten(now, days + week * 7, 12), therapist) for week in (1, 2)]
    terms = series.Terms(service, therapist, 1, uuid4())
    made = series.book(wishes=wishes, person=person, terms=terms, by=SYSTEM, now=now)
    visit = made.appointments.latest("during")
    return {"series_visit": visit, "series_token": new_link(visit, now)}


def _waiting(client: Client, service: Service, now: datetime, days: int) -> dict[str, object]:
    """A place on the waiting list, and a time at 2pm that is kept; made by hand, because it may be night."""
    person, first = Person(user=client.user, client=client), timezone.localdate(now)
    wanted = waitlist.Ask(service, None, first, first + timedelta(days=days + 9), frozenset(Part))
    details = Details(client.name, client.email)
    entry = waitlist.ask(ask=wanted, person=person, details=details, by=SYSTEM, now=now)
    kept = _hold(person, service, now, days + 2, 14)
    appointment, start = kept.appointment, kept.appointment.starts_at
    secret = {"token_hash": hash_of(kept.token), "until": appointment.hold_expires_at}
    entry.offers.create(appointment=appointment, start=start, **secret)
    answers = answers_token.token_of(entry.uuid, now - timedelta(days=15))
    return {"waiting": entry, "offer_token": kept.token, "answers_token": answers}


def _hold(person: Person, service: Service, now: datetime, days: int, hour: int = 10) -> holds.Placed:
    wish = holds.Wish(service, ten(now, days, hour), person.client.home_therapist)
    return holds.place(wish=wish, person=person, own=None, by=SYSTEM, now=now)


def ten(now: datetime, days: int, hour: int = 10) -> datetime:
    """10am in the clinic, so many days ahead."""
    return timezone.localtime(now + timedelta(days=days)).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )


def _away(client: Client, now: datetime) -> TimeOff:
    """An hour of their therapist that the desk has blocked, so far ahead that it is in nobody's way."""
    start = ten(now, 300, 12)
    span = Interval.lasting(start, 60)
    return desk.block(therapist=client.home_therapist, span=span, reason="Training", by=SYSTEM, now=now).off


def _written(client: Client, word: str, now: datetime) -> None:
    """A few words of their therapist, which wait to be read."""
    therapist = client.home_therapist
    said = {"text": f"Mind the {word} at home", "author": therapist.user, "therapist": therapist}
    writing.write(client, **said, by=SYSTEM, now=now)


def _message(client: Client, word: str, now: datetime) -> OutboundMessage:
    """One that has gone out at the first try, and that somebody should look at."""
    words = {"sent_subject": f"Your {word}", "sent_text": f"About your {word}."}
    message = OutboundMessage.objects.create(
        client=client,
        template="appointment_cancelled",
        channel="email",
        dedupe_key=f"message:{client.pk}",
        context={"when": "Tuesday", "reason": word, "search_url": "https://hekas.example"},
        due_at=now,
        next_attempt_at=now,
        state="sent",
        sent_at=now,
        address=client.email,
        in_doubt=True,
        **words,
    )
    message.tries.create(number=1, started_at=now, finished_at=now, result="accepted")
    return message
