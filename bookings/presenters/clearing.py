"""Why somebody can't be booked yet, and the one kind next step."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.queries.advice import Advice
from assessments.queries.freshness import ALL_TAKE
from bookings.queries.clearing import UNSEEN


@dataclass(frozen=True)
class NotClearedPage:
    """A heading, some sentences and one link. Never a slot, never an alarm that the answers did not raise."""

    title: str
    lines: tuple[str, ...]
    href: str
    link: str

    @classmethod
    def of(cls, advice: Advice) -> "NotClearedPage":
        if advice.gate == "redirected":
            return _redirected(advice)
        if advice.gate == UNSEEN:
            return _unseen()
        if advice.stale:
            return _ask(advice)
        return _held(advice) if advice.gate == "held" else _rest(advice)

    @classmethod
    def by_link(cls, href: str, link: str) -> "NotClearedPage":
        """The same words whatever is known of the client: whoever has the link may be somebody else."""
        return cls(
            "That can’t be done by this link just now",
            (
                "Before we change a visit or give another time, we may have to ask something first.",
                "Anybody who has the link can open this page, so it does not say more. Ring us, or sign in.",
            ),
            href,
            link,
        )


def _result(advice: Advice) -> str:
    if advice.result_uuid is None:
        return reverse("assessments:start")
    return reverse("assessments:result", args=[advice.result_uuid])


def _redirected(advice: Advice) -> NotClearedPage:
    return NotClearedPage(
        "Please get medical advice first",
        ("Your answers say that a massage is not the right thing just now. Your page says what to do.",),
        _result(advice),
        "See what to do now",
    )


def _ask(advice: Advice) -> NotClearedPage:
    if advice.result_uuid is None:
        return NotClearedPage(
            "First, the safety questions",
            (
                "Massage is safe for most people, and not for everybody. So we ask before we book.",
                f"It takes {ALL_TAKE}, and shows what may be adding to your cramps. You need no account.",
            ),
            reverse("assessments:start"),
            "Start the questions",
        )
    kept = "Only the safety questions come again. The rest of your answers are kept."
    return NotClearedPage(
        "Has anything changed?",
        advice.reasons if advice.is_after_talk else (*advice.reasons, kept),
        reverse("assessments:again"),
        "Answer the safety questions",
    )


def _held(advice: Advice) -> NotClearedPage:
    return NotClearedPage(
        "A therapist will ring you first",
        (
            "Something in your answers needs a short talk before we book you in. It may well be nothing.",
            "We ring on the next working day. You can ring us too.",
        ),
        _result(advice),
        "See your result",
    )


def _unseen() -> NotClearedPage:
    return NotClearedPage(
        "A first assessment comes first",
        ("This visit is for people whom we have seen before. Book a first assessment; this one can follow.",),
        reverse("bookings:services"),
        "See all visits",
    )


def _rest(advice: Advice) -> NotClearedPage:
    return NotClearedPage(
        "Another time suits your legs better",
        ("Your newest answers say that the time you chose is not a good one. Nothing was booked.",),
        reverse("bookings:services"),
        "Choose another time",
    )
