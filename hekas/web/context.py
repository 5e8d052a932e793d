"""What every template may ask of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`development` (embedded engines and mailbox) and `site_url`, without a slash at its end."""
    return {"development": settings.DEVELOPMENT, "site_url": settings.SITE_URL}
