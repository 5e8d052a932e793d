"""Which cards to show: those whose condition holds, in the order of the file."""

from collections.abc import Iterable

from .comparisons import Facts
from .ruleset import Card


def cards_for(facts: Facts, cards: Iterable[Card]) -> tuple[str, ...]:
    return tuple(card.id for card in cards if card.when is None or card.when.holds(facts))
