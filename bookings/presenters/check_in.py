"""Why a client is not checked in, in words that the desk may read, and what to do."""

from dataclasses import dataclass

from assessments.queries.freshness import SAFETY_TAKES
from bookings.queries.clearing import Missing

TITLE = "Not yet: {}"
WORDS = {
    Missing.ANSWERS: (
        "the safety questions come first",
        "We have no safety answers that still count. The client can answer on this device now. "
        f"It takes {SAFETY_TAKES}.",
    ),
    Missing.WORD: (
        "a therapist has to speak with them first",
        "Nobody has cleared this client for a visit yet. A therapist reads the answers, speaks with them "
        "and writes down what was agreed.",
    ),
    Missing.ADVICE: (
        "not today",
        "This client may not be treated today. Ask a therapist to speak with them, and call the visit off.",
    ),
    Missing.REST: (
        "another time suits better",
        "This client should not be seen so soon. Find them a later time.",
    ),
    Missing.DAY: (
        "another day suits better",
        "This kind of visit does not suit this client on that day. Find them another day, or a visit of "
        "another kind.",
    ),
    Missing.VISIT: (
        "a first assessment comes first",
        "This kind of visit is for clients whom we have seen before. Book a first assessment for them.",
    ),
    Missing.THERAPIST: (
        "another therapist is needed",
        "This therapist is not the one for this visit. Find them another.",
    ),
}
# Of a visit that is out of the diary, where they differ: nobody is asked for it, and nothing is called off.
WORDS_ONCE_OUT = {
    Missing.ANSWERS: (
        "We have no safety answers that still count. Once the client has answered again, on their own device "
        "or at the desk, the visit can be put back while its time is free."
    ),
    Missing.ADVICE: "This client may not be treated today. Ask a therapist to speak with them.",
}


def title_of(missing: Missing) -> str:
    """That it is not to be, said once."""
    words = WORDS[missing][0]
    return words.capitalize() if missing is Missing.ADVICE else TITLE.format(words)


@dataclass(frozen=True)
class CheckInPage:
    """`may_release`: whoever reads it is a therapist, so the way to the answers is theirs.

    `is_out`: the visit is cancelled, and somebody wants to put it back.
    """

    missing: Missing
    may_release: bool
    is_out: bool = False

    @property
    def title(self) -> str:
        return title_of(self.missing)

    @property
    def text(self) -> str:
        words = WORDS[self.missing][1]
        return WORDS_ONCE_OUT.get(self.missing, words) if self.is_out else words

    @property
    def may_ask(self) -> bool:
        return self.missing is Missing.ANSWERS and not self.is_out

    @property
    def shows_queue(self) -> bool:
        return self.may_release and self.missing in (Missing.WORD, Missing.ADVICE)
