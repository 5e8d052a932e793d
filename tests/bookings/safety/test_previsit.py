"""Before a visit: the link in the reminder, the questions again, and nothing of what was ever answered."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from assessments.models import Clearance, Intake, ProgressEntry
from bookings.actions import reminders
from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, TEN
from tests.bookings.safety.people import answer_lent, book, client_with, give, status
from tests.flows.robot import Robot
from tests.flows.test_journey import answer_page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = TEN + 7 * DAY
REMIND = START - DAY
HELD_BY_VEINS = {"health.conditions": ["varicose_veins"]}
OWN_WORDS = {"health": {"free_text": "My demoword is sore"}, "cramps": {"side": "left"}}


@pytest.fixture
def cleo(clinic):
    return client_with(OWN_WORDS, phone="+447700900123")


@pytest.fixture
def visit(clinic, cleo):
    return book(clinic, cleo, START)


def reminded(visit):
    reminders.send_due(REMIND)
    return OutboundMessage.objects.filter(about=visit.about, dedupe_key__contains=":day_before:")


@pytest.fixture
def link(visit):
    return "/" + reminded(visit).first().context["check_url"].split("/", 3)[3]


@pytest.fixture
def robot(link):
    with time_machine.travel(REMIND, tick=True):
        yield Robot()


def begin(robot, link):
    return robot.submit(robot.open(link).form())


# --- one message, with the link -----------------------------------------------------------------------------


def test_the_reminder_of_the_day_before_leads_with_the_questions(visit):
    sent = reminded(visit)
    assert set(sent.values_list("template", flat=True)) == {"previsit_check"}
    assert set(sent.values_list("channel", flat=True)) == {"email", "sms"}


def test_whoever_has_answered_since_is_only_reminded_and_still_has_the_link(visit, cleo):
    give(cleo, now=NOW + DAY)
    assert {row.template for row in reminded(visit)} == {"appointment_reminder"}
    assert all("/before/" in row.context["check_url"] for row in reminded(visit))


def test_answers_that_will_be_too_old_lead_with_the_questions(clinic):
    dora = client_with(name="Demo Dora", now=NOW - 13 * DAY)
    visit = book(clinic, dora, START)
    assert {row.template for row in reminded(visit)} == {"previsit_check"}


def test_the_first_reminder_carries_the_link_too(visit):
    reminders.send_due(REMIND - DAY)
    first = OutboundMessage.objects.get(dedupe_key__contains=":two_days:")
    assert "/before/" in first.context["check_url"]


# --- the page -----------------------------------------------------------------------------------------------


def test_looking_begins_nothing(robot, link):
    for _ in range(3):
        assert "has anything changed" in robot.open(link).text
    assert Intake.objects.count() == 1


def test_a_visitor_with_the_link_answers_for_that_client(robot, link, cleo, visit):
    begin(robot, link)
    assert "We look forward to seeing you" in answer_lent(robot, {}).text
    fresh = Clearance.objects.get(client=cleo, superseded_at=None)
    assert (fresh.gate, fresh.intake.client) == ("open", cleo)
    assert fresh.answered_at >= REMIND
    assert fresh.intake.answers["health"]["free_text"] == "My demoword is sore"
    assert status(visit) == "booked"


def test_nothing_that_was_ever_answered_is_shown(robot, link, monkeypatch):
    seen = []
    follow = Robot._follow
    monkeypatch.setattr(Robot, "_follow", lambda self, r: seen.append(follow(self, r)) or seen[-1])
    begin(robot, link)
    answer_lent(robot, {"about.age": "51"})
    told = " ".join(page.html for page in seen)
    assert "demoword" not in told
    assert not any(
        c.filled for page in seen for f in page.forms for c in f.controls.values() if "-" in c.name
    )


def filled(page):
    return [c.name for form in page.forms for c in form.controls.values() if c.filled and "-" in c.name]


def test_a_page_already_answered_comes_empty(robot, link):
    begin(robot, link)
    first = robot.page.url
    answer_page(robot, {})
    assert robot.page.url != first
    assert filled(robot.open(first)) == []


def test_a_red_answer_by_link_stops_and_withdraws(robot, link, visit):
    begin(robot, link)
    page = answer_lent(robot, {"safety.dark_urine": "yes"})
    assert page.link("tel:999")
    assert "demoword" not in page.html
    assert (status(visit), visit.cancelled_because) == ("cancelled", "not_cleared")
    assert robot.open(link).status == 404


def test_a_held_answer_by_link_says_what_comes(robot, link, visit):
    begin(robot, link)
    page = answer_lent(robot, {"health.conditions": ["varicose_veins"]})
    assert "A therapist will speak with you first" in page.text
    assert "vein" not in page.text
    assert status(visit) == "booked"


def test_an_urgent_sign_that_is_not_sure_says_when_we_ring_and_111(robot, link, visit):
    """As the own result says it; and no more of the answers. Source: safety 3.7, rule 2."""
    begin(robot, link)
    page = answer_lent(robot, {"safety.breathless_or_chest_pain": "not_sure"})
    assert "We ring you within the working hour" in page.text
    assert "If it gets worse or you are worried, call 111 now" in page.text
    assert "urgent sign" not in page.text
    assert status(visit) == "booked"


def test_other_held_answers_promise_no_call_within_the_hour(robot, link):
    begin(robot, link)
    page = answer_lent(robot, HELD_BY_VEINS)
    assert "We ring you. " in page.text and "working hour" not in page.text


def test_a_cramp_so_near_the_visit_is_not_told_to_come(robot, link, visit):
    """No hands on the leg for a day: the door would not let them in. Source: K11, A71, A73."""
    with time_machine.travel(START - timedelta(hours=3), tick=True):
        begin(robot, link)
        page = answer_lent(robot, {"safety.cramping_now": "yes"})
    assert page.headings[0] == "Thank you. Your next visit needs another time"
    assert "Please don’t come at that time" in page.text and "look forward" not in page.text
    assert "cramp" not in page.text.replace("Cramp right now?", "").split("If things change")[0]
    assert status(visit) == "booked"


def test_what_is_known_from_elsewhere_is_not_said_to_be_told_just_now(robot, link, cleo):
    """A cramp in the diary keeps the hands off too; whoever holds the link has told nothing of it."""
    told = START - timedelta(hours=4)
    ProgressEntry.objects.create(client=cleo, kind="cramp", happened_on=told.date(), written_at=told)
    with time_machine.travel(START - timedelta(hours=3), tick=True):
        begin(robot, link)
        page = answer_lent(robot, {})
    assert page.headings[0] == "Thank you. Your next visit needs another time"
    assert "By what we know today" in page.text and "just now" not in page.text


def test_of_two_visits_it_is_the_next_that_needs_another_time(robot, link, clinic, cleo):
    """By the letter of the later one: moved, it would be the wrong one."""
    book(clinic, cleo, START - timedelta(hours=20))
    with time_machine.travel(START - timedelta(hours=23), tick=True):
        begin(robot, link)
        page = answer_lent(robot, {"safety.cramping_now": "yes"})
    assert "your next visit can’t begin as it is booked" in page.text


def test_a_cramp_days_before_the_visit_changes_nothing(robot, link):
    with time_machine.travel(START - timedelta(hours=30), tick=True):
        begin(robot, link)
        page = answer_lent(robot, {"safety.cramping_now": "yes"})
    assert "We look forward to seeing you" in page.text


def test_a_client_with_an_account_need_not_sign_in(robot, link, cleo):
    cleo.user = User.objects.create_user(cleo.email, "x", name=cleo.name)
    cleo.save()
    begin(robot, link)
    assert answer_lent(robot, {}).status == 200
    assert Clearance.objects.get(client=cleo, superseded_at=None).answered_at >= REMIND


def test_the_link_opens_nothing_else_of_theirs(robot, link):
    begin(robot, link)
    answer_lent(robot, {})
    intake = Intake.objects.first()
    for path in (f"{intake.uuid}/check/", f"{intake.uuid}/goals/", f"results/{intake.results.get().uuid}/"):
        assert robot.open(f"/assessments/{path}").status == 404
    assert robot.open("/bookings/").status == 200
    assert "own_client" not in robot.client.session


def test_another_browser_can_not_go_on_with_it(robot, link):
    begin(robot, link)
    assert Robot().open(robot.page.url).status == 404


@pytest.mark.parametrize("change", [{"email": "cleo.new@demo.example"}, {"phone": "+447700900124"}])
def test_who_was_lent_the_questions_by_a_link_answers_nothing_once_the_address_is_another(
    robot, link, cleo, change
):
    """It went to somebody else, perhaps: the link is dead by then, and so is what it had begun."""
    begin(robot, link)
    answer_page(robot, {})
    page, form = robot.page.url, robot.page.form()
    type(cleo).objects.filter(pk=cleo.pk).update(**change)
    assert robot.open(page).status == 404
    assert robot.submit(form).status == 404
    assert Clearance.objects.get(client=cleo, superseded_at=None).answered_at < REMIND


def test_a_number_that_is_told_meanwhile_ends_nothing(clinic):
    dora = client_with(name="Demo Dora")
    letter = reminded(book(clinic, dora, START)).get()
    with time_machine.travel(REMIND, tick=True):
        robot = Robot()
        begin(robot, "/" + letter.context["check_url"].split("/", 3)[3])
        answer_page(robot, {})
        type(dora).objects.filter(pk=dora.pk).update(phone="+447700900125")
        assert "We look forward to seeing you" in answer_lent(robot, {}).text


def test_the_link_dies_with_the_version(robot, link, visit):
    type(visit).objects.filter(pk=visit.pk).update(version=9)
    assert robot.open(link).status == 404


def test_a_visit_that_is_over_asks_nothing(robot, link):
    with time_machine.travel(START + DAY):
        assert "not to come any more" in robot.open(link).text


def test_from_the_account_as_well(cleo, visit, client):
    cleo.user = User.objects.create_user(cleo.email, "x", name=cleo.name)
    cleo.save()
    client.force_login(cleo.user)
    with time_machine.travel(NOW):
        assert client.post(f"/bookings/{visit.uuid}/before/").status_code == 302
    assert Intake.objects.filter(client=cleo, status="draft", renews__isnull=False).exists()


def test_the_page_of_the_visit_leads_to_it(robot, link):
    page = robot.open(link.removesuffix("before/"))
    assert "has anything changed" in robot.open(page.link("anything has changed")).text


def test_a_second_tab_goes_on_with_what_the_first_began(robot, link):
    begin(robot, link)
    answer_page(robot, {})
    second = robot.page.url
    begin(robot, link)
    assert robot.page.url == second
    assert "We look forward to seeing you" in answer_lent(robot, {}).text
    assert Intake.objects.filter(status="draft").count() == 0


def test_what_was_begun_hours_ago_is_begun_anew(robot, link):
    begin(robot, link)
    answer_page(robot, {})
    Intake.objects.filter(status="draft").update(created_at=REMIND - timedelta(hours=2))
    begin(robot, link)
    assert Intake.objects.filter(status="draft").count() == 2


def test_who_has_arrived_is_asked_to_tell_the_therapist(robot, link, visit):
    type(visit).objects.filter(pk=visit.pk).update(status="arrived")
    page = robot.open(link)
    assert page.headings[0] == "You are with us already"
    assert Browser().post(link).status_code == 409
    assert Intake.objects.count() == 1
