"""Words that sound dangerous and are harmless where they stand: "agony" beside a cramp, a foot that goes to
sleep under somebody who kneels, a heart attack of one's father.

They are taken out of a sentence before it is searched for danger words; what else the sentence says stays.
In a sentence that also says what `unless` names (that it is new, worse, swollen), or any word that is not
`ordinary`, nothing is taken out.
Source: safety rules 3.7, number 3; A1 and A2 (what any cramp is like); NHS leg cramps (S3).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .conditions import Condition
from .ordinary import Ordinary
from .phrases import BETWEEN, Phrases, either, whole

INSTEAD = "something"
OF_ANOTHER = "(?: (?!(?:i|im|ive|id|my|me|we|both|and|but|or|so|too)(?![a-z0-9]))[a-z0-9]+){0,3}"


@dataclass(frozen=True, slots=True)
class Harmless:
    """`words` are harmless within six words of `beside`, or up to four words after `told_of`, if nobody
    speaks of themselves in between; with neither, wherever they stand. `when` says beside which answers."""

    id: str
    words: Phrases
    beside: Phrases = ()
    told_of: Phrases = ()
    unless: Phrases = ()
    when: Condition | None = None

    def out_of(self, sentence: str) -> str:
        """The plain sentence without the words that are harmless in it."""
        rest, before = self._once(sentence), sentence
        while rest != before:
            rest, before = self._once(rest), rest
        return sentence if rest != sentence and self._is_taken_back(rest) else rest

    def _once(self, sentence: str) -> str:
        for source in _sources(self):
            sentence = _compiled(source).sub(rf"\g<before>{INSTEAD}\g<after>", sentence)
        return sentence

    def _is_taken_back(self, rest: str) -> bool:
        return bool(self.unless) and _compiled(whole(either(self.unless))).search(rest) is not None


@cache
def _sources(rule: Harmless) -> tuple[str, ...]:
    words = either(rule.words)
    each = [] if rule.beside or rule.told_of else [("", words, "")]
    if rule.beside:
        beside = either(rule.beside)
        each += [(f"{beside}{BETWEEN}? ", words, ""), ("", words, f"{BETWEEN}? {beside}")]
    if rule.told_of:
        each.append((f"{either(rule.told_of)}{OF_ANOTHER}? ", words, ""))
    return tuple(whole(f"(?P<before>{before}){words}(?P<after>{after})") for before, words, after in each)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def without(rules: Iterable[Harmless], ordinary: Ordinary, sentences: list[str]) -> list[str]:
    """The sentences without what is harmless in them, where they and what comes next tell nothing else."""
    return [
        _without(tuple(rules), ordinary, each, next(iter(sentences[place + 1 :]), ""))
        for place, each in enumerate(sentences)
    ]


def _without(rules: tuple[Harmless, ...], ordinary: Ordinary, sentence: str, after: str) -> str:
    rest, known = sentence, []
    for rule in rules:
        before, rest = rest, rule.out_of(rest)
        known += [*rule.beside, *rule.told_of] if rest != before else []
    if rest == sentence or ordinary.may_go_on(after):
        return sentence
    known_gone = _compiled(whole(either((INSTEAD, *known)))).sub(" ", rest)
    return rest if ordinary.are_all_in(known_gone) else sentence
