"""The address that a request came from, as far as it can be trusted, and the one that we tell people."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - where nothing is known, as over a socket of this machine


def client_address(request: HttpRequest) -> str:
    """With `TRUSTED_PROXIES` = n, the nth entry of X-Forwarded-For from the right; else the connection's.

    Each of our n proxies writes whom it heard from at the right end. What a client writes itself stands
    further to the left and is never read; fewer entries than proxies mean that somebody came past them.
    """
    ends = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXIES:
        said = request.headers.get("X-Forwarded-For", "").split(",")
        ends = said[-settings.TRUSTED_PROXIES :][:1] + ends if len(said) >= settings.TRUSTED_PROXIES else ends
    return next((found for end in ends if (found := _address(end))), UNKNOWN)


def at_our_site(url: str) -> str:
    """The same page under the address of the settings, whatever host a request said that it was sent to.

    Whoever asks for somebody else's new password under a host of their own would be handed the link.
    """
    return settings.SITE_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


def _address(text: str) -> str:
    """As text in its shortest form; empty where it is none.

    An IPv4 address that a socket for both tells as IPv6 is itself: all of those are one network, and whoever
    asked too often would have used up everybody's share.
    """
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
