"""Where a request came from: only what our own proxies wrote is believed."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from hekas.web.addresses import client_address

REAL, FORGED, PROXY = "203.0.113.7", "198.51.100.66", "10.0.0.2"


def asked(said=None, end=PROXY):
    headers = {"x-forwarded-for": said} if said is not None else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=end)


def test_without_a_proxy_no_header_is_read(settings):
    settings.TRUSTED_PROXIES = 0
    assert client_address(asked(FORGED, end=REAL)) == REAL


@pytest.mark.parametrize(
    "proxies, said, found",
    [
        (1, REAL, REAL),
        (1, f"{FORGED}, {REAL}", REAL),
        (1, f"{FORGED},{FORGED}, {REAL}", REAL),
        (2, f"{FORGED}, {REAL}, 10.0.0.3", REAL),
        (2, FORGED, PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, f"{FORGED}, nonsense", PROXY),
        (1, f"{FORGED}, ", PROXY),
        (1, "2001:DB8::0:1", "2001:db8::1"),
        (1, "::ffff:203.0.113.7", REAL),
    ],
)
def test_behind_proxies_the_entry_that_they_wrote_counts(settings, proxies, said, found):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(asked(said)) == found


def test_over_a_socket_without_a_header_nothing_is_known(settings):
    settings.TRUSTED_PROXIES = 1
    assert client_address(asked(None, end="")) == "0.0.0.0"


@pytest.mark.django_db
def test_a_forged_header_does_not_help_past_the_limit_of_signing_in(settings, client):
    cache.clear()
    """Fault 47: the limit by address holds, whatever stands to the left of what our proxy wrote."""
    settings.TRUSTED_PROXIES = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    wrong = {"login": "nobody@demo.example", "password": "wrong but long"}
    said = [
        client.post("/accounts/login/", wrong, headers={"x-forwarded-for": f"198.51.100.{n}, 203.0.113.99"})
        for n in range(5)
    ]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429, 429]
    assert said[-1]["Retry-After"] == "60"
    other = client.post("/accounts/login/", wrong, headers={"x-forwarded-for": "203.0.113.98"})
    assert other.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("near", "far"), [("2001:db8:1:2::{}", "2001:db8:1:3::1"), ("::ffff:203.0.113.7", "::ffff:203.0.113.8")]
)
def test_whoever_has_a_whole_network_of_addresses_signs_in_as_one(settings, client, near, far):
    """And those who are told in the way of IPv6 are not one household for that."""
    cache.clear()
    settings.TRUSTED_PROXIES = 0
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    wrong = {"login": "nobody@demo.example", "password": "wrong but long"}
    said = [client.post("/accounts/login/", wrong, REMOTE_ADDR=near.format(n)) for n in range(1, 5)]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429]
    assert client.post("/accounts/login/", wrong, REMOTE_ADDR=far).status_code == 200
