"""What differs between two results of the same case, in words that a clinician can read."""

from collections.abc import Iterable, Mapping
from typing import Any

Result = Mapping[str, Any]


def differences(old: Result, new: Result) -> list[str]:
    """Sentences, the most serious first; none where the results say the same."""
    found = [
        *_changed("tier", old["triage"]["tier"], new["triage"]["tier"]),
        *_changed("booking", old["triage"]["booking"], new["triage"]["booking"]),
        *_changed("complete", old["triage"]["complete"], new["triage"]["complete"]),
        *_sets("flag", _flags(old), _flags(new)),
        *_sets("unanswered", old["triage"]["unanswered"], new["triage"]["unanswered"]),
        *_pairs(_causes(old), _causes(new)),
        *_sets("pattern", _met(old), _met(new)),
        *_pairs(_states(old), _states(new)),
        *_sets("card", old["education"], new["education"]),
        *_sets("test to do first", _tests(old), _tests(new)),
        *_sets("window", _windows(old), _windows(new)),
    ]
    return found or _wording(old, new)


def _changed(name: str, old: object, new: object) -> list[str]:
    return [f"{name}: {old} → {new}"] if old != new else []


def _sets(name: str, old: Iterable[str], new: Iterable[str]) -> list[str]:
    before, after = dict.fromkeys(old), dict.fromkeys(new)
    gone = [f"{name} gone: {each}" for each in before if each not in after]
    return gone + [f"{name} new: {each}" for each in after if each not in before]


def _pairs(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [line for name in old for line in _changed(name, old[name], new.get(name))]


def _flags(result: Result) -> list[str]:
    return [f"{flag['id']} ({flag['tier']})" for flag in result["triage"]["flags"]]


def _causes(result: Result) -> dict[str, str]:
    causes = sorted(result["causes"], key=lambda cause: str(cause["id"]))
    return {cause["id"]: f"{cause['score']} {cause['band']}" for cause in causes}


def _met(result: Result) -> list[str]:
    return [pattern["id"] for pattern in result["patterns"] if pattern["met"]]


def _states(result: Result) -> dict[str, str]:
    return {one["id"]: one["state"] for one in result["contributors"]}


def _tests(result: Result) -> list[str]:
    return [one["test"] for one in result["next"]["screen_first"]]


def _windows(result: Result) -> list[str]:
    windows = result["next"]["windows"]
    return [f"{one['service']} {one['fit']} from {one['from']} to {one.get('to', 'open')}" for one in windows]


def _wording(old: Result, new: Result) -> list[str]:
    """Where nothing else differs: whether the words do. Version and digest always may."""
    same = all(old[part] == new[part] for part in old if part != "rules")
    return [] if same else ["wording, reasons or sources"]
