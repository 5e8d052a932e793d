"""Things to read, and tests to do first, by the ids that a result has stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.labels import GRADES
from assessments.rules import load_rules


@dataclass(frozen=True)
class Card:
    """One card. `grounds` says in words what its grade means."""

    title: str
    body: tuple[str, ...]
    sources: tuple[str, ...]
    grade: str
    grounds: str


def cards_of(ids: Iterable[str]) -> tuple[Card, ...]:
    """The cards of these ids, in their order; one that no longer exists is left out."""
    known = {card.id: card for card in load_rules().cards}
    chosen = [known[code] for code in ids if code in known]
    return tuple(
        Card(c.title, c.body, c.basis.sources, c.basis.grade.value, GRADES[c.basis.grade.value])
        for c in chosen
    )


def tests_of(documents: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Tests to do first, by the names that people know, with what each could change."""
    names = load_rules().test_names
    return tuple(f"{names.get(one['test'], one['test'])}: {one['because']}" for one in documents)


def contributor_name(code: str) -> str:
    """The name of a contributor, as the rules call it."""
    return next((one.name for one in load_rules().contributors if one.id == code), code)
