"""The days one can choose from name the month where it begins, so that "1" is never a day of nowhere."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

from django.template.loader import render_to_string


def numbers(first, count):
    days = [
        SimpleNamespace(on=first + timedelta(days=n), free=2, href="/", selected=False) for n in range(count)
    ]
    html = render_to_string("components/day_strip.html", {"days": days})
    found = re.findall(r'class="day__number"[^>]*>(.*?)</span>\s*(?=<span class="day__free")', html)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def test_the_first_day_and_the_first_of_a_month_name_it():
    assert numbers(date(2026, 11, 29), 4) == ["29 Nov", "30", "1 Dec", "2"]


def test_within_one_month_it_is_named_once():
    assert numbers(date(2026, 11, 2), 3) == ["2 Nov", "3", "4"]
