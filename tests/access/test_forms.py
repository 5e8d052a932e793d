"""Every form needs its token: what another site makes a browser send is refused, and nothing happens."""

import pytest

from tests.access import snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, DAN, JO, NOBODY
from tests.access.posts import prepare, sent

TAKES_NO_POST = 405
# Machines post here: a mail program (RFC 8058), and the gateway, whose signature is checked instead.
WITHOUT_TOKEN = {"messaging:unsubscribe", "messaging:sms_reply"}
SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
# Sent as they stand here, these change nothing in the database, each for its own reason.
NO_CHANGE = {
    "healthz": "an answer, however it is asked",
    "readyz": "an answer, however it is asked",
    "account_login": "empty",
    "account_signup": "empty",
    "account_email": "empty",
    "account_change_password": "empty",
    "account_set_password": "has one already",
    "account_reauthenticate": "empty",
    "account_reset_password": "empty",
    "account_reset_password_from_key": "no such key",
    "account_confirm_login_code": "not in use",
    "account_email_verification_sent": "nothing to confirm",
    "account_logout": "the session alone",
    "privacy:close_account": "has a record; without one: tests/privacy/test_own_account.py",
    "mfa_activate_totp": "has an app already",
    "mfa_add_webauthn": "empty",
    "mfa_download_recovery_codes": "they are shown once, on the page",
    "mfa_authenticate": "signed in already",
    "mfa_login_webauthn": "empty",
    "mfa_reauthenticate": "empty",
    "mfa_reauthenticate_webauthn": "empty",
    "mfa_edit_webauthn": "empty",
    "usersessions_list": "signed in nowhere else",
    "assessments:again": "a draft is open already",
    "assessments:decide": "the plan of that visit is signed",
    "assessments:draft_plan": "there is a draft",
    "assessments:follow_plan": "there is a draft",
    "assessments:decide_proposal": "decided already",
    "assessments:take_back_proposal": "decided already",
    "assessments:put_back_finding": "it stands there",
    "assessments:put_back_line": "it stands there",
    "assessments:start_visit": "one is running",
    "assessments:submit": "not all is answered",
    "assessments:reach_me": "known already",
    "portal:whose_answers": "the session alone",
    "privacy:own_copy": "the log alone",
    "privacy:merge": "nobody is like her",
}


def somebody(name):
    """The first person who may enter and has something there."""
    return next(who for who in (ALICE, AMIRA, DAN, JO, NOBODY) if who in ROWS[name].may_enter)


def post(house, browsers, name, **options):
    """The form as its owner sends it."""
    who = somebody(name)
    own = house.of(who)
    address = url(name, ROWS[name].thing, own, SITE[name])
    return browsers.of(who, **options).post(address, sent(name, house, own))


PAGES = sorted(name for name in SITE if not name.startswith("api:"))
FORMS = [name for name in PAGES if ROWS[name].may_enter and name not in WITHOUT_TOKEN]


@pytest.mark.parametrize("name", FORMS)
def test_without_the_token_nothing_happens(house, browsers, name):
    prepare(name, house.alice)
    before = snapshots.whole()
    answer = post(house, browsers, name, enforce_csrf_checks=True)
    assert answer.status_code == 403
    assert "errors/csrf.html" in [template.name for template in answer.templates]
    assert snapshots.whole() == before


@pytest.mark.parametrize("name", FORMS)
def test_with_it_something_does(house, browsers, name):
    """Otherwise the test above would prove nothing."""
    prepare(name, house.alice)
    before = snapshots.whole()
    with undone():
        answer = post(house, browsers, name)
        is_form = answer.status_code != TAKES_NO_POST and name not in NO_CHANGE
        assert (snapshots.whole() != before) == is_form, answer.status_code


def test_the_list_of_doors_without_token_is_whole():
    free = {a.name for a in all_addresses() if getattr(a.view, "csrf_exempt", False) and not a.is_admin}
    programs = {name for name in free if name.startswith("api:")}  # a cookie is nothing to them
    assert free - programs == WITHOUT_TOKEN
