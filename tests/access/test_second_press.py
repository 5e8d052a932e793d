"""The second of two presses, by a double tap or after Back, is told how it stands: never a fault."""

import pytest

from tests.access.addresses import url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.posts import prepare, sent
from tests.access.test_forms import FORMS, SITE, TAKES_NO_POST, somebody

ANSWERS = {200, 204, 302, 303, 409, 422}
# What the first press spends is not there for a second.
SPENT = {
    "mfa_deactivate_totp": "the app that is removed",
    "mfa_download_recovery_codes": "codes are shown once",
    "mfa_remove_webauthn": "the passkey that is removed",
}


@pytest.mark.parametrize("name", FORMS)
def test_the_second_press_is_answered(house, browsers, name):
    prepare(name, house.alice)
    who = somebody(name)
    own = house.of(who)
    address, body = url(name, ROWS[name].thing, own, SITE[name]), sent(name, house, own)
    with undone():
        first, second = (browsers.of(who).post(address, body).status_code for _ in range(2))
    if first != TAKES_NO_POST:
        assert (second in ANSWERS) == (name not in SPENT), (first, second)


def test_what_is_not_there_for_a_second_press_is_no_slip_in_an_address(browsers):
    page = browsers.of("nobody").post("/nothing-here/").content.decode()
    assert "taken away already" in page
    assert "a slip in it" not in page
