"""Measurements and norms to facts that rules can ask about. Source: evidence map 2.3, 2.4 and 2.7."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from .norms import Norms
from .screening import TESTS, Measured, Scale, Screening, Words
from .shapes import Number
from .sides import Side, best_by_side, by_test, highest, lowest, sides_of

Origins = dict[str, tuple[str, object]]
EACH_SIDE = ("left", "right")
COMPARED = ("heel_raise_straight", "knee_to_wall", "hip_abduction", "foot_posture_index")


@dataclass(slots=True)
class Findings:
    """Facts, and for each worked-out one the measurement (key, value) that speaks for it."""

    facts: dict[str, object] = field(default_factory=dict)
    origins: Origins = field(default_factory=dict)

    def add(self, name: str, value: object, speaking: Side) -> None:
        self.facts[name] = value
        self.origins[name] = (speaking.key, speaking.value)


def screening_facts(screening: Screening, given: Mapping[str, object], norms: Norms) -> Findings:
    """`given` are the facts of the intake: age and sex choose the norm."""
    found = Findings()
    sides: dict[str, dict[str, Side]] = {}
    for test, done in by_test(screening.tests).items():
        kind = TESTS[test]
        if isinstance(kind, Scale):
            sides[test] = _numbers(test, done, found)
        else:
            _words(test, kind, done, found)
    for test in COMPARED:
        _compare(test, sides.get(test, {}), found)
    _shares_of_norm(sides, given, norms, found)
    _bent_knee(sides, found)
    _girths(screening.tests, found)
    _leg_raises(screening.tests, found)
    _others(screening.tests, found.facts)
    return found


def _numbers(test: str, done: list[Measured], found: Findings) -> dict[str, Side]:
    sides = best_by_side(test, done)
    if sides:
        for part, end in (("least", lowest), ("most", highest)):
            speaking = end(test, sides.values())
            found.add(f"{test}.{part}", speaking.value, speaking)
    found.facts.update((f"{test}.{name}", side.value) for name, side in sides.items() if name in EACH_SIDE)
    return sides


def _words(test: str, kind: Words, done: list[Measured], found: Findings) -> None:
    """All words that were seen, best first, and for each side the worst. Free words are for people only."""
    if not kind.words:
        return
    seen = {_word(one) for one in done}
    found.facts[f"{test}.seen"] = tuple(word for word in kind.words if word in seen)
    worst = max(seen, key=kind.words.index)
    there = []
    for side in (*EACH_SIDE, "unsided"):
        words = [_word(one) for one in done if side in sides_of(one)]
        if words:
            found.facts[f"{test}.{side}"] = max(words, key=kind.words.index)
            there += [side] if worst in words else []
    one_side = len(there) == 1 and there[0] in EACH_SIDE
    found.origins[test] = (f"{test}.{there[0]}" if one_side else test, worst)


def _word(one: Measured) -> str:
    """A slump that stretches the hamstring or brings on nothing does not speak for the calf symptom."""
    if one.value == "positive_changes_with_neck" and one.reproduces in ("hamstring_stretch", "nothing"):
        return "positive"
    return str(one.value)


def _compare(test: str, sides: Mapping[str, Side], found: Findings) -> None:
    """Left against right, where both were done in the same way."""
    left, right = sides.get("left"), sides.get("right")
    if left is None or right is None or left.variant != right.variant:
        return
    weaker, better = lowest(test, (left, right)), highest(test, (left, right))
    gap = better.value - weaker.value
    found.add(f"{test}.gap", gap, weaker)
    found.facts[f"{test}.gap_percent"] = _percent(gap, better.value)
    found.facts[f"{test}.both_sides"] = True


def _percent(part: Number, whole: Number) -> Number:
    return Fraction(part) * 100 / Fraction(whole) if whole else 0


def _shares_of_norm(
    sides: Mapping[str, Mapping[str, Side]], given: Mapping[str, object], norms: Norms, found: Findings
) -> None:
    for test in norms.ages:
        norm = norms.of(test, given.get("about.age"), given.get("about.sex"))
        needed = norms.variants[test]
        fitting = [side for side in sides.get(test, {}).values() if needed in (None, side.variant)]
        if norm and fitting:
            weakest = lowest(test, fitting)
            found.add(f"{test}.percent_of_norm", _percent(weakest.value, norm), weakest)


def _bent_knee(sides: Mapping[str, Mapping[str, Side]], found: Findings) -> None:
    """How far the bent-knee raises fall short of the straight-knee ones of the same leg. Source: A14, A16."""
    straight, bent = sides.get("heel_raise_straight", {}), sides.get("heel_raise_bent", {})
    pairs = [(straight[side], bent[side]) for side in sorted(straight) if side in bent]
    short = {two: (one.value - two.value, one.value) for one, two in pairs if one.variant == two.variant}
    if short:
        name, most = "heel_raise_bent.short_of_straight", max(short.values())
        weakest = lowest("heel_raise_bent", [side for side in short if short[side] == most])
        found.add(name, most[0], weakest)
        found.facts[f"{name}_percent"] = _percent(*most)


def _girths(tests: Iterable[Measured], found: Findings) -> None:
    """The widest difference that any two girths of the sides show: of repeats the more worrying counts.

    A girth without a side may be of either leg: any doubt is same-day (S19), so every other is its match.
    """
    girths = [one for one in tests if one.test == "calf_girth" and one.value is not None]
    left, right = (
        [cast("Number", one.value) for one in girths if {side, "unsided"} & {*sides_of(one)}]
        for side in EACH_SIDE
    )
    if not left or not right or (len(girths) == 1 and girths[0].side is None):
        return
    gaps = {"left": max(left) - min(right), "right": max(right) - min(left)}
    widest = max(gaps.values())
    bigger = [side for side in EACH_SIDE if gaps[side] == widest]
    key = f"calf_girth.{bigger[0]}" if len(bigger) == 1 else "calf_girth"
    found.add("calf_girth.gap", widest, Side(key, max(*left, *right), None))


def _leg_raises(tests: Iterable[Measured], found: Findings) -> None:
    raised = [one for one in tests if one.test == "straight_leg_raise" and one.reproduces == "leg_symptom"]
    done = [one for one in raised if one.value is not None]
    if done:
        sides = [
            Side(f"{one.test}.{one.side}" if one.side else one.test, cast("Number", one.value), None)
            for one in done
        ]
        speaking = lowest("straight_leg_raise", dict.fromkeys(sides))
        found.add("straight_leg_raise.reproducing_leg", speaking.value, speaking)


def _others(tests: Iterable[Measured], facts: dict[str, object]) -> None:
    facts["foot_pulses.absent_in_cold_foot"] = any(
        facts.get(f"foot_pulses.{pulse}") == "absent" and facts.get(f"foot_temperature.{warmth}") == "cold"
        for pulse in (*EACH_SIDE, "unsided")
        for warmth in (*EACH_SIDE, "unsided")
        if pulse == warmth or "unsided" in (pulse, warmth)
    )
    facts["front_plank.stopped"] = tuple(
        sorted({one.stopped for one in tests if one.test == "front_plank" and one.stopped})
    )
