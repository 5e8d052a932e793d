"""What the lists of the settings need beside what Django gives them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
CELLS = ("<td", "<th")


@register.filter
def beside(cells: Iterable[SafeString], heads: Iterable[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Each cell with the name of its column in `data-label`, which stands before it where a row is a card."""
    for cell, head in zip(cells, heads, strict=True):
        name = capfirst(strip_tags(head["text"]).strip())
        yield _named(cell, name) if name and cell.startswith(CELLS) else cell


def _named(cell: SafeString, name: str) -> SafeString:
    """Django has escaped what is in the cell; only its beginning, "<td" or "<th", is told from the rest."""
    begins, rest = mark_safe(cell[:3]), mark_safe(cell[3:])  # noqa: S308 # nosec B308 B703
    return format_html('{} data-label="{}"{}', begins, name, rest)
