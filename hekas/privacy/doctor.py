"""Whether somebody who was erased is here again: a restored backup brings them back. Fault 58."""

from pathlib import Path

from django.conf import settings

from hekas.accounts.models import ERASED, Client
from hekas.privacy import tombstones


def came_back() -> int:
    """How many of this machine's list stand in the database with a name. ValueError: a torn list."""
    listed = set(tombstones.read(Path(settings.TOMBSTONES)))
    return Client.objects.filter(uuid__in=listed).exclude(name=ERASED).count()
