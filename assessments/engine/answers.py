"""What a client answered, read and checked: a document in, frozen Answers or every fault out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from .schema import INTAKE, SECTIONS
from .screening import Screening, screening_of
from .shapes import Faults, Shape

MOST_FAULTS = 1000


class Invalid(ValueError):
    """A document that can't be used. `faults` is a tuple of (JSON pointer, message), in document order."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)[:MOST_FAULTS]
        super().__init__(
            "; ".join(f"{path or 'the document'} {message}" for path, message in self.faults[:5])
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """One intake. `given` maps a dotted key, such as safety.dark_urine, to its answer; a key that is not
    there was not answered. Numbers are int or Fraction, lists are tuples, instants are UTC."""

    answered_at: datetime
    given: Mapping[str, object]


def parse_intake(document: object) -> Answers:
    """An intake (intake.schema.json) as Answers. Raises Invalid with every fault."""
    read = _checked(INTAKE, document)
    flat = {"goals": read["goals"]} if "goals" in read else {}
    for section in SECTIONS:
        part = read.get(section)
        if isinstance(part, dict):
            flat.update((f"{section}.{key}", value) for key, value in part.items())
    answered_at = read["answered_at"]
    assert isinstance(answered_at, datetime)
    return Answers(answered_at, MappingProxyType(flat))


def event_within(answers: Answers, first: date, last: date) -> Answers:
    """The same answers, where of the day of the event only the days are known that it may be on."""
    around = {"training.next_event_first": first, "training.next_event_last": last}
    return replace(answers, given=MappingProxyType({**answers.given, **around}))


def parse_screening(document: object) -> Screening:
    """A screening (screening.schema.json). Raises Invalid with every fault."""
    faults: Faults = []
    screening = screening_of(document, faults)
    if screening is None or faults:
        raise Invalid(faults)
    return screening


def _checked(shape: Shape, document: object) -> dict[str, object]:
    faults: Faults = []
    read = shape(document, faults)
    if isinstance(read, dict):
        _check_last_cramp(read, faults)
    if faults or not isinstance(read, dict):
        raise Invalid(faults)
    return read


def _check_last_cramp(read: dict[str, object], faults: Faults) -> None:
    """The one thing across fields that can't be: a cramp that has not come yet."""
    cramps, answered = read.get("cramps"), read.get("answered_at")
    last = cramps.get("last_cramp_at") if isinstance(cramps, dict) else None
    if isinstance(last, datetime) and isinstance(answered, datetime) and last > answered:
        faults.append(("/cramps/last_cramp_at", "is after the answers were given"))
