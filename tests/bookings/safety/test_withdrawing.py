"""A new result that is not open: what happens to visits that are booked."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from assessments.actions import claims, clearances, intakes
from assessments.actions.clearances import Contact
from assessments.models import Clearance, Intake
from bookings.actions import holds, safety
from bookings.actions.holds import Wish
from bookings.adapters.letters import WHY_WITHDRAWN, when
from bookings.models import Reminder
from bookings.queries.person import Person
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_client, make_intake
from tests.bookings.regular import book_series
from tests.bookings.safety.people import (
    HELD,
    RED,
    book,
    client_with,
    give,
    hold,
    release,
    status,
)

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LATER = NOW + HOUR


@pytest.fixture
def cleo(clinic):
    return client_with(phone="+447700900123")


def letters(template):
    return OutboundMessage.objects.filter(template=template)


def test_a_red_answer_withdraws_every_coming_visit_at_once(clinic, cleo):
    visits = [book(clinic, cleo), book(clinic, cleo, TEN + 7 * DAY)]
    assert give(cleo, RED, LATER).gate == "redirected"
    for visit in visits:
        assert status(visit) == "cancelled"
        assert (visit.cancelled_by, visit.cancelled_because, visit.ended_at) == (
            "clinic",
            "not_cleared",
            LATER,
        )
    assert AuditEvent.objects.filter(action="appointment withdrawn").count() == 2


def test_the_time_is_free_for_somebody_else(clinic, cleo):
    book(clinic, cleo)
    give(cleo, RED, LATER)
    assert status(book(clinic, client_with(name="Demo Dora"))) == "booked"


def test_reminders_go_and_links_die(clinic, cleo):
    visit = book(clinic, cleo, TEN + 7 * DAY)
    version = visit.version
    give(cleo, RED, LATER)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"void"}
    assert status(visit) == "cancelled"
    assert visit.version == version + 1


def test_the_client_is_told_in_neutral_words_by_letter_and_text(clinic, cleo):
    book(clinic, cleo)
    give(cleo, RED, LATER)
    told = letters("appointment_withdrawn")
    assert set(told.values_list("channel", flat=True)) == {"email", "sms"}
    said = " ".join(words for row in told for words in row.context.values()).lower()
    assert "see you yet" in said
    assert not [word for word in ("wee", "urine", "calf", "cramp", "999") if word in said]


def test_what_takes_it_out_need_not_have_been_an_answer():
    """A therapist's finding closes the gate too: a letter that spoke of new answers was not true of it."""
    assert not [words for words in WHY_WITHDRAWN.values() if "answer" in words]


def test_the_therapist_reads_there_whose_it_was_and_not_in_the_letter(clinic, cleo):
    book(clinic, cleo)
    give(cleo, RED, LATER)
    (letter,) = letters("therapist_appointment_cancelled")
    assert cleo.name not in " ".join(letter.context.values()) and letter.context["note"]


def test_of_a_whole_series_one_letter_tells_and_one_file_takes_all_of_it_out(clinic, cleo):
    """Who has just read a red answer is not written to, and rung up by text, once for each of twenty."""
    visits = list(book_series(clinic, Person(client=cleo)).appointments.with_names().order_by("during"))
    give(cleo, RED, LATER)
    told = letters("appointment_withdrawn")
    assert sorted(told.values_list("channel", flat=True)) == ["email", "sms"]
    letter = told.get(channel="email")
    assert letter.context["dates"].splitlines() == [when(visit) for visit in visits]
    (file,) = letter.attachments
    events = Calendar.from_ical(file["text"]).events
    assert {str(event["uid"]) for event in events} == {f"{visit.uuid}@hekas" for visit in visits}
    assert {(event["status"], event["sequence"]) for event in events} == {("CANCELLED", 2)}
    said = render("appointment_withdrawn", Channel.EMAIL, letter.context)
    assert when(visits[2]) in said.text and when(visits[2]) in said.html
    assert letters("therapist_appointment_cancelled").count() == 1


def test_that_a_series_is_booked_does_not_go_out_after_it_was_withdrawn(clinic, cleo):
    book_series(clinic, Person(client=cleo))
    give(cleo, RED, LATER)
    assert letters("series_confirmed").get().state == "dropped"


def test_of_a_series_that_keeps_a_visit_the_confirmation_stands(clinic, cleo):
    made = book_series(clinic, Person(client=cleo))
    give(cleo, HELD, LATER)
    assert safety.sweep(TEN - HOUR) == 1
    assert made.appointments.filter(status="booked").count() == 2
    assert letters("series_confirmed").get().state != "dropped"


def test_nothing_said_before_goes_out_after(clinic, cleo):
    book(clinic, cleo)
    give(cleo, RED, LATER)
    assert letters("appointment_confirmed").get().state == "dropped"


def test_the_therapist_is_told(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, RED, LATER)
    told = letters("therapist_appointment_cancelled").get()
    assert told.user == visit.therapist.user
    assert "out of the diary" in told.context["note"]


def test_a_stop_in_the_middle_of_the_questions_counts(clinic, cleo):
    """Nobody has to press send: the red answer itself is enough."""
    visit = book(clinic, cleo)
    page = next(p for p in intakes.load_questionnaire().pages if p.slug == "personal-signs")
    draft = intakes.renew(Intake.objects.get(), by=BY, now=LATER)
    given = {question.key: "no" for question in page.questions} | {"safety.numb_saddle": "yes"}
    intakes.answer(draft, page=page, given=given, rev=draft.rev, by=BY, now=LATER)
    assert status(visit) == "cancelled"


def test_a_held_answer_leaves_the_visit_and_waits_for_a_word(clinic, cleo):
    visit = book(clinic, cleo)
    assert give(cleo, HELD, LATER).gate == "held"
    assert status(visit) == "booked"
    assert safety.sweep(TEN - 2 * HOUR - MINUTE) == 0


def test_two_hours_before_a_held_visit_goes(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, HELD, LATER)
    assert [safety.sweep(TEN - 2 * HOUR), safety.sweep(TEN - HOUR)] == [1, 0]
    assert (status(visit), visit.cancelled_because) == ("cancelled", "not_reached")
    assert letters("appointment_withdrawn").filter(channel="email").count() == 1


def test_a_released_client_keeps_the_visit(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, HELD, LATER)
    release(cleo, clinic.therapists[0], LATER)
    assert safety.sweep(TEN - 2 * HOUR) == 0
    assert status(visit) == "booked"


def test_who_is_held_at_the_desk_is_left_to_the_people_there(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, HELD, TEN - 5 * MINUTE)
    assert safety.sweep(TEN - MINUTE) == 0
    assert status(visit) == "booked"


@pytest.mark.parametrize("changes", [HELD, RED])
def test_a_time_that_is_only_held_goes_back_at_once(clinic, cleo, changes):
    held = hold(clinic, cleo)
    give(cleo, changes, NOW + MINUTE)
    assert status(held) == "expired"


def test_a_visitor_s_hold_goes_back_too(clinic):
    person = cleared_visitor()
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    held = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    give(None, RED, NOW + MINUTE, renews=person.intake)
    assert status(held) == "expired"


def test_a_claimed_answer_that_is_red_withdraws_what_the_client_had(clinic, cleo):
    visit = book(clinic, cleo)
    stranger = give(None, RED, LATER).intake
    claims.claim(stranger, client=cleo, by=BY, now=LATER)
    assert status(visit) == "cancelled"


def test_answers_given_again_in_an_old_tab_reach_the_client_who_has_booked_since(clinic):
    """The renewal was begun before the first answers were claimed."""
    first = make_intake()
    client = make_client()
    claims.claim(first, client=client, by=BY, now=NOW)
    visit = book(clinic, client)
    result = give(None, RED, LATER, renews=first)
    assert result.intake.client == client
    assert status(visit) == "cancelled"


def test_a_stop_that_is_closed_brings_no_visit_back(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, RED, LATER)
    row = Clearance.objects.get(superseded_at=None)
    talk = Contact("Demo Cleo", LATER, "Seen by a doctor")
    clearances.close(row, therapist=clinic.therapists[0], contact=talk, by=BY, now=LATER + HOUR)
    assert status(visit) == "cancelled"


def test_what_is_over_stays_as_it_is(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, RED, TEN + 2 * HOUR)
    assert status(visit) == "booked"


def test_others_keep_theirs(clinic, cleo):
    other = client_with(name="Demo Dora")
    visit = book(clinic, other)
    give(cleo, RED, LATER)
    assert status(visit) == "booked"


def test_an_open_answer_changes_nothing(clinic, cleo):
    visit = book(clinic, cleo)
    give(cleo, now=LATER)
    assert status(visit) == "booked"


def test_if_the_calendar_can_not_follow_the_answer_is_not_stored_either(clinic, cleo, monkeypatch):
    book(clinic, cleo)
    monkeypatch.setattr("bookings.actions.notices.tell_withdrawn", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give(cleo, RED, LATER)
    assert not Clearance.objects.filter(gate="redirected").exists()


def test_the_sweep_catches_what_slipped_past(clinic, cleo):
    visit = book(clinic, cleo)
    Clearance.objects.filter(client=cleo).update(gate="redirected", tier="same_day")
    assert safety.sweep(LATER) == 1
    assert status(visit) == "cancelled"
