"""What the public pages weigh on the wire on a first visit, compressed as WhiteNoise compresses."""

import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from hekas.portal import guide
from hekas.portal.views.public import PLAIN_PAGES

WHOLE, CRITICAL = 100_000, 14_000  # bytes: a page without images; what has to be there before anything shows
ADDRESSES = [reverse(f"portal:{name}") for name in PLAIN_PAGES]
ADDRESSES += [reverse("portal:guide_page", args=[page.slug]) for page in guide.PAGES]
ADDRESSES += [reverse("assessments:start"), reverse("account_login"), reverse("bookings:services")]
STYLES = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"')
OTHERS = re.compile(r'<script src="/static/([^"]+)"|<link rel="preload" href="/static/([^"]+)"')


@cache
def weight(name):
    """Bytes of a static file; a font is compressed already."""
    content = Path(finders.find(name)).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


@pytest.fixture(scope="module")
def clinic(django_db_setup, django_db_blocker):
    call_command("build_assets", verbosity=0)


@pytest.mark.django_db
def test_first_visits_are_light(clinic, client):
    call_command("demo", "--clients=1", "--bookings=0", verbosity=0)
    critical, whole = {}, {}
    for address in ADDRESSES:
        html = client.get(address).content
        styles = sum(weight(name) for name in STYLES.findall(html.decode()))
        others = sum(weight(one or other) for one, other in OTHERS.findall(html.decode()))
        assert styles > 0
        critical[address] = len(brotli.compress(html)) + styles
        whole[address] = critical[address] + others
    print("heaviest", max(critical.items(), key=lambda kv: kv[1]), max(whole.items(), key=lambda kv: kv[1]))
    assert {address: size for address, size in critical.items() if size > CRITICAL} == {}
    assert {address: size for address, size in whole.items() if size > WHOLE} == {}


def test_a_client_carries_nothing_of_the_pages_of_work(clinic):
    """Their header, tables of acts and filters are a file of their own, which only those pages load."""
    shared = Path(finders.find("build/site.css")).read_text()
    theirs = Path(finders.find("css/pages/work.css")).read_text()
    for name in ("staff-nav", "filter-bar", "timeline", "audit-list"):
        assert f".{name}" in theirs
        assert f".{name}" not in shared
