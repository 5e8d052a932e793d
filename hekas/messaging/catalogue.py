"""What may be asked of the table of kinds, and what a message has to bring before it is written."""

from collections.abc import Mapping
from datetime import datetime

from hekas.messaging.kinds import KINDS, Kind
from hekas.messaging.terms import Channel


class UnknownKind(LookupError):
    """No message of this name is in the catalogue."""


class ContextIncomplete(ValueError):
    """The wording would have a hole: `.missing` names the values that were not given."""

    def __init__(self, kind: str, missing: frozenset[str]) -> None:
        super().__init__(f"{kind} needs {', '.join(sorted(missing))}")
        self.missing = missing


def kind_of(name: str) -> Kind:
    """The kind of this name; raises UnknownKind."""
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def check_context(name: str, context: Mapping[str, str]) -> None:
    """Raise ContextIncomplete where the wording of `name` would have a hole."""
    missing = kind_of(name).needs - {key for key, value in context.items() if value}
    if missing:
        raise ContextIncomplete(name, frozenset(missing))


def check_end(name: str, channel: Channel, expires_at: datetime | None) -> None:
    """Raise ValueError where `name` does not go by `channel`, or has no end although it may come too late."""
    kind = kind_of(name)
    if channel not in kind.channels:
        raise ValueError(f"{name} does not go by {channel}")
    if expires_at is None and not kind.may_be_late:
        raise ValueError(f"{name} is of no use once {kind.useless}: say when that is")
