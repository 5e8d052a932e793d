"""Controls of the hazard log that no other test proves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from icalendar import Calendar

from assessments.actions import clearances
from assessments.models import Clearance
from assessments.rules.questionnaire import load_questionnaire
from bookings.adapters.calendar_file import calendar_text
from hekas.audit.actors import SYSTEM
from tests.assessments.conftest import Person
from tests.assessments.engine.test_properties import EMERGENCY
from tests.bookings.clinic import make_clinic, make_intake
from tests.messaging.test_rendering import TELLING

ROOT = Path(__file__).resolve().parents[2]


ERRORS = sorted(path.name for path in (ROOT / "templates" / "errors").iterdir())


@pytest.mark.parametrize("name", ERRORS)
def test_a_page_of_a_fault_names_999_and_111(name, rf):
    page = render_to_string(f"errors/{name}", {"reference": "7KQ2MX4P"}, request=rf.get("/"))
    assert ('href="tel:999"' in page, 'href="tel:111"' in page) == (True, True)


def test_where_nothing_else_answers_the_page_is_whole_by_itself():
    """No template above it, which could ask the database; nginx shows its own where no node answers."""
    pages = [ROOT / "templates" / "errors" / "500.html", ROOT / "templates" / "errors" / "503.html"]
    assert ["{% extends" in path.read_text() for path in pages] == [False, False]
    away = (ROOT / "deploy" / "nginx" / "away.html").read_text()
    assert ('href="tel:999"' in away, 'href="tel:111"' in away) == (True, True)


def test_red_flags_are_asked_before_anything_else():
    """The questions whose yes is an emergency, then the other signs of danger, then all the rest."""
    keys = [question.key for page in load_questionnaire().pages for question in page.questions]
    emergency = [keys.index(f"safety.{name}") for name in EMERGENCY]
    rest = [at for at, key in enumerate(keys) if not key.startswith("safety.")]
    assert len(emergency) == 12
    assert max(emergency) < min(rest)


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{}, {"sudden_change": {"safety-pop_felt_in_calf": "not_sure"}}])
def test_an_open_and_a_held_result_say_when_to_get_help(given):
    person = Person()
    person.finish(**given)
    words = person.page.content.decode()
    assert 'class="safety-net"' in words
    assert ('href="tel:999"' in words, 'href="tel:111"' in words) == (True, True)


@pytest.mark.parametrize("status", ["booked", "cancelled"])
def test_a_title_in_a_calendar_tells_a_stranger_nothing(status):
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    place = SimpleNamespace(location=SimpleNamespace(full_address="1 Demo Street, M1 1AA"))
    visit = {"version": 1, "status": status, "starts_at": start, "ends_at": start + timedelta(hours=1)}
    text = calendar_text(SimpleNamespace(uuid=uuid4(), room=place, **visit), start)
    for event in Calendar.from_ical(text).walk("VEVENT"):
        told = [
            str(value) for name, value in event.items() if name in ("SUMMARY", "DESCRIPTION", "CATEGORIES")
        ]
        assert told != []
        assert [words for words in told if TELLING.search(words)] == []


def test_there_is_one_language():
    assert (settings.USE_I18N, settings.LANGUAGE_CODE) == (False, "en-gb")
    assert '<html lang="en-GB">' in (ROOT / "templates" / "base.html").read_text()
    assert list(ROOT.glob("*/locale")) == []


def test_every_page_says_to_the_browser_what_language_it_is_in():
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("deploy/nginx/*.html")]
    begun = [page for page in pages if "<html" in page.read_text()]
    assert len(begun) >= 7
    assert [page.name for page in begun if '<html lang="en-GB">' not in page.read_text()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"released_at": timezone.now() - timedelta(days=1)},
        {"released_at": timezone.now(), "release_reason": "Spoke with them"},
        {"tier": "emergency", "gate": "redirected", "closed_at": timezone.now()},
        {"released_at": timezone.now(), "release_reason": "", "by": True},
    ],
)
def test_the_database_refuses_a_release_without_a_name(change):
    intake = make_intake(gate="held")
    named = {"released_by": make_clinic(["Demo Amira"]).therapists[0]} if change.pop("by", None) else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(intake=intake).update(**change, **named)
    assert Clearance.objects.get(intake=intake).released_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("tier", ["emergency", "same_day"])
def test_a_stop_is_never_lowered_by_the_action_or_by_the_database(tier):
    """With a name, a reason, a talk and a guardian: there is no release of a stop at all."""
    clearance = Clearance.objects.get(intake=make_intake(gate="redirected"))
    clearance.tier = tier
    clearance.save()
    therapist, now = make_clinic(["Demo Amira"]).therapists[0], timezone.now()
    talk = clearances.Contact("Alice", now, "She is better.")
    words = {"reason": "I rang her.", "guardian_note": "Her mother.", "contact": talk}
    with pytest.raises(clearances.NotHeld):
        clearances.release(clearance, therapist=therapist, by=SYSTEM, now=now, **words)
    released = {"released_by": therapist, "released_at": now, "release_reason": "I rang her."}
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(pk=clearance.pk).update(**released)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", [{"spoke_with": " "}, {"said": "\t"}, {"at": timezone.now() + timedelta(days=1)}]
)
def test_the_act_itself_closes_no_stop_without_a_talk_that_took_place(said):
    """Whatever form stands before it: with whom, what was said, and not a talk that is still to come."""
    clearance = Clearance.objects.get(intake=make_intake(gate="redirected"))
    Clearance.objects.filter(pk=clearance.pk).update(tier="same_day")
    therapist, now = make_clinic(["Demo Amira"]).therapists[0], timezone.now()
    talk = clearances.Contact(**{"spoke_with": "Alice", "at": now, "said": "She is better.", **said})
    with pytest.raises(clearances.ContactNeeded):
        clearances.close(clearance, therapist=therapist, contact=talk, by=SYSTEM, now=now)
    assert Clearance.objects.open_stops().filter(pk=clearance.pk).exists()


@pytest.mark.django_db
def test_the_act_itself_releases_nobody_without_a_reason():
    clearance = Clearance.objects.get(intake=make_intake(gate="held"))
    therapist, now = make_clinic(["Demo Amira"]).therapists[0], timezone.now()
    words = {"reason": " \n", "guardian_note": "Her mother."}
    with pytest.raises(clearances.ReasonNeeded):
        clearances.release(clearance, therapist=therapist, by=SYSTEM, now=now, **words)
    assert Clearance.objects.get(pk=clearance.pk).released_at is None
