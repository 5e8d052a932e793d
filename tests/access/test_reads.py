"""Whatever of a client's record a therapist opens, the client can see that it was opened."""

import pytest

from assessments.models import Clearance
from assessments.queries.reads import looks_at
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import AMIRA

IN_CARE = [a for a in all_addresses() if a.name in ROWS and ROWS[a.name].may_enter == frozenset({AMIRA})]
ONLY_SENT_TO = 405
STANDING = {
    "assessments:release": {"gate": "held"},
    "assessments:close": {"gate": "redirected", "tier": "same_day"},
}


def opened(address, house, browsers):
    row = ROWS[address.name]
    return browsers.of(AMIRA).get(url(address.name, row.thing, house.of(AMIRA), address.names))


@pytest.mark.parametrize("address", IN_CARE, ids=lambda address: address.name)
def test_the_client_sees_that_it_was_opened(address, house, browsers):
    with undone():
        if address.name in STANDING:
            Clearance.objects.filter(client=house.alice.client).update(**STANDING[address.name])
        answer = opened(address, house, browsers)
        wanted = [] if answer.status_code == ONLY_SENT_TO else ["Amira"]
        assert answer.status_code in (200, ONLY_SENT_TO)
        assert [look.who for look in looks_at(house.alice.client)] == wanted


def test_there_are_pages_that_show_a_record(house, browsers):
    with undone():
        shown = {a.name for a in IN_CARE if opened(a, house, browsers).status_code == 200}
    assert {"assessments:visit", "assessments:care_plan", "privacy:review", "assessments:letter_copy"} < shown
