"""Fault 50 again, where no words belong: numbers, dates, ids, versions, cookies, headers of a forged request.

No form of ours sends these. The answer is a refusal in words or a page as if nothing had been sent, and never
a fault of ours.
"""

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, JO, NOBODY
from tests.access.posts import POSTS, prepare, sent
from tests.access.test_nasty import faults, owner, with_words

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
ODD = {
    "zero byte": "\0",
    "an id of all zeros and a zero byte": "00000000-0000-0000-0000-000000000000\0",
    "no number": "NaN",
    "without an end": "1e999",
    "too long for the database": "9" * 40,
    "below zero": "-1",
    "figures of another script": "\u0665\u00b2",
    "the last day there is": "9999-12-31T23:59:59.999999-23:59",
    "the first day there is": "0001-01-01T00:00:00+23:59",
    "nothing": "",
}
QUERY = (
    *("after", "client", "day", "from", "minutes", "next", "page", "part", "place", "q", "seen", "service"),
    *("since", "start", "state", "therapist", "view", "weeks", "what", "who", "whose", "year"),
)
HEADERS = {
    "HX-Request": "true",
    "HX-Boosted": "true",
    "HX-Target": '"><script>',
    "HX-Trigger": "\\",
    "HX-Trigger-Name": "a" * 2_000,
    "HX-Current-URL": "http://[",
    "HX-Prompt": "%",
    "Referer": "http://[::",
    "Accept": ";;q=x",
    "Accept-Language": "%00",
    "If-Modified-Since": "yesterday",
    "If-None-Match": '"',
    "Range": "bytes=9-1",
    "User-Agent": "",
    "X-Forwarded-For": ",,",
    "X-Forwarded-Proto": "gopher",
    "X-Http-Method-Override": "DELETE",
    "Authorization": "Bearer",
}
ADMIN_FORMS = sorted(
    f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
    for model, rows in admin.site._registry.items()
    if type(rows).has_add_permission is admin.ModelAdmin.has_add_permission
)
READ = sorted(name for name in SITE if ROWS[name].may_enter)


@pytest.mark.parametrize("turn", range(2))
def test_every_field_of_every_form_takes_or_refuses_it(house, browsers, turn):
    """Each field meets another kind in each turn: all of them with all would be thousands of requests."""
    wrong, kinds, tried = [], list(ODD), 0
    for name in filter(with_words, sorted(POSTS)):
        who = owner(name)
        own = house.of(who)
        prepare(name, own)
        given = sent(name, house, own)
        address = url(name, ROWS[name].thing, own, SITE[name])
        for field in given:
            tried += 1
            kind = kinds[(tried + turn * 5) % len(kinds)]
            with undone():
                answer = browsers.of(who).post(address, {**given, field: ODD[kind]})
                wrong += [(name, field, kind, fault) for fault in faults(answer)]
    assert tried >= 100
    assert wrong == []


@pytest.mark.parametrize("kind", [*ODD, "a word"])
def test_every_field_of_djangos_admin_takes_or_refuses_it(house, browsers, kind):
    """A forged choice of what is looked up while one types was a fault of ours, found by a scanner."""
    wrong, tried = [], 0
    for name in ADMIN_FORMS:
        address = reverse(name)
        form = browsers.of(JO).get(address).context["adminform"].form
        for field in form.fields:
            tried += 1
            with undone():
                answer = browsers.of(JO).post(address, {field: ODD.get(kind, "abc")})
                wrong += [(name, field, fault) for fault in faults(answer)]
    assert tried >= 30
    assert wrong == []


@pytest.mark.parametrize("kind", ODD)
def test_every_page_takes_or_refuses_it_in_its_query(house, browsers, kind):
    wrong = []
    for name in READ:
        who = owner(name)
        own = house.of(who)
        address = url(name, ROWS[name].thing, own, SITE[name])
        answer = browsers.of(who).get(address, dict.fromkeys(QUERY, ODD[kind]))
        wrong += [(name, fault) for fault in faults(answer)]
    assert wrong == []


@pytest.mark.parametrize(
    "name", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "place"]
)
@pytest.mark.parametrize(
    "value", ['"abcdefghij\\000klm"', "a" * 3_000, "../../etc", '"\\303\\050"', "\u0665" * 32]
)
def test_a_forged_cookie_is_as_good_as_none(house, caplog, name, value):
    """A zero byte as the key of a session was a fault of the database, and a long key stood in the log."""
    browser = Browser(raise_request_exception=False)
    for page in ("/accounts/login/", "/me/", "/bookings/search/", "/clinic/", "/accounts/sessions/"):
        answer = browser.get(page, headers={"cookie": f"{name}={value}".encode().decode("latin-1")})
        assert answer.status_code in (200, 302), (page, answer.status_code)
        assert faults(answer) == []
    assert value.strip('"')[:10] not in caplog.text


@pytest.mark.parametrize("who", [NOBODY, ALICE, AMIRA, JO])
def test_forged_headers_break_no_page(house, browsers, who):
    """One page each in turn: what reads headers stands in front of all of them."""
    pages = [name for name in READ if who in ROWS[name].may_enter]
    wrong = []
    for at, name in enumerate(pages + pages[: len(HEADERS)]):
        own, header = house.of(who), list(HEADERS)[at % len(HEADERS)]
        address = url(name, ROWS[name].thing, own, SITE[name])
        answer = browsers.of(who).get(address, headers={header: HEADERS[header]})
        wrong += [(name, header, fault) for fault in faults(answer)]
    assert wrong == []
