"""Who did it, as it is written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person or a part of the system. `kind`: user, visitor (no account), link (private) or system."""

    kind: str
    id: str = ""
    label: str = ""


SYSTEM = Actor("system", label="Hekas")
