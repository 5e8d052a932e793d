"""Cards with what was typed laid over what is kept, where it could not be saved or is not yet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from assessments.labels_care import SIDES
from assessments.presenters.visit.measuring import MeasureCard, SideCard
from assessments.presenters.visit.readings import Line


class Typed(Protocol):
    """One test as a page sent it."""

    @property
    def changed(self) -> frozenset[str]:
        """The sides that the page says otherwise than it had shown."""

    def typed(self, name: str) -> str: ...
    def was(self, side: str) -> tuple[str, ...] | None: ...


def over(
    card: MeasureCard,
    form: Typed,
    *,
    faults: Mapping[str, str],
    clashes: Collection[str] = (),
    is_unsaved: bool = False,
) -> MeasureCard:
    """The card with what was typed and why it is not saved. `clashes`: the sides that somebody else wrote."""
    told = {side.side: _clash(card, side) for side in card.sides if side.side in clashes}
    return replace(
        card,
        sides=tuple(_typed(side, form, side.side in clashes) for side in card.sides),
        variant=form.typed("variant"),
        note=form.typed("note"),
        raises=None,
        ruler=None,
        errors={**faults, **told},
        posted=True,
        clashes=bool(clashes),
        is_unsaved=is_unsaved,
    )


def _typed(side: SideCard, form: Typed, is_told: bool) -> SideCard:
    """What was typed of a side. What stands may be written over once it was told."""
    if side.side not in form.changed:
        return side
    return replace(
        side,
        value=form.typed(side.side),
        pain=form.typed(f"pain_{side.side}"),
        stopped=form.typed(f"stopped_{side.side}"),
        reproduces=form.typed(f"reproduces_{side.side}"),
        was=side.was if is_told else form.was(side.side) or side.was,
    )


def _clash(card: MeasureCard, side: SideCard) -> str:
    became = f"was changed elsewhere meanwhile and is {in_words(card, side)} now"
    became = became if side.value else "was taken back elsewhere meanwhile"
    return f"it {became}. Yours is not saved: save it again to keep yours"


def in_words(card: MeasureCard, side: SideCard) -> str:
    """A side's value as it is said."""
    value = card.spec.words.get(side.value, side.value)
    return f"{value} ({side.noted})" if side.noted else value


def beside(card: MeasureCard, form: Typed) -> MeasureCard:
    """After a save: a side that the page never showed stays unknown to it, and is told."""
    news = [side for side in card.sides if side.side not in form.changed and _is_news(side, form)]
    sides = tuple(replace(s, was=form.was(s.side) or s.was) if s in news else s for s in card.sides)
    return replace(card, sides=sides, lines=(*_told(card, news), *card.lines))


def _is_news(side: SideCard, form: Typed) -> bool:
    return not set(side.was) <= set(form.was(side.side) or side.was)


def _told(card: MeasureCard, news: Iterable[SideCard]) -> Iterable[Line]:
    for side in news:
        value = f"{SIDES[side.side]} was" if side.label else "It was"
        happened = (
            f"written elsewhere meanwhile: {in_words(card, side)}" if side.value else "taken back elsewhere"
        )
        yield Line("caution", f"{value} {happened}.")
