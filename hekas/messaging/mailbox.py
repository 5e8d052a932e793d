"""What left the house in development, read from the files that the development channels keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hekas.messaging.channels.encoding import Length, measure
from hekas.messaging.channels.kept import kept_at


@dataclass(frozen=True)
class Kept:
    """A letter or a text as it left the house."""

    uuid: UUID
    at: datetime
    to: str
    text: str
    subject: str = ""
    html: str = ""
    attachments: tuple[str, ...] = ()
    length: Length | None = None  # of a text

    @property
    def is_text(self) -> bool:
        return self.length is not None


def newest(count: int) -> list[Kept]:
    """The newest letters and texts."""
    return [read(path) for path in sorted(_files(), reverse=True)[:count]]


def find(uuid: UUID) -> Kept | None:
    """The one with this name."""
    path = next((path for path in _files() if path.stem.endswith(str(uuid))), None)
    return read(path) if path else None


def read(path: Path) -> Kept:
    """A kept file as what it holds."""
    if path.suffix == ".sms":
        return _text(path)
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return Kept(
        uuid=_uuid(path),
        at=kept_at(path),
        to=str(letter["To"]),
        subject=str(letter["Subject"]),
        text=_body(letter, "plain"),
        html=_body(letter, "html"),
        attachments=tuple(part.get_filename() or "" for part in letter.iter_attachments()),
    )


def _text(path: Path) -> Kept:
    head, _, text = path.read_text().partition("\n\n")
    return Kept(_uuid(path), kept_at(path), head.removeprefix("To: "), text, length=measure(text))


def _body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return str(part.get_content()) if part else ""


def _files() -> Iterator[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return (path for path in folder.glob("*_*") if path.suffix in (".eml", ".sms"))


def _uuid(path: Path) -> UUID:
    return UUID(path.stem.partition("_")[2])
