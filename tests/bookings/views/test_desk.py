"""The desk's pages without any script: find or write down a client, book, move, lengthen, block, look at."""

from datetime import timedelta

import pytest

from bookings.models import Appointment, TimeOff
from hekas.accounts.models import Client, Guardian
from hekas.audit.models import AuditEvent
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import (
    TEN,
    cleared_client,
    make_client,
    make_intake,
)
from tests.bookings.overruling import press
from tests.bookings.waiting import wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)
BOOK, DAY = "/bookings/desk/book/", "2026-11-24"


def spot(clinic, therapist=0, at="10:00", **more):
    return {"therapist": str(clinic.therapists[therapist].uuid), "day": DAY, "at": at, **more}


def book_page(jo, client):
    return jo.open(f"{BOOK}?client={client.uuid}&day={DAY}")


def send(jo, page, clinic, **changes):
    service = str(clinic.service.uuid)
    return jo.submit(page.form("desk/book/"), service=service, **spot(clinic, **changes))


def test_a_known_client_is_found_by_name_address_or_number(jo):
    client = make_client("Demo Cleo")
    Client.objects.filter(pk=client.pk).update(phone="+447700900123")
    for words in ("cleo", "CLEO@demo", "07700 900 123", "900123"):
        assert "Demo Cleo" in jo.open(f"{BOOK}?q={words}").text
    assert "Nobody is known by" in jo.open(f"{BOOK}?q=nobody").text
    one_letter = jo.open(f"{BOOK}?q=+n+").text
    assert "Write at least 2 letters" in one_letter
    assert "Nobody is known" not in one_letter
    assert "Demo Cleo" not in jo.open(f"{BOOK}?q=c").text


def test_a_cleared_client_is_booked_and_the_board_shows_it(jo, clinic):
    client = cleared_client().client
    page = send(jo, book_page(jo, client), clinic)
    assert page.headings == ["Tuesday 24 November"]
    assert "Demo Cleo" in page.text
    booked = Appointment.objects.get()
    assert (booked.client, booked.starts_at, booked.minutes) == (client, TEN, 45)


def test_a_page_that_is_sent_twice_books_once(jo, clinic):
    page = book_page(jo, cleared_client().client)
    for _ in range(2):
        send(jo, page, clinic)
    assert Appointment.objects.count() == 1


def test_somebody_new_is_written_down_and_asked_first(jo, clinic):
    page = jo.open(f"{BOOK}?day={DAY}")
    born = {"born_on_0": "27", "born_on_1": "3", "born_on_2": "1984"}
    page = jo.submit(page.form("client/"), name="Demo Nell", email="nell@demo.example", **born)
    assert "Not yet: the safety questions come first" in page.text
    assert Client.objects.get().name == "Demo Nell"
    asked = jo.submit(page.form("ask/"))
    assert "/assessments/" in asked.url
    assert Appointment.objects.count() == 0


def test_under_18_somebody_responsible_is_named(jo, clinic):
    page, born = jo.open(BOOK), {"born_on_0": "25", "born_on_1": "11", "born_on_2": "2008"}
    who = {"name": "Demo Nell", "email": "nell@demo.example", **born}
    refused = jo.submit(page.form("client/"), **who)
    assert refused.status == 422
    assert "Enter who is responsible for them" in refused.text
    assert Client.objects.count() == 0
    page = jo.submit(page.form("client/"), guardian="Demo Una", guardian_phone="07700900124", **who)
    assert Guardian.objects.get().name == "Demo Una"
    assert "Demo Una is responsible" in page.text


@pytest.mark.parametrize(
    ("gate", "words"),
    [("held", "a therapist has to speak with them first"), ("redirected", "Not today")],
)
def test_the_desk_learns_what_comes_first_and_no_reason(jo, clinic, gate, words):
    client = make_client()
    make_intake(client=client, gate=gate)
    page = book_page(jo, client)
    assert words in page.text
    assert "Something to talk about" not in page.text
    assert send_blind(jo, client, clinic).status_code == 409
    assert Appointment.objects.count() == 0


def send_blind(jo, client, clinic):
    """Whoever writes their own form meets the same door."""
    key = "8f14e45f-ceea-4e6b-9d3a-6a3e8a3c4b11"
    known = {"client": str(client.uuid), "service": str(clinic.service.uuid), "key": key}
    token = jo.open(BOOK).form("client/").data()["csrfmiddlewaretoken"]
    return jo.client.post(BOOK, {**known, **spot(clinic), "csrfmiddlewaretoken": token[0]})


def test_what_is_in_the_way_is_said_with_other_times_and_then_overruled(jo, clinic):
    book(clinic)
    page = send(jo, book_page(jo, cleared_client("Demo Dora").client), clinic)
    assert page.status == 409
    assert "Demo Amira has another visit then." in page.text
    assert "Tuesday 24 November, 10:00am with Demo Ben" in page.text
    over = press(jo, page, "desk/book/")
    assert "Overbooked" in over.text
    assert AuditEvent.objects.get(action="appointment overbooked").actor_label == "jo@demo.example"


def test_whoever_may_not_overbook_can_not(jo, clinic, monkeypatch):
    """Nor with a page on which another had the button."""
    book(clinic)
    dora = cleared_client("Demo Dora").client
    others = send(jo, book_page(jo, dora), clinic)
    monkeypatch.setattr("hekas.accounts.permissions.ROLES", _without_overbooking())
    page = send(jo, book_page(jo, dora), clinic)
    assert "all the same" not in page.text
    assert press(jo, others, "desk/book/").status == 409
    assert Appointment.objects.count() == 1


def test_nor_can_they_by_moving(jo, clinic, monkeypatch):
    """The page of a move has the same flag, and asks the same."""
    book(clinic)
    other = book(clinic, "Demo Dora", start=TEN + 2 * HOUR)
    page = jo.submit(jo.open(f"/bookings/desk/{other.uuid}/move/").form("move/"), **spot(clinic))
    monkeypatch.setattr("hekas.accounts.permissions.ROLES", _without_overbooking())
    page = press(jo, page, "move/")
    assert page.status == 409
    assert "all the same" not in page.text
    other.refresh_from_db()
    assert (other.starts_at, other.overbooked) == (TEN + 2 * HOUR, False)


def _without_overbooking():
    from hekas.accounts.permissions import ROLES, Permission, Role  # noqa: PLC0415  the real table, not the test's

    return {**ROLES, Role.ADMIN: ROLES[Role.ADMIN] - {Permission.OVERBOOK}}


def test_a_visit_is_moved_and_made_longer_by_the_form(jo, clinic):
    booked = book(clinic)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/")
    assert "Now: Tuesday 24 November, 10:00am with Demo Amira, 45 minutes" in page.text
    page = jo.submit(page.form("move/"), **spot(clinic, 1, "11:20", minutes="60"))
    assert page.headings == ["Tuesday 24 November"]
    booked.refresh_from_db()
    assert (booked.therapist, booked.starts_at, booked.minutes) == (
        clinic.therapists[1],
        TEN + timedelta(minutes=80),
        60,
    )


def test_a_drag_fills_the_form_and_moves_nothing(jo, clinic):
    booked = book(clinic)
    asked = f"?start=2026-11-24T11:35:00.000Z&therapist={clinic.therapists[1].uuid}&minutes=30"
    form = jo.open(f"/bookings/desk/{booked.uuid}/move/{asked}").form("move/").data()
    assert (form["day"], form["at"], form["minutes"]) == ([DAY], ["11:35"], ["30"])
    booked.refresh_from_db()
    assert booked.version == 1


def test_a_drag_to_somebody_who_does_not_give_it_says_so_and_proposes_nobody_else(jo, clinic):
    visit = book(clinic)
    clinic.service.therapists.remove(clinic.therapists[1])
    other = clinic.therapists[1]
    page = jo.open(f"/bookings/desk/{visit.uuid}/move/?start={TEN.isoformat()}&therapist={other.uuid}")
    assert f"{other.name} does not give “{clinic.service.name}”." in page.text
    assert page.form("move/").data()["therapist"] == [str(visit.therapist.uuid)]


def test_a_drag_on_a_board_that_is_old_shows_how_it_stands_and_not_where_it_went(jo, clinic):
    booked = book(clinic)
    asked = f"?seen=1&start=2026-11-24T11:35:00.000Z&therapist={clinic.therapists[1].uuid}&minutes=30"
    Appointment.objects.filter(pk=booked.pk).update(version=2)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/{asked}")
    form = page.form("move/").data()
    assert (page.status, form["version"], form["at"], form["minutes"]) == (409, ["2"], ["10:00"], ["45"])
    assert "Somebody changed this visit a moment ago" in page.text
    assert jo.open(f"/bookings/desk/{booked.uuid}/move/{asked.replace('seen=1', 'seen=2')}").status == 200


@pytest.mark.parametrize("minutes", ["45", "120"])
def test_a_move_into_anothers_time_is_refused_with_other_times_that_can_be_had(jo, clinic, minutes):
    """Dragged over another visit, or made longer until it lies over it; its own time is no other."""
    book(clinic)
    clinic.service.therapists.set(clinic.therapists[:1])
    other = book(clinic, "Demo Dora", start=TEN - HOUR)
    page = jo.open(f"/bookings/desk/{other.uuid}/move/")
    page = jo.submit(page.form("move/"), **spot(clinic, at="9:30", minutes=minutes))
    assert page.status == 409
    assert "Demo Amira has another visit then" in page.text
    other.refresh_from_db()
    assert (other.starts_at, other.minutes, other.overbooked) == (TEN - HOUR, 45, False)
    there = jo.open(page.link(f"{other.uuid}/move/?minutes={minutes}")).form("move/").data()
    assert (there["minutes"], there["at"]) == ([minutes], ["11:00"])


def test_a_visit_that_somebody_else_moved_is_shown_as_it_stands(jo, clinic):
    booked = book(clinic)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/")
    Appointment.objects.filter(pk=booked.pk).update(version=2)
    page = jo.submit(page.form("move/"), **spot(clinic, at="12:00", minutes="45"))
    assert page.status == 409
    assert "Somebody changed this visit a moment ago" in page.text
    assert page.form("move/").data()["version"] == ["2"]


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 30])
def test_a_move_that_names_no_version_shows_how_it_stands_in_words_of_the_desk(jo, clinic, version):
    booked = book(clinic)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/")
    page = jo.submit(page.form("move/"), **spot(clinic, at="12:00", minutes="45"), version=version)
    assert page.status == 409
    assert "The page was out of date. Nothing was changed" in page.text
    assert "Version" not in page.text
    form = page.form("move/").data()
    assert (form["version"], form["at"]) == (["1"], ["10:00"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2026-11-22"}, "Choose a day from today on"),
        ({"day": "9999-12-31"}, "Choose a day from today on"),
        ({"day": "tomorrow"}, "Enter a day"),
        ({"at": "25:00"}, "Enter a time like 14:30"),
        ({"minutes": "0"}, "5"),
        ({"minutes": "1000"}, "300"),
        ({"day": "2027-03-28", "at": "01:30"}, "does not happen exactly once"),
        ({"day": "2027-10-31", "at": "01:30"}, "does not happen exactly once"),
    ],
)
def test_odd_times_are_refused_in_words(jo, clinic, changes, words):
    booked = book(clinic)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/")
    page = jo.submit(page.form("move/"), **{**spot(clinic, minutes="45"), **changes})
    assert page.status == 422
    assert words in page.text


def new_client(page, **changes):
    said = {"name": "Demo Nora", "email": "", "phone": "", "born_on_0": "27", "born_on_1": "3"}
    return {**said, "born_on_2": "1984", **changes}


def test_a_number_is_enough_and_the_page_says_how_they_are_told(jo, clinic):
    page = jo.open(BOOK)
    page = jo.submit(page.form("desk/book/client/"), **new_client(page, phone="07700 900 123"))
    nora = Client.objects.get(name="Demo Nora")
    assert (nora.email, str(nora.phone)) == ("", "+447700900123")
    assert "mailto:" not in page.html
    make_intake(client=nora)
    assert "They are told by text." in send(jo, book_page(jo, nora), clinic).text
    assert "mailto:" not in jo.open(f"{BOOK}?q=nora").html


def test_neither_address_nor_number_is_refused(jo, clinic):
    page = jo.open(BOOK)
    page = jo.submit(page.form("desk/book/client/"), **new_client(page))
    assert page.status == 422
    assert "Enter an e-mail address or a mobile number" in page.text
    assert not Client.objects.exists()


def test_time_is_blocked_shown_and_freed(jo, clinic):
    page = jo.open(f"/bookings/desk/block/?day={DAY}")
    who = str(clinic.therapists[0].uuid)
    page = jo.submit(page.form("block/"), therapist=who, since="12:00", until="13:00", reason="Training")
    assert "Training, 12pm to 1pm" in page.text
    off = TimeOff.objects.get()
    assert (off.during.lower, off.during.upper) == (TEN + 2 * HOUR, TEN + 3 * HOUR)
    page = jo.open(f"/bookings/desk/block/{off.uuid}/")
    assert "12:00pm to 1:00pm" in page.text
    jo.submit(page.form("block/"))
    assert not TimeOff.objects.exists()


def test_whoever_blocks_a_time_with_a_visit_in_it_is_told(jo, clinic):
    book(clinic)
    page = jo.open(f"/bookings/desk/block/?day={DAY}")
    who = str(clinic.therapists[0].uuid)
    page = jo.submit(page.form("block/"), therapist=who, since="10:00", until="11:00", reason="Training")
    assert "1 visit stands in it" in page.text


def test_a_visit_that_is_dropped_on_another_day_keeps_its_time_of_day_over_a_clock_change(jo, clinic):
    booked, ben = book(clinic), str(clinic.therapists[1].uuid)
    page = jo.open(f"/bookings/desk/{booked.uuid}/move/?day=2027-03-30&therapist={ben}")
    said = page.form("move/").data()
    assert (said["day"], said["at"], said["therapist"]) == (["2027-03-30"], ["10:00"], [ben])


def test_a_block_ends_after_it_begins(jo, clinic):
    page = jo.open(f"/bookings/desk/block/?day={DAY}")
    who = str(clinic.therapists[0].uuid)
    page = jo.submit(page.form("block/"), therapist=who, since="13:00", until="12:00", reason="Training")
    assert "The end must be after the beginning" in page.text


def test_a_free_gap_names_who_waits_for_that_day(jo, clinic):
    wait(clinic)
    page = jo.open(f"{BOOK}?start=2026-11-24T10:00:00%2B00:00&therapist={clinic.therapists[0].uuid}")
    assert "Tuesday 24 November, 10:00am" in page.text
    assert "Demo Wanda" in page.text
    assert "service=" in page.link("Demo Wanda")


@pytest.mark.parametrize("key", ["", "x"])
def test_a_booking_without_the_key_of_its_page_says_so_in_words_and_keeps_what_was_typed(jo, clinic, key):
    page = book_page(jo, cleared_client().client)
    page = send(jo, page, clinic, at="12:00", key=key)
    assert (page.status, Appointment.objects.count()) == (409, 0)
    assert "The page was out of date. Nothing was booked" in page.text
    assert page.form("desk/book/").data()["at"] == ["12:00"]
    jo.submit(page.form("desk/book/"))
    assert Appointment.objects.count() == 1
