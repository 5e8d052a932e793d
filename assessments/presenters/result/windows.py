"""When to come, in the words in which one would say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessments.labels import FITS, SERVICES
from hekas.web.templatetags.plain import clock, short_day

SPECIAL = frozenset({"post_cramp", "pre_competition"})
GOOD = frozenset({"best", "good"})
# Parts of a day as people speak of them: nothing is said of when the clinic is open.
NIGHT_ENDS, NOON, EVENING, NIGHT = 6, 12, 17, 22
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """When a kind of session fits: `when` is a phrase such as "Tue 1 Dec to Thu 3 Dec"."""

    service: str
    fit: str
    when: str
    because: str


def still_open(documents: Iterable[Mapping[str, str]], at: datetime) -> list[Mapping[str, str]]:
    """Those that are not over at that moment, nor with that night: nobody is seen before the morning."""
    return [window for window in documents if "to" not in window or _lasts(window["to"], at)]


def _lasts(until: str, at: datetime) -> bool:
    end = datetime.fromisoformat(until)
    return end > at and _closing(end)[0] >= timezone.localdate(at)


def windows_of(documents: Iterable[Mapping[str, str]], at: datetime) -> tuple[Window, ...]:
    """The windows that tell somebody at that moment when to come: the special ones, and the first for a
    treatment, unless that is any day."""
    good = [window for window in documents if window["fit"] in GOOD]
    special = [window for window in good if window["service"] in SPECIAL]
    plain = [w for w in good if w["service"] == "treatment" and not _is_any_day(w, at)][:1]
    chosen = sorted(special + plain, key=lambda window: window.get("from", ""))
    return tuple(_window(window, at) for window in chosen)


def _is_any_day(window: Mapping[str, str], at: datetime) -> bool:
    """From now on and without an end: that says nothing to somebody who looks for a day."""
    start = datetime.fromisoformat(window["from"]) if "from" in window else at
    return "to" not in window and start - at < timedelta(minutes=1)


def _window(window: Mapping[str, str], at: datetime) -> Window:
    start, end = (datetime.fromisoformat(window[k]) if k in window else None for k in ("from", "to"))
    fit, service = FITS[window["fit"]], SERVICES[window["service"]]
    return Window(service, fit, phrase(start, end, at), window["because"])


def phrase(start: datetime | None, end: datetime | None, at: datetime) -> str:
    """In days, as one would say it: "Fri 27 Nov, afternoon, or Sat 28 Nov, morning"; "From Tue 1 Dec".

    A night belongs to no day: a window that opens in it begins the next day, one that closes in it ends the
    day before. A length that leaves no day between the two is said by the clock.
    """
    begins = "" if start is None or start - at < timedelta(minutes=1) else _first_day(start)
    if end is None:
        return f"From {begins}" if begins else "From now on"
    if not begins:
        return f"From now until {_last_day(end)}"
    assert start is not None
    apart = (_closing(end)[0] - _opening(start)[0]).days
    if apart < 0:
        return f"{short_day(start)}, {clock(start)} to {short_day(end)}, {clock(end)}"
    return _together(begins, _last_day(end), apart)


def days_between(start: datetime, end: datetime) -> str:
    """The days of a window without their parts, as short as can be: "Sun 29 to Tue 1 Dec", or one day."""
    first, last = _opening(start)[0], _closing(end)[0]
    return short_day(first) if last <= first else f"{first:%a} {first.day} to {short_day(last)}"


def _together(begins: str, ends: str, apart: int) -> str:
    if apart == 0:
        return begins if begins.startswith(ends) else ends
    commas = "," if "," in begins else ""
    return f"{begins}{commas} or {ends}" if apart == 1 else f"{begins} to {ends}"


def _first_day(moment: datetime) -> str:
    day, part = _opening(moment)
    return f"{short_day(day)}{part}"


def _last_day(moment: datetime) -> str:
    day, part = _closing(moment)
    return f"{short_day(day)}{part}"


def _opening(moment: datetime) -> tuple[date, str]:
    """The first day of a window that opens then, and from which part of it on."""
    local = timezone.localtime(moment)
    if local.hour >= NIGHT:
        return local.date() + DAY, ""
    return local.date(), ", evening" if local.hour >= EVENING else ", afternoon" if local.hour >= NOON else ""


def _closing(moment: datetime) -> tuple[date, str]:
    """The last day of a window that closes then, and up to which part of it."""
    local = timezone.localtime(moment)
    if local.hour < NIGHT_ENDS:
        return local.date() - DAY, ""
    return local.date(), ", morning" if local.hour <= NOON else ""
