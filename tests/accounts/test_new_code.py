"""Another code can be asked for: as often as any letter to a stranger, and it says nothing about accounts."""

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from hekas.accounts.limits import LIMITS
from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.access.test_same_work import apart, statements
from tests.accounts.test_sign_up import code_of, last_letter, sign_up

pytestmark = pytest.mark.django_db
PAGE = reverse("account_email_verification_sent")
KNOWN, NEW = "known@demo.example", "new@demo.example"


@pytest.fixture(autouse=True)
def account():
    cache.clear()
    user = User.objects.create_user(KNOWN, "another long demo password")
    EmailAddress.objects.create(user=user, email=KNOWN, primary=True, verified=True)


@pytest.fixture
def clock():
    with time_machine.travel(time.time(), tick=False) as clock:
        yield clock


def ask_again(browser, clock, seconds=20):
    clock.shift(seconds)
    return browser.post(PAGE, {"action": "resend"}, follow=True)


def confirmed(browser, code):
    browser.post(PAGE, {"code": code})
    return EmailAddress.objects.filter(email=NEW, verified=True).exists()


def test_a_new_code_comes_by_letter_and_only_the_newest_works(client, clock):
    sign_up(client, NEW)
    first = code_of(last_letter())
    page = ask_again(client, clock).content.decode()
    assert "A new code is on its way. Only the newest code works" in page
    second = code_of(last_letter())
    assert first != second
    assert not confirmed(client, first)
    assert confirmed(client, second)


def test_a_new_code_has_its_own_ten_minutes(client, clock):
    sign_up(client, NEW)
    ask_again(client, clock, seconds=9 * 60)
    clock.shift(5 * 60)
    assert confirmed(client, code_of(last_letter()))


def test_a_new_code_gives_no_new_tries(client, clock):
    sign_up(client, NEW)
    for wrong in ("WRONG1", "WRONG2"):
        client.post(PAGE, {"code": wrong})
    ask_again(client, clock)
    assert client.post(PAGE, {"code": "WRONG3"})["Location"] == reverse("account_login")
    assert not confirmed(client, code_of(last_letter()))


def test_two_presses_send_one_letter_and_say_the_same(client, clock):
    sign_up(client, NEW)
    told = [ask_again(client, clock, seconds).content.decode() for seconds in (20, 1)]
    assert OutboundMessage.objects.count() == 2
    assert all("A new code is on its way" in page for page in told)
    assert confirmed(client, code_of(last_letter()))


def test_where_no_letter_may_go_the_code_of_before_still_works(client, clock, monkeypatch):
    monkeypatch.setitem(LIMITS, "letter", "1/h/key,60/h/ip")
    sign_up(client, NEW)
    ask_again(client, clock)
    assert OutboundMessage.objects.count() == 1
    assert confirmed(client, code_of(last_letter()))


def test_a_known_address_reads_and_gets_as_much_as_a_new_one(clock):
    pages, letters = [], []
    for email in (KNOWN, NEW):
        browser, before = Browser(), OutboundMessage.objects.count()
        sign_up(browser, email)
        told = [ask_again(browser, clock) for _ in range(4)]
        pages.append([(one.status_code, words(one, email)) for one in told])
        letters.append(OutboundMessage.objects.count() - before)
    assert pages[0] == pages[1]
    assert letters == [4, 4]  # the first, and three more


def words(answer, email):
    """What the page says, but for the address and the token of its forms."""
    lines = answer.content.decode().replace(email, "…").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_after_three_more_codes_the_page_names_our_number(client, clock):
    sign_up(client, NEW)
    pages = [ask_again(client, clock).content.decode() for _ in range(3)]
    assert ["Send a new code" in page for page in pages] == [True, True, False]
    assert "If it is still not there, ring us" in pages[-1]


def asked(email, clock, act):
    """What the page for a code asks the database, after somebody signed up with that address."""
    browser = Browser()
    sign_up(browser, email)
    clock.shift(20)
    return statements(lambda: act(browser))


ACTS = {
    "looking": lambda browser: browser.get(PAGE),
    "a wrong code": lambda browser: browser.post(PAGE, {"code": "WRONG1"}),
    "another one": lambda browser: browser.post(PAGE, {"action": "resend"}, follow=True),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_page_asks_as_much_where_there_is_an_account_as_where_there_is_none(clock, act):
    asked("warm@demo.example", clock, act)  # what is read once is read now
    known, new = (asked(email, clock, act) for email in (KNOWN, NEW))
    assert new and apart(known, new) == []
