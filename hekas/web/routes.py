"""The words that our own addresses are made of: of a path that leads nowhere, all that the log may say."""

import re
from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from hekas.redaction import UUID


def unknown_words(path: str) -> set[str]:
    """What stands in this path beside words of ours and ids: nobody knows what it tells of somebody.

    An address whose last slash was forgotten leads nowhere yet, and captures nothing.
    """
    return {part for part in path.split("/") if part and part not in _ours() and not UUID.fullmatch(part)}


@cache
def _ours() -> frozenset[str]:
    return frozenset(_words(get_resolver().url_patterns))


def _words(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one.pattern, RoutePattern):
            yield from re.sub(r"<[^>]*>", "", str(one.pattern)).split("/")
        if isinstance(one, URLResolver):
            yield from _words(one.url_patterns)
