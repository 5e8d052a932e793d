"""The lists and forms of the settings ask and answer in the house's words, and fold into cards on a phone."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from bookings.models import ClinicClosure, Location, Reminder, WorkingHours
from hekas.accounts.models import User
from hekas.web.templatetags.plain import clock, long_day
from hekas.web.templatetags.rows import beside
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import NOW
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
LISTS = [
    "accounts/user",
    "accounts/therapist",
    "accounts/client",
    "bookings/service",
    "bookings/location",
    "bookings/timeoff",
    "bookings/workinghours",
    "bookings/changedhours",
    "bookings/clinicclosure",
    "bookings/workload",
    "bookings/appointment",
    "bookings/reminder",
    "privacy/legalhold",
]
MACHINE_WORDS = ("Is active", "Is online", "Is bookable", "Map url", "By is", "Void because", "Due at")


@pytest.fixture
def jo():
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin", name="Jo"))
    return robot


@pytest.mark.parametrize("name", LISTS)
def test_no_list_and_no_form_speaks_of_columns(jo, clinic, name):
    book(clinic)
    html = jo.open(f"/admin/{name}/").html + jo.open(f"/admin/{name}/add/").html
    assert [words for words in MACHINE_WORDS if words.lower() in html.lower()] == []
    assert "---------</option>" not in jo.open(f"/admin/{name}/").html
    assert "Show counts" not in html


def test_a_cell_knows_its_column(jo, clinic):
    html = jo.open("/admin/bookings/service/").html
    for column in ("Kind", "Minutes", "Price", "Can be booked online", "On offer"):
        assert f'<td data-label="{column}" class="' in html
    assert '<td class="action-checkbox">' in html  # what is ticked has no word before it


def test_what_a_cell_is_called_is_escaped(jo, clinic):
    """A name comes of the code; were one ever typed, it could not leave its attribute."""
    cells = list(beside([mark_safe("<td>1</td>")], [{"text": 'a" onclick="b'}]))
    assert cells == ['<td data-label="A&quot; onclick=&quot;b">1</td>']


def test_a_filter_says_what_is_chosen(jo, clinic):
    page = jo.open("/admin/accounts/user/?role__exact=client")
    assert "Role:</span> <b>Client</b>" in page.html
    assert "Clear all filters" in page.html
    assert "By role" not in page.text
    listed = jo.open("/admin/accounts/user/")
    assert "Clear all filters" not in listed.html
    assert '<td data-label="Role" class="field-role">Admin</td>' in listed.html
    assert '<td data-label="May sign in" class="field-is_active">Yes</td>' in listed.html


def test_what_is_only_looked_at_stands_in_words(jo, clinic):
    """Whether a visit is overbooked was a grey cross, and a time stood as 14:00 below one as 2:00pm."""
    visit = book(clinic)
    html = jo.open(f"/admin/bookings/appointment/{visit.pk}/change/").html
    rows = html.split('<fieldset class="module')[1]
    assert "<img" not in rows
    assert rows.count('<div class="readonly">No</div>') == 2  # any therapist, overbooked
    booked = f"{long_day(visit.booked_at)}, {clock(visit.booked_at)}"
    assert f'<div class="readonly">{booked}</div>' in rows
    assert f"<h2>{long_day(visit.starts_at)}, {clock(visit.starts_at)}</h2>" in html


def test_an_empty_list_says_so_and_one_that_is_filtered_away_leads_back(jo, clinic):
    assert "No legal holds yet." in jo.open("/admin/privacy/legalhold/").text
    assert "0 legal holds" not in jo.open("/admin/privacy/legalhold/").text
    gone = jo.open("/admin/accounts/user/?q=nobody-is-called-so")
    assert "Nothing fits. Show all accounts" in gone.text


def test_what_is_above_a_page_leads_back_and_does_not_repeat_its_heading(jo, clinic):
    row = WorkingHours.objects.first()
    page = jo.open(f"/admin/bookings/workinghours/{row.pk}/change/")
    crumbs = page.html.split('<div class="breadcrumbs">')[1].split("</div>")[0]
    assert 'href="/admin/"' in crumbs
    assert 'href="/admin/bookings/workinghours/"' in crumbs
    assert str(row) not in crumbs


def test_beside_a_list_to_choose_from_nothing_else_is_offered(jo, clinic):
    html = jo.open("/admin/bookings/workinghours/add/").html
    assert "related-widget-wrapper-link" not in html
    assert "Until (optional)" in html
    assert "Therapist (optional)" not in html


def test_new_hours_begin_today(jo, clinic):
    """They began in 2020: the figures of weeks gone by grew by hours that nobody had worked."""
    today = date_format(timezone.localdate(), "d/m/Y")
    html = jo.open("/admin/bookings/workinghours/add/").html
    assert f'name="first_day" value="{today}"' in html


def test_a_closure_of_every_place_says_so(jo, clinic):
    ClinicClosure.objects.create(name="Flood", first_day=NOW.date(), last_day=NOW.date())
    assert "All of them" in jo.open("/admin/bookings/clinicclosure/").text


def test_a_reminder_is_told_in_words(jo, clinic):
    Reminder.objects.create(
        appointment=book(clinic), version=1, kind="two_days", channel="sms", due_at=NOW, state="void"
    )
    html = jo.open("/admin/bookings/reminder/").html
    for words in ("Two days before", "Text message", "Not sent"):
        assert f">{words}<" in html
    assert "two_days" not in html


@pytest.mark.parametrize("places", [1, 50])
def test_a_long_list_asks_as_often_as_a_short_one(jo, clinic, places, django_assert_num_queries):
    for number in range(places):
        ClinicClosure.objects.create(
            name=f"Flood {number}", first_day=NOW.date(), last_day=NOW.date(), location=clinic.location
        )
    jo.open("/admin/bookings/clinicclosure/")
    with django_assert_num_queries(6):
        jo.open("/admin/bookings/clinicclosure/")
    assert ClinicClosure.objects.count() == places


def test_what_was_left_out_is_named(jo, clinic):
    page = jo.open("/admin/bookings/service/add/")
    form = next(form for form in page.forms if form.action.endswith("/add/"))
    refused = jo.submit(form, name="", price="", therapists=[])
    for words in ("Fill in “Name”", "Fill in “Price”", "Choose “Therapists”"):
        assert words in refused.text
    assert "This field is required" not in refused.text


def test_before_something_goes_it_is_said_what_goes(jo, clinic):
    row = ClinicClosure.objects.create(name="Flood", first_day=NOW.date(), last_day=NOW.date())
    page = jo.open(f"/admin/bookings/clinicclosure/{row.pk}/delete/")
    assert f"Delete {row}? It can’t be brought back." in page.text
    assert f'href="/admin/bookings/clinicclosure/{row.pk}/change/">No, keep it' in page.html
    assert "Objects" not in page.text
    form = next(form for form in page.forms if "post" in form.controls)
    jo.submit(form)
    assert ClinicClosure.objects.count() == 0


@pytest.mark.parametrize(("rows", "words"), [(1, "1 closure? It"), (3, "3 closures? They")])
def test_before_chosen_rows_go_it_is_said_what_goes(jo, clinic, rows, words):
    days = {"first_day": NOW.date(), "last_day": NOW.date()}
    made = [ClinicClosure.objects.create(name=f"Flood {number}", **days) for number in range(rows)]
    keep = ClinicClosure.objects.create(name="Painters", **days)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in made]}
    page = jo.open("/admin/bookings/clinicclosure/")
    asked = jo.submit(next(form for form in page.forms if "_selected_action" in form.controls), **chosen)
    assert f"Delete {words} can’t be brought back." in asked.text
    assert all(str(row) in asked.text for row in made)
    for word in ("Are you sure", "Summary", "objects", "multiple"):
        assert word not in asked.text
    jo.submit(next(form for form in asked.forms if "post" in form.controls))
    assert list(ClinicClosure.objects.all()) == [keep]


def test_a_row_that_nobody_changed_says_so(jo, clinic):
    row = WorkingHours.objects.first()
    page = jo.open(f"/admin/bookings/workinghours/{row.pk}/history/")
    assert "Nothing was changed here by hand yet." in page.text


def test_a_place_that_is_not_there_yet_shows_no_empty_line_about_its_messages(jo, clinic):
    about = "Longest text message about a visit here"
    assert about not in jo.open("/admin/bookings/location/add/").text
    place = Location.objects.first()
    assert about in jo.open(f"/admin/bookings/location/{place.pk}/change/").text
