"""The page of free times works out what it shows once, however many times there are."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.presenters import search
from bookings.queries.availability import Found, Offer
from bookings.scheduling.slots import Slot
from bookings.scheduling.windows import UNKNOWN

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def page(count):
    starts = [NINE + n * timedelta(minutes=15) for n in range(count)]
    offers = tuple(Offer(Slot(start, start + timedelta(minutes=45), 1, 1, 1), UNKNOWN) for start in starts)
    days = {"first": MONDAY, "last": MONDAY, "horizon": MONDAY, "wanted": None, "today": MONDAY}
    known = {"service": None, "place": None, "therapists": (), "locations": (), "chosen": None}
    return search.SearchPage(**known, **days, found=Found(offers, {}), zone=ZoneInfo("Europe/London"))


def test_the_best_time_is_looked_for_once(monkeypatch):
    asked, best = [], search.best
    monkeypatch.setattr(search, "best", lambda found: asked.append(1) or best(found))
    shown = page(20)
    monkeypatch.setattr(search.SearchPage, "_group", lambda self, fit, because, of_fit: (fit, len(of_fit)))
    assert [count for _, count in shown.groups] == [20]
    assert shown.day == MONDAY
    assert shown.best is None
    assert len(asked) == 1
