"""Every address, opened by everybody, answers with a strict policy and with each header that a browser heeds.

Fault 56. That each stands once behind nginx is asked over the wire: tests/operations/test_scale.py.
"""

import pytest

from hekas.messaging.views.mailbox import ONLY_LOOKS
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, DAN, JO, NOBODY
from tests.web.policies import findings

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SENSORS = ("camera", "microphone", "geolocation", "payment", "usb")


def said(answer):
    """What is wrong with the headers of one answer."""
    wrong = findings(answer.get("Content-Security-Policy", ""))
    wrong += [f"{name}: {answer.get(name)}" for name, value in HEADERS.items() if answer.get(name) != value]
    sensors = answer.get("Permissions-Policy", "").replace(" ", "").split(",")
    wrong += [f"{name} is not shut" for name in SENSORS if f"{name}=()" not in sensors]
    html = answer.get("Content-Type", "").startswith("text/html")
    return wrong + (["no charset"] if html and "charset=utf-8" not in answer["Content-Type"] else [])


@pytest.mark.parametrize("who", [NOBODY, ALICE, AMIRA, DAN, JO])
def test_every_answer_has_them(house, browsers, who):
    wrong, kinds = {}, set()
    for name, names in SITE.items():
        with undone():
            answer = browsers.of(who).get(url(name, ROWS[name].thing, house.alice, names))
        kinds.add(answer.status_code)
        wrong |= {name: said(answer)} if said(answer) else {}
    assert wrong == {}
    assert {200, 302, 404, 405} <= kinds


def test_a_letter_in_the_development_mailbox_runs_nothing():
    """The one page with a policy of its own: the styles of the letter, and a sandbox without scripts."""
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in ONLY_LOOKS.items())
    assert findings(policy) == ["style-src 'unsafe-inline'"]
    assert not [word for word in ONLY_LOOKS["sandbox"] if "script" in word or "origin" in word]
