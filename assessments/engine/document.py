"""An Assessment as the contract's JSON document. Order is fixed: the same input gives the same bytes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache

from .assess import Assessment
from .causes import Reason, Weighed
from .moments import written
from .safety import Flag, Triage
from .timing import Window

Document = dict[str, object]


def assessment_document(result: Assessment) -> Document:
    return {
        "rules": {"version": result.rules_version, "digest": result.rules_digest},
        "triage": _triage(result.triage),
        "causes": [_cause(cause) for cause in result.causes],
        "shown_to_client": result.shown_to_client,
        "patterns": [
            {"id": one.id.value, "met": one.met, "because": list(one.because), "missing": list(one.missing)}
            for one in result.patterns
        ],
        "contributors": [
            {"id": one.id.value, "state": one.state.value, "because": list(one.because)}
            for one in result.contributors
        ],
        "education": list(result.education),
        "next": {
            "screen_first": [{"test": one.test, "because": one.because} for one in result.screen_first],
            "windows": _windows(result.windows),
        },
    }


def _triage(triage: Triage) -> Document:
    return {
        "tier": triage.tier.value,
        "booking": triage.gate.value,
        "complete": triage.complete,
        "unanswered": list(triage.unanswered),
        "held_because": list(triage.held_because),
        "flags": [_flag(flag) for flag in triage.flags],
    }


def _flag(flag: Flag) -> Document:
    return {
        "id": flag.id,
        "tier": flag.tier.value,
        "because": flag.because,
        "action": flag.action,
        "answers": list(flag.answers),
        "source": list(flag.source),
    }


def _cause(cause: Weighed) -> Document:
    return {
        "id": cause.id.value,
        "score": cause.score,
        "band": cause.band.value,
        "confirmed": cause.confirmed,
        "coverage": {"answered": cause.answered, "asked": cause.asked},
        "for": _reasons(reason for reason in cause.reasons if reason.points >= 0),
        "against": _reasons(reason for reason in cause.reasons if reason.points < 0),
        "unknown": list(cause.unknown),
    }


def _reasons(reasons: Iterable[Reason]) -> list[Document]:
    return [
        {
            "answer": reason.answer,
            "value": plain(reason.value),
            "points": reason.points,
            "because": reason.because,
            "source": list(reason.source),
            "grade": reason.grade,
        }
        for reason in reasons
    ]


def _windows(windows: Iterable[Window]) -> list[Document]:
    """Services share most of their edges, so each instant is written once."""
    write = cache(written)
    return [_window(window, write) for window in windows]


def _window(window: Window, write: Callable[[datetime], str]) -> Document:
    times: Document = {"from": write(window.start)}
    if window.end is not None:
        times["to"] = write(window.end)
    return {"service": window.service.value, **times, "fit": window.fit.value, "because": window.because}


def plain(value: object) -> object:
    """What was answered or measured, as JSON has it."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value)}
    return value
