"""Fault 50: what no form should be sent, in every place for words of every form; then it is read."""

import pytest

from tests.access import outcomes
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, DAN, JO, NOBODY
from tests.access.posts import POSTS, prepare, sent

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
NASTY = {
    "script": "\"'><script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "nul": "Demo\x00Demo",
    "header": "Demo\r\nBcc: all@demo.example\r\n\r\nDemo",
    "right to left": "\u202eomeD\u2066 \U0001f9b5\U0001f3fd",
    "formula": "=cmd|'/C calc'!A0",
    "sql": "'; DROP TABLE accounts_client; --",
    "long": "Demo " * 20_000,
}
QUERY = ("q", "next", "email", "service", "day", "date", "from", "page", "sort")
RAW = ("<script>alert(1)", "<img src=x onerror", "DEBUG = ", "ProgrammingError", "Traceback")
WORKS = {
    ALICE: ("portal:home_client", "assessments:own_plan", "messaging:own"),
    AMIRA: ("portal:therapist_day",),
}
WORKS[JO] = ("portal:clinic_day", "messaging:log", "bookings:waiting_list")


def spoilt(given, nasty):
    """Every value that is somebody's own words is the nasty one; the first word of an address as well."""
    words = {key for key, value in given.items() if isinstance(value, str) and value.startswith("Demo")}
    changed = dict.fromkeys(words, nasty)
    if "email" in given:
        changed["email"] = f"{nasty}@demo.example"
    return {**given, **changed}, words | ({"email"} & set(given))


def owner(name):
    return next(who for who in (ALICE, AMIRA, DAN, JO, NOBODY) if who in ROWS[name].may_enter)


def with_words(name):
    """Those of the forms that take words of one's own."""
    return name in SITE and ROWS[name].may_enter


@pytest.mark.parametrize("kind", NASTY)
def test_nasty_words_are_refused_or_kept_and_shown_harmlessly(house, browsers, kind):
    wrong, tried = [], 0
    for name in filter(with_words, sorted(POSTS)):
        who = owner(name)
        own = house.of(who)
        prepare(name, own)
        given, changed = spoilt(sent(name, house, own), NASTY[kind])
        if not changed:
            continue
        tried += 1
        with undone():
            address = url(name, ROWS[name].thing, own, SITE[name])
            answers = [browsers.of(who).post(address, given, follow=True)]
            pages = [(reader, page) for reader, pages in WORKS.items() for page in pages]
            answers += [browsers.of(reader).get(url(page, "", own, SITE[page])) for reader, page in pages]
            wrong += [(name, fault) for answer in answers for fault in faults(answer)]
    assert tried >= 10
    assert wrong == []


def faults(answer):
    """What must not come back: a fault of ours, the words as code, or a header that was never set."""
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    return found + outcomes.told(answer, RAW) + (["header"] if "Bcc" in answer.headers else [])


@pytest.mark.parametrize("kind", sorted(set(NASTY) - {"long"}))
def test_nasty_words_in_an_address_or_a_query_are_only_words(house, browsers, kind):
    wrong = []
    pages = ("bookings:search", "bookings:services", "account_login", "account_signup", "messaging:log")
    for name in (*pages, "portal:clinic_day", "portal:therapist_day"):
        who = JO if name in ("messaging:log", "portal:clinic_day") else AMIRA if "day" in name else NOBODY
        query = dict.fromkeys(QUERY, NASTY[kind])
        answer = browsers.of(who).get(url(name, "", house.alice, SITE[name]), query)
        wrong += [(name, fault) for fault in faults(answer)]
    assert wrong == []


@pytest.mark.parametrize(
    "address",
    ["/admin/accounts/user/?role__exact=%00", "/admin/accounts/client/?%00=1", "/clinic/log/?who=a%00"],
)
def test_a_zero_byte_in_a_query_is_refused_on_every_page(house, browsers, address):
    """A scanner found it: Django's admin hands a filter's value to the database as it comes."""
    assert browsers.of(JO).get(address).status_code == 400
