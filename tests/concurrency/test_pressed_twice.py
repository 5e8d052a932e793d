"""A button pressed twice at one moment, in two threads: nothing is made twice, no fault of ours is met."""

import pytest
from django.core.cache import cache
from django.db import transaction

from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from hekas.privacy.models import ErasureRequest
from tests.access import people
from tests.access.browsers import Browsers, signed_in, undone
from tests.access.posts import prepare, sent
from tests.access.test_twice import press, presser, rows
from tests.assessments.weighed import weighed_once
from tests.concurrency.race import race

# In this order: a plan is amended before the next is signed, a visit is given up last.
ACTS = (
    *("privacy:own_consent", "messaging:preferences", "privacy:be_forgotten", "privacy:ask_review"),
    *("assessments:diary", "assessments:add_exercise", "assessments:add_line", "assessments:amend_plan"),
    *("assessments:sign_plan", "assessments:write_gp_letter", "assessments:rule", "assessments:letter"),
    *("bookings:desk_new_client", "bookings:desk_block", "bookings:desk_book", "bookings:waitlist"),
    *("bookings:confirm", "bookings:book_series", "messaging:resend", "bookings:bank_holidays"),
    *(
        "assessments:hold",
        "assessments:release",
        "privacy:review",
        "bookings:move",
        "bookings:cancel",
        "bookings:waitlist_offer",
    ),
)


@pytest.fixture
def house(transactional_db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    with transaction.atomic():
        built = people.build()
    with weighed_once():
        yield built


def at_once(house, browsers, name):
    """What one press would make, what two at one moment make, and the answers."""
    prepare(name, house.alice)
    given, who = sent(name, house, house.alice), presser(name)
    with undone():
        before = rows()
        press(browsers.of(who), name, house, house.alice, given)
        one = rows() - before
    before = rows()
    pair = [browsers.of(who), browsers.of(who)]
    answers = race(
        *(lambda browser=browser: press(browser, name, house, house.alice, given) for browser in pair)
    )
    return one, rows() - before, [getattr(answer, "status_code", repr(answer)) for answer in answers]


def test_two_presses_at_one_moment_make_what_one_makes(house):
    browsers, wrong, making = Browsers(house), {}, 0
    for name in ACTS:
        one, two, answers = at_once(house, browsers, name)
        making += bool(one)
        refused = [answer for answer in answers if not isinstance(answer, int) or answer >= 500]
        if two != one or refused:
            wrong[name] = (dict(one), dict(two), answers)
    assert wrong == {}
    assert making >= 12


def test_somebody_who_signs_up_twice_at_once_has_one_account(house):
    given = {"email": "new@people.example", "password1": "quite another long one"}
    answers = race(*(lambda: signed_in(None).post("/accounts/signup/", given) for _ in range(2)))
    told = [getattr(answer, "status_code", repr(answer)) for answer in answers]
    assert told == [302, 302]
    assert User.objects.filter(email=given["email"]).count() == 1


def test_somebody_who_is_forgotten_twice_at_once_is_forgotten_once(house):
    browsers, pk = Browsers(house), house.alice.client.pk
    answers = race(
        *(lambda: press(browsers.of(people.JO), "privacy:forget", house, house.alice) for _ in range(2))
    )
    assert [getattr(answer, "status_code", repr(answer)) for answer in answers] in (
        [302, 302],
        [302, 404],
        [404, 302],
    )
    assert not Client.objects.filter(pk=pk, email=house.alice.client.email).exists()
    assert ErasureRequest.objects.filter(client_uuid=house.alice.client.uuid).count() == 1
    assert OutboundMessage.objects.filter(client=pk).count() == 0


def test_a_stop_that_is_closed_twice_at_once_is_closed_once(house):
    one, two, answers = at_once(house, Browsers(house), "assessments:close")
    assert (two, answers) == (one, [302, 302])


@pytest.mark.parametrize("name", ["assessments:close", "assessments:release", "assessments:hold"])
def test_a_press_that_comes_a_moment_later_is_told_how_it_stands(house, name):
    """Not that there is nothing here: the second of two presses is the one whose page is seen."""
    browsers = Browsers(house)
    prepare(name, house.alice)
    given, who = sent(name, house, house.alice), presser(name)
    first, second = (press(browsers.of(who), name, house, house.alice, given) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert "settled a moment ago" in browsers.of(who).get(second["Location"]).content.decode()
