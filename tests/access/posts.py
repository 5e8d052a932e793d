"""What a person would send from each form, so that a refusal is never only a form that was left empty."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.models import Clearance
from assessments.queries.care_plans import fingerprint, with_rows
from assessments.rules import blocks, contents_of
from bookings.adapters.answers_token import read
from bookings.adapters.bank_holidays import of_years
from bookings.models import Appointment
from bookings.scheduling.terms import Because, Status
from hekas.accounts.consents import ASKED, HEALTH_DATA
from hekas.privacy.models import ErasureRequest, ReviewRequest
from tests.access.affairs import Affairs, ten
from tests.access.people import House

Sent = dict[str, Any]
DETAILS = {"name": "Demo", "email": "d@demo.example"}
DOSE = {"sets": "3", "reps": "7", "per_week": "3"}
RULE = blocks.block_of(contents_of()[blocks.FILE].decode(), "calf_weakness", "late_or_hills").text.replace(
    "points = 2", "points = 1"
)
DATE = {"starts_on_0": "1", "starts_on_1": "12", "starts_on_2": "2026"}


def _time(house: House, own: Affairs) -> Sent:
    """A free time, four days from now, which nobody has."""
    start = ten(house.now, 4, 14).isoformat()
    return {"start": start, "service": str(house.services[0].uuid), "therapist": "any", "version": "1"}


def _event(house: House, own: Affairs) -> Sent:
    """A race long after every visit: nothing is in its way."""
    return {"event": (timezone.localdate() + timedelta(days=200)).isoformat()}


def _series(house: House, own: Affairs) -> Sent:
    """One visit, at a free time."""
    therapist = str(own.client.home_therapist.uuid)
    terms = {
        "service": str(house.services[1].uuid),
        "therapist": therapist,
        "every": "1",
        "key": str(uuid4()),
    }
    return {**terms, "visit_1": f"{ten(house.now, 4, 14).isoformat()} {therapist}"}


def _wait(house: House, own: Affairs) -> Sent:
    """For another fortnight than the one that is asked for already."""
    days = [timezone.localdate(house.now) + timedelta(days=n) for n in (1, 14)]
    said = dict(zip(("first_day", "last_day"), days, strict=True))
    dates = {
        f"{name}_{n}": part for name, on in said.items() for n, part in enumerate((on.day, on.month, on.year))
    }
    service = str(house.services[0].uuid)
    return {"service": service, "therapist": "any", "parts": ["morning"], **dates, **DETAILS}


def _spot(house: House, own: Affairs) -> Sent:
    """Four days from now at 2pm, where nobody has anything."""
    at = ten(house.now, 4, 14)
    therapist = str(own.client.home_therapist.uuid)
    return {"therapist": therapist, "day": at.date(), "at": "14:00", "minutes": "45", "version": "1"}


def _at_the_desk(house: House, own: Affairs) -> Sent:
    asked = {"client": str(own.client.uuid), "service": str(house.services[0].uuid), "key": str(uuid4())}
    return {**_spot(house, own), **asked}


def _talk(house: House) -> Sent:
    at = timezone.localtime(house.now)
    day = {"spoke_at_0": at.day, "spoke_at_1": at.month, "spoke_at_2": at.year}
    return {"spoke_with": "Demo", "said": "Demo words", **day, "spoke_at_3": "12:01am"}


def _cause(own: Affairs) -> str:
    return own.finished.decisions.first().cause


POSTS: dict[str, Callable[[House, Affairs], Sent]] = {
    "assessments:keep": lambda house, own: {"rev": own.draft_intake.rev, "goals": "Demo goal"},
    "assessments:question": lambda house, own: {"rev": own.draft_intake.rev, "goals": "Demo goal"},
    "assessments:reach_me": lambda house, own: {
        "name": "Demo",
        "email": "d@demo.example",
        "phone": "07700900999",
    },
    "assessments:tick": lambda house, own: {"done": "yes"},
    "assessments:score": lambda house, own: {"points": "7"},
    "assessments:check_in": lambda house, own: {"sleep_hours": "7", "training_minutes": "90", "pain": "2"},
    "assessments:diary": lambda house, own: {
        "side": "left",
        "setting": "night",
        "pain": "3",
        "days_ago": "0",
        "key": str(uuid4()),
    },
    "assessments:release": lambda house, own: {
        "reason": "Demo reason",
        "guardian_note": "Demo",
        **_talk(house),
    },
    "assessments:hold": lambda house, own: {"reason": "Demo reason"},
    "portal:write_to_client": lambda house, own: {"text": "Demo words"},
    "bookings:desk_take_back": lambda house, own: {"reason": "Demo reason"},
    "bookings:desk_hold": lambda house, own: {"reason": "Demo reason"},
    "assessments:close": lambda house, own: _talk(house),
    "assessments:observe": lambda house, own: {"knee_to_wall-left": "9", "knee_to_wall-right": "9"},
    "assessments:remove_finding": lambda house, own: {"visit": str(own.finding.screening.uuid)},
    "assessments:remove_activity": lambda house, own: {"plan": str(own.draft_exercise.plan.uuid)},
    "assessments:remove_goal": lambda house, own: {"plan": str(own.draft_goal.plan.uuid)},
    "assessments:put_back_line": lambda house, own: {"put_back": str(own.draft_goal.uuid)},
    "bookings:desk_unblock": lambda house, own: {"day": "2026-12-01"},
    "assessments:go_on": lambda house, own: {"knee_to_wall-left": "9", "knee_to_wall-right": "9"},
    "assessments:add_finding": lambda house, own: {
        "kind": "tissue_quality",
        "place": "left:hamstrings",
        "severity": "2",
    },
    "assessments:decide": lambda house, own: {"cause": _cause(own), "decision": "struck", "why": "Demo"},
    "assessments:rule": lambda house, own: {"text": RULE, "why": "Demo"},
    "assessments:decide_proposal": lambda house, own: {"verdict": "refuse", "why": "Demo"},
    "assessments:take_back_proposal": lambda house, own: {"why": "Demo"},
    "assessments:letter": lambda house, own: {"sent_to": "Demo surgery", "how": "post", "agreed": "on"},
    "assessments:later": lambda house, own: {"email": "d@demo.example"},
    "assessments:amend_plan": lambda house, own: {"text": "Demo words"},
    "assessments:edit_draft": lambda house, own: {
        **DATE,
        "note": "Demo note",
        "massage_1": "Demo",
        "phase-1-title": "Demo",
        "pages": ["five-things"],
        **{f"week_{week['week']}": "71" for week in own.draft.load},
    },
    "assessments:sign_plan": lambda house, own: {"looked": fingerprint(with_rows().get(pk=own.draft.pk))},
    "assessments:add_exercise": lambda house, own: {"code-3": "front_plank", "phase": "3"},
    "assessments:add_line": lambda house, own: {"add": "goal-1", "new-1": "Demo goal"},
    "assessments:edit_exercise": lambda house, own: {
        "title": "Demo",
        "sets": "3",
        "reps": "7",
        "per_week": "3",
    },
    "assessments:start": lambda house, own: {"agree": ASKED[HEALTH_DATA].version},
    "assessments:again": lambda house, own: {"agree": ASKED[HEALTH_DATA].version},
    "bookings:desk_move": _spot,
    "bookings:desk_book": _at_the_desk,
    "bookings:desk_new_client": lambda house, own: {
        **DETAILS,
        **dict(zip(("born_on_0", "born_on_1", "born_on_2"), (27, 3, 1984), strict=True)),
    },
    "bookings:desk_block": lambda house, own: {
        **_spot(house, own),
        "since": "14:00",
        "until": "15:00",
        "reason": "Demo",
    },
    "bookings:bank_holidays": lambda house, own: {"days": [_next_bank_holiday().isoformat()]},
    "bookings:hold": _time,
    "bookings:book_series": _series,
    "bookings:book_series_for": _series,
    "bookings:waitlist": _wait,
    "bookings:confirm": lambda house, own: DETAILS,
    "bookings:move": _time,
    "bookings:link_move": _time,
    "bookings:series_event": _event,
    "bookings:link_series_event": _event,
    "bookings:cancel": lambda house, own: {"version": "1"},
    "bookings:link_cancel": lambda house, own: {"version": "1"},
    "bookings:call_off": lambda house, own: {"version": "1"},
    "bookings:put_back": lambda house, own: {"version": "1"},
    "bookings:mark": lambda house, own: {"event": "miss"},
    "messaging:read": lambda house, own: {"message": str(own.client.written_messages.get().uuid)},
    "messaging:preferences": lambda house, own: {"wanted": []},
    "privacy:own_consent": lambda house, own: {"kind": "treatment", "given": "yes"},
    "privacy:ask_review": lambda house, own: {"said": "Demo words"},
    "privacy:refuse": lambda house, own: {"reason": "Demo reason"},
    "privacy:review": lambda house, own: {"outcome": "kept", "answer": "Demo words"},
    "messaging:resend": lambda house, own: {"reason": "Demo reason"},
}


def _next_bank_holiday() -> date:
    today = timezone.localdate()
    return min(day for day in of_years([today.year, today.year + 1]) if day >= today)


def sent(name: str, house: House, own: Affairs) -> Sent:
    """What is posted to that address for this person's thing."""
    return POSTS[name](house, own) if name in POSTS else {}


def prepare(name: str, own: Affairs) -> None:
    """Some doors are only there in some states: a clearance to release is held, one to close is a stop."""
    if name == "privacy:be_forgotten":
        ErasureRequest.objects.filter(client_uuid=own.client.uuid).delete()
    if name == "privacy:ask_review":
        ReviewRequest.objects.filter(client=own.client).delete()
    if name == "bookings:mark":
        _begin(Appointment.objects.get(pk=own.appointment.pk))
    if name == "bookings:put_back":
        _went_unreached(Appointment.objects.get(pk=own.appointment.pk))
    row = Clearance.objects.filter(pk=own.clearance.pk)
    if name == "assessments:release":
        row.update(gate="held")
    if name == "assessments:close":
        row.update(gate="redirected", tier="same_day")
    if name == "bookings:waitlist_answers":
        _, answered_at = read(own.answers_token)
        row.update(answered_at=answered_at, expires_at=timezone.now() - timedelta(minutes=1))


def _went_unreached(visit: Appointment) -> None:
    """Only what went because nobody reached its client can stand again."""
    visit.status, visit.cancelled_by = Status.CANCELLED.value, "clinic"
    visit.cancelled_because, visit.ended_at = Because.NOT_REACHED.value, timezone.now()
    visit.save()


def _begin(visit: Appointment) -> None:
    """Nobody misses a visit that is still to come."""
    ago = visit.starts_at - timezone.now() + timedelta(minutes=20)
    visit.during, visit.busy = (
        type(span)(span.lower - ago, span.upper - ago) for span in (visit.during, visit.busy)
    )
    visit.save()
