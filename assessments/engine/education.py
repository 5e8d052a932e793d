"""Which cards to show: those whose condition holds, in the order of the file."""

from collections.abc import Collection, Iterable

from .comparisons import Facts
from .ruleset import Card


def cards_for(facts: Facts, flags: Collection[str], cards: Iterable[Card]) -> tuple[str, ...]:
    """Facts and the ids of what fired to the ids of cards. What is instead comes after what it replaces."""
    shown: list[str] = []
    for card in cards:
        if card.instead_of not in shown and _suits(card, facts, flags):
            shown.append(card.id)
    return tuple(shown)


def _suits(card: Card, facts: Facts, flags: Collection[str]) -> bool:
    return card.not_with.isdisjoint(flags) and (card.when is None or card.when.holds(facts))
