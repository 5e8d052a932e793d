"""Work with scripts switched off: a therapist's whole visit, and what the desk does on its board."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import CarePlan, Finding, Observation, Screening
from assessments.rules.screening import load_screening
from bookings.models import Appointment, TimeOff
from tests.browser.conftest import TABLET
from tests.browser.test_board import HOUR, day, fresh  # noqa: F401 - fixtures
from tests.browser.test_by_keyboard import booked, button, link, other, plain, today  # noqa: F401 - fixtures
from tests.browser.test_therapists_room import PARTS, client, session_of  # noqa: F401 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def room(chromium, site, today):  # noqa: F811
    context = chromium.new_context(**TABLET, locale="en-GB", base_url=site, java_script_enabled=False)
    context.add_cookies(session_of(today.therapist.user, site))
    page = context.new_page()
    page.goto("/day/")
    yield page
    context.close()


def test_a_whole_visit(room, today):  # noqa: F811
    button(room, f"Arrived : {today.client.name}").click()
    link(room, f"Open the visit of {today.client.name}").click()
    button(room, "Start a visit").click()
    for part in PARTS:
        measure(room, part)
    feel(room)
    assert Finding.objects.get(screening__client=today.client).severity == 2
    button(room, "Finish the tests").click()
    decide(room)
    plan(room)
    room.goto("/day/")
    button(room, f"Finish visit : {today.client.name}").click()
    expect(button(room, f"Finish visit : {today.client.name}")).to_have_count(0)
    assert fresh(today).status == "fulfilled"
    assert Screening.objects.get(client=today.client).completed_at
    tests = {spec.code for spec in load_screening().tests}
    assert set(Observation.objects.values_list("test", flat=True)) >= tests
    assert CarePlan.objects.get(client=today.client, status="active").signed_by == today.therapist


def measure(page, part):
    """Every test of that part by its fields and its own button."""
    page.locator("nav.tabs").get_by_role("button").nth(PARTS.index(part)).click()
    for spec in load_screening().of_part(part):
        form = page.locator(f"#test-{spec.code}")
        for side in spec.sides:
            value(form, spec, side)
        form.get_by_role("button", name="Save").click()
        expect(page.locator(f"#reading-{spec.code}")).not_to_contain_text("Enter")


def value(form, spec, side):
    if spec.kind == "words":
        form.locator(f'label:has(input[name$="-{side}"])').first.click()
    elif spec.kind == "number":
        form.locator(f'input[name$="-{side}"]').fill(f"{(spec.min + spec.max) / 2:.0f}")
    else:
        form.locator(f'textarea[name$="-{side}"]').fill("Upright, at ease.")


def feel(page):
    page.locator("label:has(input[name=kind])").first.click()
    page.locator("label:has(input[name=severity][value='2'])").click()
    page.locator("label:has(#place-left-soleus)").click()
    button(page, "Add what you feel").click()
    expect(button(page, "Take back")).to_be_visible()


def decide(page):
    expect(button(page, "Finish the tests")).to_have_count(0)
    page.wait_for_load_state()
    asked = page.locator("details.decide[open]")
    for left in range(asked.count(), 0, -1):
        asked.first.get_by_role("textbox").fill("Seen today")
        asked.first.get_by_role("button").first.click()
        expect(asked).to_have_count(left - 1)
    button(page, "Draft a plan").click()


def plan(page):
    """A line typed in each of the three phases; one press keeps them all, and it is signed."""
    for number in (1, 2, 3):
        page.locator(f"#line-{number}").fill(f"Hills in phase {number}")
        page.locator(f"#phase-{number}").get_by_role("button", name="Add as goal").click()
    lines = [page.locator(f"#phase-{number} .edit-line input").first for number in (1, 2, 3)]
    for number, line in enumerate(lines):
        line.fill(f"Stairs {number}")
    button(page, "Save the draft").click()
    expect(page.locator("[data-toasts]")).to_contain_text("Saved.")
    for number, line in enumerate(lines):
        expect(line).to_have_value(f"Stairs {number}")
    button(page, "Read it and sign").click()
    button(page, "Sign the plan").click()
    expect(page.locator("[data-toasts]")).to_contain_text(
        "Signed. They have no account to read it in: give them the letter."
    )


@pytest.fixture
def board(plain, day):  # noqa: F811
    plain.goto(f"/clinic/?day={timezone.localtime(day.starts_at).date()}")
    return plain


def test_the_desk_moves_overbooks_and_cancels(board, day, other):  # noqa: F811
    board.locator(f"#visit-{day.uuid}").click()
    link(board, "Move or change the length").click()
    board.get_by_label("Starts at").fill("11:30")
    button(board, "Move and tell the client").click()
    expect(board.locator("[data-toasts]")).to_contain_text("11:30am")
    assert fresh(day).starts_at == day.starts_at + 1.5 * HOUR
    overbook(board, fresh(day), other)
    board.locator(f"#visit-{day.uuid}").click()
    link(board, "Cancel for the client").click()
    button(board, "Cancel it and tell the client").click()
    expect(board.locator("[data-toasts]")).to_contain_text("cancelled")
    assert fresh(day).status == "cancelled"


def overbook(board, visit, who):
    link(board, "Book").click()
    board.get_by_label("Name, e-mail or number").fill(who.email)
    button(board, "Find").click()
    board.locator(".desk-people a").first.click()
    board.get_by_label("What").select_option(str(visit.service.uuid))
    board.get_by_label("Therapist", exact=True).select_option(str(visit.therapist.uuid))
    board.get_by_label("Starts at").fill("11:30")
    button(board, "Book and tell the client").click()
    expect(board.get_by_role("alert")).to_contain_text("has another visit then")
    expect(board.get_by_label("Starts at")).to_have_value("11:30")
    button(board, "Put it there all the same").click()
    expect(button(board, "Put it there all the same")).to_have_count(0)
    made = booked(who)
    assert (made.starts_at, made.overbooked) == (visit.starts_at, True)


def test_the_desk_blocks_time_and_frees_it(board, day):  # noqa: F811
    link(board, "Block time").click()
    board.get_by_label("Therapist", exact=True).select_option(str(day.therapist.uuid))
    button(board, "Block it").click()
    expect(board.get_by_role("alert")).to_be_visible()
    expect(board.get_by_label("Therapist", exact=True)).to_have_value(str(day.therapist.uuid))
    for label, words in (("From", "13:00"), ("Until", "14:00"), ("Why", "Team meeting")):
        board.get_by_label(label).fill(words)
    button(board, "Block it").click()
    expect(board.get_by_role("link", name="Team meeting")).to_be_visible()
    assert TimeOff.objects.filter(therapist=day.therapist, reason="Team meeting").count() == 1
    board.get_by_role("link", name="Team meeting").click()
    button(board, "Free this time").click()
    expect(board.locator("[data-toasts]")).to_contain_text("can be booked then again")
    assert not TimeOff.objects.filter(therapist=day.therapist, reason="Team meeting").exists()
    assert Appointment.objects.get(pk=day.pk).status == "booked"
