"""Fault 50 again, where no words belong: numbers, dates, ids, versions, cookies, headers of a forged request.

No form of ours sends these. The answer is a refusal in words or a page as if nothing had been sent, and never
a fault of ours.
"""

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
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
PAGES = sorted(name for name in SITE if ROWS[name].may_enter)


@pytest.mark.parametrize("kind", ODD)
def test_every_field_of_every_form_takes_or_refuses_it(house, browsers, kind):
    wrong, tried = [], 0
    for name in filter(with_words, sorted(POSTS)):
        who = owner(name)
        own = house.of(who)
        prepare(name, own)
        given = sent(name, house, own)
        address = url(name, ROWS[name].thing, own, SITE[name])
        for field in given:
            with undone():
                answer = browsers.of(who).post(address, {**given, field: ODD[kind]})
                wrong += [(name, field, fault) for fault in faults(answer)]
            tried += 1
    assert tried >= 100
    assert wrong == []


@pytest.mark.parametrize("kind", ODD)
def test_every_page_takes_or_refuses_it_in_its_query(house, browsers, kind):
    wrong = []
    for name in PAGES:
        who = owner(name)
        own = house.of(who)
        for words in QUERY:
            answer = browsers.of(who).get(url(name, ROWS[name].thing, own, SITE[name]), {words: ODD[kind]})
            wrong += [(name, words, fault) for fault in faults(answer)]
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


@pytest.mark.parametrize("header", HEADERS)
def test_a_forged_header_changes_no_page_and_breaks_none(house, browsers, header):
    wrong = []
    for name in PAGES:
        who = owner(name)
        own = house.of(who)
        address = url(name, ROWS[name].thing, own, SITE[name])
        answer = browsers.of(who).get(address, headers={header: HEADERS[header]})
        wrong += [(name, fault) for fault in faults(answer)]
    assert wrong == []
