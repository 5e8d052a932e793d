"""When to come, in the words in which one would say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from assessments.labels import FITS, SERVICES
from hekas.web.templatetags.plain import clock, short_day

SPECIAL = frozenset({"post_cramp", "pre_competition"})
GOOD = frozenset({"best", "good"})


@dataclass(frozen=True)
class Window:
    """When a kind of session fits: `when` is a phrase such as "Tue 1 Dec to Thu 3 Dec"."""

    service: str
    fit: str
    when: str
    because: str


def windows_of(documents: Iterable[Mapping[str, str]], made_at: datetime) -> tuple[Window, ...]:
    """The windows that tell somebody when to come: the special ones, and the first for a treatment."""
    good = [window for window in documents if window["fit"] in GOOD]
    special = [window for window in good if window["service"] in SPECIAL]
    plain = [window for window in good if window["service"] == "treatment"][:1]
    chosen = sorted(special + plain, key=lambda window: window.get("from", ""))
    return tuple(_window(window, made_at) for window in chosen)


def _window(window: Mapping[str, str], made_at: datetime) -> Window:
    start, end = (datetime.fromisoformat(window[k]) if k in window else None for k in ("from", "to"))
    fit, service = FITS[window["fit"]], SERVICES[window["service"]]
    return Window(service, fit, phrase(start, end, made_at), window["because"])


def phrase(start: datetime | None, end: datetime | None, made_at: datetime) -> str:
    """From now until Thu 3 Dec; Sat 21 Nov, 3:00am to Sun 22 Nov, 3:00am. Whole days carry no time."""
    begins = "" if start is None or start - made_at < timedelta(minutes=1) else _from(start)
    if end is None:
        return f"From {begins}" if begins else "From now on"
    return f"{begins} to {_until(end)}" if begins else f"From now until {_until(end)}"


def _from(moment: datetime) -> str:
    return short_day(moment) if _is_midnight(moment) else f"{short_day(moment)}, {clock(moment)}"


def _until(moment: datetime) -> str:
    """A window that ends at midnight ends with the day before."""
    return short_day(moment - timedelta(hours=1)) if _is_midnight(moment) else _from(moment)


def _is_midnight(moment: datetime) -> bool:
    return timezone.localtime(moment).time() == time(0)
