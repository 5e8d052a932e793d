"""What left the house in development, kept as files under `var/mail` and read by the mailbox page."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone


def keep(content: bytes, suffix: str) -> Path:
    """Write one message to its own file, whole or not at all; the name sorts by time."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{timezone.now().astimezone(UTC):%Y%m%dT%H%M%S%f}_{uuid4()}.{suffix}"
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    half.rename(path)
    return path


def kept_at(path: Path) -> datetime:
    """When the message of this file was kept, in UTC."""
    return datetime.strptime(path.name.partition("_")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
