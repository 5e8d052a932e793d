"""What the benches may call a figure: only what did what it is called."""

from datetime import timedelta

import pytest

from assessments.actions import documents
from assessments.models import Clearance
from benchmarks import __main__ as bench
from benchmarks import own, pages, versus, where
from benchmarks.callers import Outcome
from benchmarks.timing import of_times
from bookings.models import Appointment
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.postgres import clock
from tests.bookings.actions.test_desk import book
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import NOW, TEN, cleared_visitor, make_clinic


def rate_of(words):
    """The measure and the rate of a run whose acts end with these words."""
    run = versus._rate("bookings", lambda word: word, words)
    measure = next(run)
    with pytest.raises(StopIteration) as end:
        next(run)
    return measure, end.value.value


def test_acts_that_all_went_well_give_a_rate():
    measure, rate = rate_of(["booked"] * 20)
    assert measure.fault == "" and rate > 0 and "a second" in measure.note


@pytest.mark.parametrize("word", ["hold 403", "confirm 409", "0 slots", "details 200"])
@pytest.mark.parametrize("place", [0, 19])
def test_one_act_that_failed_leaves_no_rate_not_even_among_those_that_warm_up(word, place):
    words = ["booked"] * 20
    words[place] = word
    measure, rate = rate_of(words)
    assert rate is None and word in measure.fault and "a second" not in measure.note
    assert list(versus._against(rate, 10.0, "bookings")) == []


def test_words_are_told_apart_by_what_they_say():
    outcomes = [Outcome(word, 1.0) for word in ("booked", "12 slots", "hold 403", "hold 403")]
    assert versus.failures(outcomes) == "{'hold 403': 2}"


@pytest.mark.django_db
def test_a_measure_that_failed_says_so_and_ends_the_run_with_an_error(monkeypatch, tmp_path, capsys):
    failed = of_times("bookings", [1.0], fault="hold 403")
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    monkeypatch.setattr(bench, "call_command", lambda *a, **k: None)
    monkeypatch.setattr(bench, "groups", lambda: {"one": iter([failed, of_times("slots", [1.0])])})
    monkeypatch.delenv("ONLY", raising=False)
    assert bench.main() == 1
    printed = capsys.readouterr().out
    assert "FAILED, this is no figure: hold 403" in printed
    assert "in the diary at the start: 0 bookings of 0 therapists" in printed


def test_where_the_last_room_went_to_somebody_else_another_time_is_taken():
    gone, free, spare = ("9", "a"), ("10", "a"), iter([("9", "b"), ("10", "a"), ("11", "a")])
    assert versus.or_another(lambda time: "booked" if time == free else versus.GONE, gone, spare) == "booked"
    assert next(spare) == ("11", "a")
    assert versus.or_another(lambda time: "hold 403", free, spare) == "hold 403"


@pytest.mark.django_db
def test_clients_of_the_bench_may_book_also_where_a_number_of_the_demo_has_a_stop():
    first = next(pages._free_numbers())
    someone = Client.objects.create(name="Sam", email="sam@clients.example", phone=first)
    now = clock.now()
    stop = own.answers()
    stop["safety"]["breathless_or_chest_pain"] = "yes"
    documents.hand_in(stop, client=someone, by=SYSTEM, now=now)
    assert Clearance.objects.open_stops().exists()
    assert len(pages.visitors(0, 2, now)) == 2


@pytest.mark.django_db
def test_the_times_that_a_bench_books_or_holds_are_free_for_its_next_run():
    clinic = make_clinic()
    free = list(where._times(clinic.service, NOW))
    with where.given_back():
        book(clinic)
        place(clinic, cleared_visitor(), start=TEN + timedelta(days=7))
        ends = list(Appointment.objects.order_by("pk").values_list("status", flat=True))
        assert ends == ["booked", "tentative"]
    assert list(where._times(clinic.service, NOW)) == free
    assert Appointment.objects.get().status == "cancelled"
