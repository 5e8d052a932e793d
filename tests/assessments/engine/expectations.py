"""One check for each key of a case's `expect`; a check answers None, or a sentence that says what is wrong.

The keys of `tests/cases/given` mean what the clinic's README says. Our own cases add a few that are stricter.
"""

import json
from datetime import datetime

CAUSES = ("calf_weakness", "foot_mechanics", "nerve", "training_load", "sleep_recovery")
EITHER_WAY = ("main_factor", "may_be_adding")
ASIDE = {"exit", "same_output_as", "must_not_contain_in_html"}


def flags(result):
    return {flag["id"] for flag in result["triage"]["flags"]}


def causes(result):
    return {cause["id"]: cause for cause in result["causes"]}


def top(result):
    return next((cause["id"] for cause in result["causes"] if cause["band"] in EITHER_WAY), "none")


def met(result):
    return {pattern["id"] for pattern in result["patterns"] if pattern["met"]}


def offered(result, service):
    """The windows of a service that are not marked `avoid`."""
    windows = result["next"].get("windows", [])
    return [window for window in windows if window["service"] == service and window["fit"] != "avoid"]


def instant(text):
    return datetime.fromisoformat(text)


def _one_of(found, wanted):
    return None if found in wanted else f"{found!r} is not one of {wanted}"


def _same(found, wanted):
    return None if found == wanted else f"{found!r} is not {wanted!r}"


def _holds(found, wanted):
    missing = set(wanted) - set(found)
    return f"{sorted(missing)} missing from {sorted(found)}" if missing else None


def _part(found, wanted):
    """Every key of `wanted` is in `found` with the same value."""
    return _same({key: found.get(key) for key in wanted}, wanted)


def _flag_tiers(result, wanted):
    return _part({flag["id"]: flag["tier"] for flag in result["triage"]["flags"]}, wanted)


def _any_flag(result, wanted):
    return None if flags(result) & set(wanted) else f"none of {wanted} in {sorted(flags(result))}"


def _no_flag(result, wanted):
    return _same(sorted(flags(result) & set(wanted)), [])


def _bands_ok(result, wanted):
    odd = {cause["id"]: cause["band"] for cause in result["causes"] if cause["band"] not in wanted}
    return f"{odd} are not in {wanted}" if odd else None


def _scores(result, wanted):
    found = {name: cause["score"] for name, cause in causes(result).items()}
    return _same(found, {name: wanted.get(name, 0) for name in CAUSES})


def _of_causes(result, key, wanted):
    return _part({name: cause.get(key) for name, cause in causes(result).items()}, wanted)


def _points(result, wanted):
    for name, answers in wanted.items():
        cause = causes(result)[name]
        found = {item["answer"]: item["points"] for item in (*cause["for"], *cause["against"])}
        if fault := _part(found, {answer: points for answer, points in answers.items() if points}):
            return fault
    return None


def _coverage(result, wanted):
    found = {name: cause["coverage"] for name, cause in causes(result).items()}
    return _part({name: [each["answered"], each["asked"]] for name, each in found.items()}, wanted)


def _unknown(result, wanted):
    faults = (_holds(causes(result)[name]["unknown"], keys) for name, keys in wanted.items())
    return next((fault for fault in faults if fault), None)


def _contributors(result, wanted):
    found = {item["id"]: item["state"] for item in result["contributors"]}
    odd = {name: found.get(name) for name, states in wanted.items() if found.get(name) not in states}
    return f"{odd} where {wanted} was right" if odd else None


def _starts(window):
    return instant(window["from"]) if "from" in window else instant("0001-01-02T00:00:00+00:00")


def _ends(window):
    return instant(window["to"]) if "to" in window else instant("9999-12-30T00:00:00+00:00")


def _fits_inside(window, start, end):
    return window["fit"] in ("best", "good") and start <= _starts(window) and _ends(window) <= end


def _window(result, wanted):
    windows = offered(result, wanted["service"])
    start = instant(wanted.get("not_before") or wanted["from"])
    early = [window for window in windows if _starts(window) < start]
    if early:
        return f"starts before {start}: {early}"
    if "to" not in wanted or any(_fits_inside(each, start, instant(wanted["to"])) for each in windows):
        return None
    return f"nothing best or good inside {wanted}: {windows}"


def _windows(result, wanted):
    return next((fault for each in wanted if (fault := _window(result, each))), None)


def _no_window(result, wanted):
    return next((f"{each} offered" for service in wanted for each in offered(result, service)), None)


def _not_recommended(result, wanted):
    advised = [each for service in wanted for each in offered(result, service) if each["fit"] != "allowed"]
    return _same(advised, [])


def _offers(result, wanted):
    windows = result["next"].get("windows", [])
    return _same([window for window in windows if window["fit"] != "avoid"], wanted)


def _clear(result, wanted):
    """No window of these services that is not `avoid` overlaps the half-open stretch."""
    start, end = instant(wanted["from"]), instant(wanted["to"])
    for service in wanted["services"]:
        for window in offered(result, service):
            if _starts(window) < end and start < _ends(window):
                return f"{window} reaches into {start} to {end}"
    return None


def _fit_at(result, wanted):
    """The fit of the one window of a service that holds an instant."""
    for service, moment, fit in wanted:
        windows = [each for each in result["next"]["windows"] if each["service"] == service]
        found = [each["fit"] for each in windows if _starts(each) <= instant(moment) < _ends(each)]
        if found != [fit]:
            return f"{service} at {moment} is {found}, not {fit}"
    return None


def _said_at(result, wanted):
    """What the one window of a service that holds an instant says of itself."""
    for service, moment, words in wanted:
        windows = [each for each in result["next"]["windows"] if each["service"] == service]
        said = [each["because"] for each in windows if _starts(each) <= instant(moment) < _ends(each)]
        if len(said) != 1 or words not in said[0]:
            return f"{service} at {moment} says {said}, not {words}"
    return None


def _says_nothing_of(result, wanted):
    text = json.dumps(result, ensure_ascii=False).lower()
    return _same([word for word in wanted if word in text], [])


CHECKS = {
    "tier": lambda result, wanted: _one_of(result["triage"]["tier"], wanted),
    "booking": lambda result, wanted: _one_of(result["triage"]["booking"], wanted),
    "flags": lambda result, wanted: _holds(flags(result), wanted),
    "flags_any": _any_flag,
    "flags_not": _no_flag,
    "flags_only": lambda result, wanted: _same(sorted(flags(result)), wanted),
    "flag_tiers": _flag_tiers,
    "complete": lambda result, wanted: _same(result["triage"]["complete"], wanted),
    "unanswered": lambda result, wanted: _holds(result["triage"]["unanswered"], wanted),
    "unanswered_only": lambda result, wanted: _same(sorted(result["triage"]["unanswered"]), sorted(wanted)),
    "causes_ok": lambda result, wanted: _one_of(top(result), wanted),
    "not_top": lambda result, wanted: _same(top(result) in wanted, False),
    "bands_ok": _bands_ok,
    "bands": lambda result, wanted: _of_causes(result, "band", wanted),
    "scores": _scores,
    "scores_some": lambda result, wanted: _of_causes(result, "score", wanted),
    "points": _points,
    "coverage": _coverage,
    "unknown": _unknown,
    "confirmed": lambda result, wanted: _part(
        {k: v.get("confirmed") for k, v in causes(result).items()}, wanted
    ),
    "order": lambda result, wanted: _same([cause["id"] for cause in result["causes"]], wanted),
    "patterns_ok": lambda result, wanted: _one_of(met(result), [set(each) for each in wanted]),
    "contributors": _contributors,
    "shown_to_client": lambda result, wanted: _same(result["shown_to_client"], wanted),
    "education": lambda result, wanted: _holds(result["education"], wanted),
    "education_not": lambda result, wanted: _same(sorted(set(wanted) & set(result["education"])), []),
    "windows": _windows,
    "said_at": _said_at,
    "no_window": _no_window,
    "not_recommended": _not_recommended,
    "offers": _offers,
    "clear": _clear,
    "fit_at": _fit_at,
    "must_not_contain": _says_nothing_of,
}


def faults(case, result):
    """What of a case's expectation does not hold, as sentences; an unknown key is a mistake in the case."""
    wanted = {key: value for key, value in case.expect.items() if key not in ASIDE}
    found = ((key, CHECKS[key](result, value)) for key, value in wanted.items())
    return [f"{key}: {fault}" for key, fault in found if fault]
