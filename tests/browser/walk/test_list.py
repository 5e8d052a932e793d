"""That the walk leaves out nothing: each address gives somebody a page, a file, or only takes what is sent.

What does neither stands here with its reason, so that a new page whose state is not prepared is noticed.
"""

import pytest

from tests.access.browsers import undone
from tests.browser.walk import views

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NO_PAGE = {
    "account_confirm_login_code": "only while a code is under way",
    "account_email_verification_sent": "only while an address is being confirmed",
    "account_set_password": "everybody here has a password",
    "api:free_slots": "for programs",
    "assessments:check": "test_states: after every question",
    "assessments:question": "test_states: each page of questions",
    "assessments:stopped": "test_states: the stories that are stopped",
    "assessments:again": "test_states: after the answers are sent",
    "bookings:book_series": "leads back to the dates",
    "bookings:confirm": "leads back to the details",
    "bookings:hold": "leads back to the times",
    "mfa_activate_totp": "everybody here who needs a second step has one",
    "mfa_authenticate": "only between the password and the second step",
    "mfa_download_recovery_codes": "never: they are shown once",
    "mfa_login_webauthn": "for the script of the sign-in page",
    "portal:whose_answers": "only where a device holds answers: browser/test_whose_answers.py",
    "portal:after_sign_in": "leads to the first page of one's role",
}


def gives(name, house, browsers):
    """What there is for anybody who may enter: the best of a page, a file, or nothing but a form's target."""
    seen = set()
    for who in views.readers(name):
        with undone():
            browser, address = views.ready(name, house, browsers, who)
            answer = browser.get(address)
            is_file = answer.status_code == 200 and b"<html" not in answer.getvalue()
            seen.add("page" if views.is_page(answer) and answer.status_code == 200 else answer.status_code)
            seen.add("file" if is_file else "")
    return seen


def test_every_address_gives_a_page_or_is_named_here(house, browsers):
    found = {name: gives(name, house, browsers) for name in views.NAMES}
    without = {name for name, seen in found.items() if seen and not seen & {"page", "file", 405}}
    assert " ".join(sorted(without - set(NO_PAGE))) == ""
    assert " ".join(sorted(set(NO_PAGE) - without)) == ""
