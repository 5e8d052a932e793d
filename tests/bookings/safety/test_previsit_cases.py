"""What is told before a visit, and what becomes of it: written from the papers before the code was read.

`visit`: kept, held (it stands, and nobody is let in before a talk, or at that time), or withdrawn; several
where the papers leave a choice. `reads`: words of the page that the link ends on, as on a phone.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from bookings.actions import attendance, reminders
from bookings.actions.attendance import CheckInRefused
from bookings.scheduling.terms import Event
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, TEN
from tests.bookings.safety.people import answer_lent, book, client_with, status
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
CASES = json.loads(Path(__file__).with_name("previsit.json").read_text("utf-8"))
START = TEN + timedelta(days=7)
DAY_BEFORE = START - timedelta(days=1)
TOLD = {
    "kept": set(),
    "held": {"held_for_review"},
    "withdrawn": {"appointment_withdrawn", "red_flag_follow_up", "therapist_appointment_cancelled"},
}


@pytest.fixture
def visit(clinic):
    return book(clinic, client_with({"about": {"sex": "female"}}, phone="+447700900123"), START)


def what_became(visit):
    if status(visit) == "cancelled":
        return "withdrawn"
    try:
        attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=START)
    except CheckInRefused:
        return "held"
    return "kept"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_is_told_before_a_visit(visit, case):
    reminders.send_due(DAY_BEFORE)
    letter = OutboundMessage.objects.filter(about=visit.about, template="previsit_check").first()
    before = list(OutboundMessage.objects.values_list("pk", flat=True))
    with time_machine.travel(START - timedelta(hours=case.get("hours_before", 23)), tick=True):
        robot = Robot()
        robot.submit(robot.open("/" + letter.context["check_url"].split("/", 3)[3]).form())
        page = answer_lent(robot, case["said"])
    became = what_became(visit)
    assert became in case["visit"], case["why"]
    assert not [words for words in case.get("reads", ()) if words not in page.text]
    sent = set(OutboundMessage.objects.exclude(pk__in=before).values_list("template", flat=True))
    assert sent == TOLD[became] or (became == "held" and "hours_before" in case)
