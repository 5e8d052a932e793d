"""All addresses of the site, from the resolver itself, and how each is filled in for somebody's affairs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.affairs import Affairs

ABSENT = UUID("00000000-0000-4000-8000-000000000000")
ABSENT_NUMBER = 2_000_000_000
FIXED = {
    "step": "goals",
    "test": "knee_to_wall",
    "part": "flexibility",
    "slug": "what-a-cramp-is",
    "cause": "calf_weakness",
    "row": "late_or_hills",
    "uidb36": "1",
    "key": "no-such-key",
}


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its path, the names in it and the view behind it."""

    name: str
    path: str
    names: frozenset[str]
    view: Any

    @property
    def is_admin(self) -> bool:
        return self.name.startswith("admin:")


def all_addresses() -> list[Address]:
    """Every pattern that the resolver knows, through all includes."""
    return list(_walk(get_resolver(), "", "", frozenset()))


def _walk(resolver: URLResolver, path: str, spaces: str, above: frozenset[str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here, names = path + str(entry.pattern), above | _names(entry)
        if isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from _walk(entry, here, inner, names)
        else:
            yield Address(_name(entry, spaces, here), here, names, entry.callback)


def _name(entry: URLPattern, spaces: str, path: str) -> str:
    return f"{spaces}{entry.name}" if entry.name else f"{spaces}({path})"


def _names(entry: URLPattern | URLResolver) -> frozenset[str]:
    return frozenset(entry.pattern.regex.groupindex)


def url(name: str, thing: str, own: Affairs, names: frozenset[str]) -> str:
    """The address with that person's thing in it; `thing` is an attribute of Affairs, or empty."""
    return _fill(name, names, getattr(own, thing) if thing else ABSENT)


def absent(name: str, names: frozenset[str]) -> str:
    """The same address with a thing in it that nobody has."""
    return _fill(name, names, ABSENT)


def _fill(name: str, names: frozenset[str], thing: Any) -> str:
    public = getattr(thing, "uuid", thing)
    given = {
        **FIXED,
        "uuid": public,
        "id": public,
        "pk": getattr(thing, "pk", ABSENT_NUMBER),
        "token": public if isinstance(public, str) else "no-such-token",
    }
    return reverse(name, kwargs={key: given[key] for key in names})
