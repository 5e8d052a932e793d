"""Times, days, money and lengths as people read them."""

from datetime import UTC, date, datetime

import pytest

from hekas.web.templatetags import plain


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 27, 9, 15, tzinfo=UTC), "9:15am"),
        (datetime(2026, 11, 27, 0, 0, tzinfo=UTC), "12:00am"),
        (datetime(2026, 11, 27, 12, 5, tzinfo=UTC), "12:05pm"),
        (datetime(2026, 6, 1, 16, 30, tzinfo=UTC), "5:30pm"),  # summer time
        (None, ""),
    ],
)
def test_clock_is_the_clinics(moment, said):
    assert plain.clock(moment) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2:00am"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "1:30am"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "1:30am"),
    ],
)
def test_clock_over_both_changes(moment, said):
    assert plain.clock(moment) == said


def test_a_late_evening_in_summer_is_the_next_day_here():
    assert plain.day(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == "Tuesday 2 June"


def test_days():
    friday = date(2026, 11, 27)
    assert plain.day(friday) == "Friday 27 November"
    assert plain.short_day(friday) == "Fri 27 Nov"
    assert plain.weekday(friday) == "Fri"
    assert plain.long_day(friday) == "27 November 2026"


@pytest.mark.parametrize("shown", [plain.day, plain.short_day, plain.weekday, plain.long_day])
def test_no_day_is_no_words(shown):
    assert shown(None) == ""


@pytest.mark.parametrize(
    ("pence", "said"),
    [(5200, "£52"), (5250, "£52.50"), (5, "£0.05"), (0, "£0"), (124800, "£1,248"), (None, "")],
)
def test_pounds(pence, said):
    assert plain.pounds(pence) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
        (0, "0 minutes"),
    ],
)
def test_duration(minutes, said):
    assert plain.duration(minutes) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(35, "35 min"), (60, "1 hr"), (95, "1 hr 35 min"), (660, "11 hr"), (0, "0 min")]
)
def test_a_length_where_room_is_dear(minutes, said):
    assert plain.in_little(minutes) == said.replace(" ", "\u00a0")  # never parted


def test_no_length_is_no_words():
    assert plain.duration(None) == ""


def test_counted():
    assert [plain.counted(n, "visit") for n in (0, 1, 1200)] == ["0 visits", "1 visit", "1,200 visits"]


@pytest.mark.parametrize(
    ("says", "owner"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/130.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko Firefox/130.0", "Firefox on Linux"),
        ("", "A browser"),
    ],
)
def test_a_device_is_named_as_its_owner_would(says, owner):
    assert plain.device(says) == owner


def test_what_is_paid_at_the_clinic(settings):
    assert plain.payable(5200) == "£52, paid at the clinic"
    settings.HOW_TO_PAY = "by card or in cash"
    assert plain.payable(4800, " a visit") == "£48 a visit, paid at the clinic by card or in cash"
