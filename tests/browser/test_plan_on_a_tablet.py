"""A signed plan on a therapist's tablet: notes, phases, the next visits, a new plan; and the client's end."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Amendment, CarePlan
from bookings.models import Appointment, Series
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.browser.conftest import PHONE, TABLET, violations
from tests.browser.test_therapists_room import session_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
NOTE = "Calf sore after the long run: two-leg raises again this week."


@pytest.fixture
def patient(site):
    """The demo's client who can sign in, and has a plan and a diary."""
    return Client.objects.get(user__email="client@demo.example")


@pytest.fixture
def tablet(visit, site, patient):
    page = visit(TABLET)
    page.context.add_cookies(session_of(patient.home_therapist.user, site))
    page.goto(reverse("assessments:visit", args=[patient.uuid]))
    page.get_by_role("link", name="Open the plan").tap()
    expect(page.get_by_role("heading", name="Plan for")).to_be_visible()
    return page


@pytest.fixture
def phone(visit, site, patient):
    page = visit(PHONE)
    page.context.add_cookies(session_of(patient.user, site))
    return page


def test_a_note_and_another_phase_are_dated_and_the_client_reads_them(tablet, phone, patient):
    tablet.get_by_role("link", name="Add a note").tap()
    expect(tablet.get_by_label("A dated note")).to_be_in_viewport()
    tablet.get_by_label("A dated note").fill(NOTE)
    tablet.get_by_role("button", name="Add the note").tap()
    expect(tablet.get_by_text("Noted, with today's date")).to_be_visible()
    expect(tablet.locator("#amend")).to_contain_text(NOTE)
    tablet.get_by_label("A dated note").fill("All criteria met.")
    tablet.get_by_role("button", name="Move to phase 3").tap()
    expect(tablet.get_by_text("Moved to phase 3. The client sees it")).to_be_visible()
    plan = CarePlan.objects.get(client=patient, status="active")
    assert plan.phase_now == 3
    assert {row.by for row in Amendment.objects.filter(plan=plan)} == {patient.home_therapist}
    phone.goto(reverse("assessments:own_plan"))
    expect(phone.get_by_text(NOTE)).to_be_visible()
    expect(phone.get_by_role("heading", name="Now: Keep it up")).to_be_visible()
    assert violations(tablet) + violations(phone) == []


def test_the_next_visits_are_booked_from_the_plan(tablet, phone, patient):
    before = Appointment.objects.filter(client=patient, status="booked").count()
    tablet.get_by_role("link", name="Book the next visits").tap()
    expect(tablet.get_by_role("heading", name=f"The next visits of {patient.name}")).to_be_visible()
    found = violations(tablet)
    tablet.get_by_role("button", name="Show me the dates").tap()
    expect(tablet.get_by_role("heading", name=f"Dates for {patient.name}")).to_be_visible()
    found += violations(tablet)
    tablet.get_by_role("button", name="Book these visits").tap()
    expect(tablet.get_by_text("visits are booked. One confirmation")).to_be_visible()
    series = Series.objects.get(client=patient)
    booked = series.appointments.filter(status="booked")
    assert booked.count() >= 2
    assert Appointment.objects.filter(client=patient, status="booked").count() == before + booked.count()
    assert found == []


def test_a_new_plan_is_signed_and_a_message_leads_the_client_to_it(tablet, phone, patient):
    tablet.get_by_role("button", name="Make a new draft from it").tap()
    tablet.get_by_label("A goal or a line of treatment for phase 1").fill("Hills without a cramp")
    tablet.get_by_role("button", name="Add as goal").first.tap()
    expect(tablet.locator("#phase-1").locator("input[value='Hills without a cramp']")).to_have_count(1)
    tablet.get_by_role("button", name="Read it and sign").first.tap()
    tablet.get_by_role("button", name="Sign the plan").tap()
    expect(tablet.get_by_text("Signed. The client can read it now.")).to_be_visible()
    plan = CarePlan.objects.get(client=patient, status="active")
    sent = OutboundMessage.objects.filter(template="plan_ready", client=patient).latest("pk")
    assert (sent.about, "cramp" in str(dict(sent.context)).lower()) == (plan.about, False)
    phone.goto(urlsplit(sent.context["plan_url"]).path)
    expect(phone.get_by_role("heading", name="Your plan", exact=True)).to_be_visible()
    phone.get_by_text("Phase 1:").tap()
    expect(phone.get_by_text("Hills without a cramp")).to_be_visible()
    assert violations(tablet) + violations(phone) == []


def test_a_draft_fits_the_smallest_screen_with_twice_the_text(tablet):
    tablet.get_by_role("button", name="Make a new draft from it").tap()
    expect(tablet.get_by_role("button", name="Read it and sign").first).to_be_visible()
    tablet.set_viewport_size({"width": 320, "height": 640})
    tablet.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tablet.evaluate("document.documentElement.scrollWidth") <= 320
