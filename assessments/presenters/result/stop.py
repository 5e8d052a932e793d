"""A stop page: one action, what to say, and a quiet way back for somebody who ticked by mistake."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.engine.safety import REDIRECTING
from assessments.engine.terms import Gate
from assessments.labels import in_words
from assessments.models import Result
from assessments.presenters.result.to_do import SENTENCE, to_do
from assessments.presenters.signing import of_result
from assessments.rules import load_rules
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import answer_at, safety_keys

CALL_999 = "Call 999 now"
TITLES = {
    "emergency": CALL_999,
    "same_day": "Call 111 today",
    "doctor": "Ask your doctor first",
}
AFTER = {
    "emergency": "We have kept your answers. Do not wait for us, and do not book a massage now.",
    "same_day": "We have kept your answers. If it gets worse, call 999. Leave massage for now.",
    "doctor": "We have kept your answers. If anything gets worse, call 111.",
}
GO_TO = "Go to A&E"
EVERY_EMERGENCY = ("Do not drive yourself.",)  # stands below the button of each
FIRST_LINE = "I was answering health questions before a massage."
KNOWN_BEFORE = "Something that we know from before needs this first."
ASK_A_DOCTOR = "Talk to your doctor, or ring us, before your visit."


@dataclass(frozen=True)
class Stop:
    """`level` is emergency (999), same_day (111) or doctor. `reasons` say why, `say` what to tell them."""

    level: str
    title: str
    reasons: tuple[str, ...]
    actions: tuple[str, ...]
    say: tuple[str, ...]
    after: str
    correct_url: str
    signing: str  # whether a clinician has signed the rules behind it

    @property
    def reason(self) -> str:
        """Why, in a sentence or two; for 111 and A&E also what to do, which differs."""
        return " ".join(self.reasons + (self.actions if self.title != CALL_999 else ()))


def stop_of(result: Result) -> Stop:
    """The stop that a stored result asks for."""
    return _stop(result, tuple(load_questionnaire().by_key), "assessments:question", _flags(result))


def stop_lent(result: Result) -> Stop:
    """As stop_of, on a device that may show nothing but what the safety questions were told just now.

    A reason that rests on an earlier answer is not told: whoever holds the link may be somebody else.
    """
    shown = tuple(safety_keys(load_questionnaire()))
    return _stop(result, shown, "assessments:safety_question", [_told_now(f, shown) for f in _flags(result)])


def _flags(result: Result) -> list[dict[str, Any]]:
    """Those that stop: of the highest tier; where no tier does, what redirects and whatever is for a GP."""
    flags: list[dict[str, Any]] = result.snapshot["triage"]["flags"]
    redirecting = [flag for flag in flags if flag.get("id") in _redirecting()]
    if result.tier in ("emergency", "same_day") or not redirecting:
        return [flag for flag in flags if flag["tier"] == result.tier]
    return redirecting + [flag for flag in flags if flag["tier"] == "soon_gp" and flag not in redirecting]


def _redirecting() -> frozenset[str]:
    """Cautions that send to a doctor first, such as K2."""
    rules = load_rules().safety.rules
    return frozenset(r.id for r in rules if r.gate is Gate.REDIRECTED and r.tier not in REDIRECTING)


def _told_now(flag: dict[str, Any], shown: tuple[str, ...]) -> dict[str, Any]:
    if set(flag["answers"]) <= set(shown):
        return flag
    action = "" if flag["tier"] in ("emergency", "same_day") else ASK_A_DOCTOR
    return {**flag, "because": KNOWN_BEFORE, "action": action, "answers": []}


def _stop(result: Result, shown: tuple[str, ...], place: str, flags: list[dict[str, Any]]) -> Stop:
    level = result.tier if result.tier in ("emergency", "same_day") else "doctor"
    keys = list(dict.fromkeys(key for flag in flags for key in flag["answers"]))
    title, actions = _order(level, to_do(flags))
    return Stop(
        level=level,
        title=title,
        reasons=tuple(dict.fromkeys(flag["because"] for flag in flags)),
        actions=actions,
        say=(FIRST_LINE, *(line for key in keys if key in shown and (line := _line(result.answers, key)))),
        after=AFTER[level],
        correct_url=_page_of(result, keys, place) if result.intake.status == "stopped" else "",
        signing=of_result(result),
    )


def _order(level: str, actions: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The heading and what stands below it: a hurt leg goes to A&E, and 999 is for who can't get there.

    Only where nothing else asks for 999: beside a second emergency there are two actions.
    """
    first, *more = SENTENCE.split(" ".join(actions)) if len(actions) == 1 else [""]
    if level == "emergency" and first.startswith(GO_TO):
        return first.rstrip("."), tuple(one for one in more if one not in EVERY_EMERGENCY)
    return TITLES[level], actions


def _line(answers: dict[str, Any], key: str) -> str:
    question = load_questionnaire().by_key.get(key)
    answer = answer_at(answers, key)
    if question is None or answer in (None, "no"):
        return ""
    words = in_words(question, answer)
    return f"{question.short}: {', '.join(words) if isinstance(words, list) else words}"


def _page_of(result: Result, keys: list[str], place: str) -> str:
    pages = [page for page in load_questionnaire().pages for q in page.questions if q.key in keys]
    slug = pages[0].slug if pages else load_questionnaire().pages[0].slug
    return reverse(place, args=[result.intake.uuid, slug])
