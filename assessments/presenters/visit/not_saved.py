"""What was typed into a visit and does not stand in it, in one sentence of words."""

from collections.abc import Collection, Iterable, Iterator

from assessments.actions.observing import EnteredTest, Entry
from assessments.labels_care import plain
from assessments.rules.screening import load_screening

Side = tuple[str, str]


def named(
    given: Iterable[EnteredTest], sides: Collection[Side], unread: Iterable[tuple[str, str, str]] = ()
) -> str:
    """Test by test: "Knee to wall, left 9; Light touch, right Reduced". Empty where all of it stands."""
    return "; ".join((*_named(given, sides), *(_said(*one) for one in unread)))


def _named(given: Iterable[EnteredTest], sides: Collection[Side]) -> Iterator[str]:
    for one in given:
        for entry in one.sides:
            if (one.test, entry.side) in sides:
                yield _said(one.test, entry.side, _value(one.test, entry))


def _value(test: str, entry: Entry) -> str:
    if entry.is_empty:
        return "taken back"
    word = load_screening().test(test).words.get(entry.word, entry.word)
    return word if entry.number is None else plain(entry.number)


def _said(test: str, side: str, value: str) -> str:
    title = load_screening().test(test).title
    return f"{title}: {value}" if side == "both" else f"{title}, {side} {value}"
