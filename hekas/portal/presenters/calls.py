"""Somebody to ring before their visit: who, when, on which number. Why is not said: the desk reads it too."""

from dataclasses import dataclass

from bookings.adapters import letters
from bookings.queries.clearing import Missing
from bookings.queries.to_call import ToCall

NEXT_STEP = {
    Missing.ANSWERS: "Ask them to answer the safety questions",
    Missing.WORD: "A therapist has to speak with them",
    Missing.ADVICE: "A therapist has to speak with them",
    Missing.REST: "Find them a later time",
    Missing.DAY: "Find them another day, or another kind of visit",
    Missing.VISIT: "Find them a first assessment",
    Missing.THERAPIST: "Find them another therapist",
}


@dataclass(frozen=True)
class Call:
    """One line of the list."""

    what: ToCall

    @property
    def when(self) -> str:
        return letters.when(self.what.appointment)

    @property
    def next_step(self) -> str:
        return NEXT_STEP[self.what.missing]
