"""What goes to the engines over a network is encrypted, and the other end shows who it is. ASVS 12.3.1.

On one machine they are asked over its loopback or a socket; between containers of one machine over its own
network, whose names stand in PLAIN_HOSTS.
"""

from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

OF_THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}
ENCRYPTED = {"rediss"}


def in_the_clear(address: str, plain_hosts: Collection[str] = ()) -> bool:
    """Would somebody on the way read what is said there, or answer in its place?"""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host in OF_THIS_MACHINE or host in plain_hosts or "%2f" in parts.netloc.lower():
        return False
    asked = parse_qs(parts.query)
    if parts.scheme in ENCRYPTED:
        names = asked.get("ssl_check_hostname", ["true"])
        return asked.get("ssl_cert_reqs", ["required"]) != ["required"] or names[-1].lower() != "true"
    return asked.get("sslmode") != ["verify-full"]


@register(Tags.security, deploy=True)
def engines(app_configs: object, **more: object) -> list[CheckMessage]:
    """One warning for each address that leads over a network in the clear. No password stands in it."""
    return [
        Warning(
            f"{name} leads to another machine in the clear.",
            hint="?sslmode=verify-full&sslrootcert=FILE, or rediss:// (deploy/README.md).",
            id="hekas.W001",
        )
        for name, address in settings.ENGINE_ADDRESSES.items()
        if address and in_the_clear(address, settings.PLAIN_HOSTS)
    ]
