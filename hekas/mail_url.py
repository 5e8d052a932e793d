"""What `EMAIL_URL` may name besides a mail server: a provider's API, through anymail.

anymail://PROVIDER?SETTING=value&...        anymail://mailgun?API_KEY=…&SENDER_DOMAIN=mg.hekas.example

PROVIDER is one of anymail's backends; the settings are those that its page lists, without the provider's
name. `keys=yes` says that the provider sends only once for one Idempotency-Key. Say so only where its
contract does.
"""

from importlib.util import find_spec
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEME = "anymail://"
PATIENCE_SECONDS = 15
YES = ("yes", "true", "1")


def provider_settings(url: str) -> dict[str, object]:
    """Django's settings for an address that begins with anymail://; raises ImproperlyConfigured."""
    parts = urlsplit(url)
    provider = parts.hostname or ""
    if not provider.isidentifier() or find_spec(f"anymail.backends.{provider}") is None:
        raise ImproperlyConfigured(
            "EMAIL_URL names a provider that anymail does not know. Set it, such as anymail://mailgun?API_KEY=…"
        )
    options = dict(parse_qsl(parts.query))
    keeps_keys = options.pop("keys", "") in YES
    named = {f"{provider}_{name}".upper(): value for name, value in options.items()}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
        "EMAIL_KEEPS_KEYS": keeps_keys,
        "ANYMAIL": {"REQUESTS_TIMEOUT": PATIENCE_SECONDS, **named},
    }
