"""Times, days, money and lengths in the words of the clinic. Times are always shown in its zone."""

import re
from datetime import date, datetime

from django import template
from django.conf import settings
from django.utils import timezone

register = template.Library()


def in_clinic(moment: datetime) -> datetime:
    """The clinic's wall clock; naive times are taken as being that already."""
    return moment if timezone.is_naive(moment) else timezone.localtime(moment)


@register.filter
def clock(moment: datetime) -> str:
    """9:15am, 12:00pm. Nothing for nothing."""
    if not moment:
        return ""
    local = in_clinic(moment)
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def hour_word(moment: datetime) -> str:
    """9am, 12pm: a whole hour on an axis."""
    local = in_clinic(moment)
    return f"{local.hour % 12 or 12}{'am' if local.hour < 12 else 'pm'}"


def as_date(moment: date) -> date:
    return in_clinic(moment).date() if isinstance(moment, datetime) else moment


@register.filter
def day(moment: date) -> str:
    """Friday 27 November; a date or an aware time."""
    return f"{as_date(moment):%A} {as_date(moment).day} {as_date(moment):%B}" if moment else ""


@register.filter
def short_day(moment: date) -> str:
    """Fri 27 Nov"""
    return f"{as_date(moment):%a} {as_date(moment).day} {as_date(moment):%b}" if moment else ""


@register.filter
def weekday(moment: date) -> str:
    """Fri"""
    return f"{as_date(moment):%a}" if moment else ""


@register.filter
def long_day(moment: date) -> str:
    """27 November 2026, for what is not this year's."""
    return f"{as_date(moment).day} {as_date(moment):%B %Y}" if moment else ""


@register.filter
def pounds(pence: int | None) -> str:
    """£52, or £52.50 where there are pence; £1,040 with its comma."""
    if pence is None:
        return ""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"


@register.simple_tag
def how_to_pay() -> str:
    """The words " by card or in cash", where the clinic has said so; nothing elsewhere."""
    return f" {settings.HOW_TO_PAY}" if settings.HOW_TO_PAY else ""


@register.filter
def payable(pence: int, each: str = "") -> str:
    """£52, paid at the clinic; `each`: what the price is of, such as " a visit"."""
    return f"{pounds(pence)}{each}, paid at the clinic{how_to_pay()}"


@register.filter
def duration(minutes: int | None) -> str:
    """45 minutes, 1 hour, 1 hour 30 minutes."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(counted(n, noun) for n, noun in ((hours, "hour"), (rest, "minute")) if n) or "0 minutes"


@register.filter
def in_little(minutes: int) -> str:
    """Where room is dear: 35 min, 1 hr, 1 hr 35 min."""
    hours, rest = divmod(minutes, 60)
    return (
        "\u00a0".join(f"{n}\u00a0{unit}" for n, unit in ((hours, "hr"), (rest, "min")) if n) or "0\u00a0min"
    )


@register.filter
def counted(number: int, noun: str) -> str:
    """1 minute, 2 minutes."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
)
BROWSERS += (("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"))
SYSTEMS += (("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))


@register.filter
def device(user_agent: str) -> str:
    """Chrome on Windows: what a browser says of itself, as its owner would. The first that fits."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


@register.simple_block_tag(takes_context=True)
def said(context: template.Context, content: str, name: str) -> str:
    """Writes what is inside, and keeps it under that name for the rest of the page."""
    context[name] = content
    return content


A_CODE = re.compile(r"[A-Z0-9]{3,}-?[A-Z0-9]{3,}")
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ([0-9][A-Z]{2})\b")


@register.filter
def paragraphs(text: str) -> list[tuple[str, bool]]:
    """The paragraphs of a letter; with each, whether it is a code alone, which is to be seen at once."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return [(part, bool(A_CODE.fullmatch(part))) for part in parts]


@register.filter
def whole_postcode(words: str) -> str:
    """An address whose postcode does not part at the end of a line."""
    return POSTCODE.sub("\\1\u00a0\\2", words)


@register.filter
def doors(lines: str) -> list[tuple[str, str]]:
    """Lines of words and an address ("Friday, 9:15am: https://…"), each as its words and where they lead."""
    return [(words, href) for words, href in (line.rsplit(": ", 1) for line in lines.splitlines() if line)]
