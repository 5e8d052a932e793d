"""danger_words.toml to Dangers: groups are put in place of their names, and slips are looked up once."""

import re
from collections.abc import Iterable, Mapping
from itertools import product

from .danger import Danger, Dangers, beginnings_of, shortened
from .harmless import Harmless
from .ordinary import Ordinary
from .phrases import Pair, source_of
from .spelling import spelling_of
from .tables import REVIEW_FIELDS, Table, review_of
from .vocabulary import INTAKE_NAMES

MAY_HOLD = "may only hold small letters, digits, stars, ranges, ## and =groups"
WIDEST = 100  # numbers that one range may stand for
_WORD = re.compile(r"[a-z0-9]+\*?|=[a-z]+|##|([0-9]+)\.\.([0-9]+)[a-z]*")
Groups = Mapping[str, tuple[str, ...]]


def dangers_of(file: Table) -> Dangers:
    """Raises BadRule. Rules from before 1.6.0 have no groups, no `same` and no `spelling`; those from before
    1.7.0 nothing that is harmless, those from before 1.8.0 nothing that is ordinary."""
    file.only("review", "group", "same", "spelling", "ordinary", "harmless", "danger")
    review_of(file.table("review").only(*REVIEW_FIELDS))
    same = _same(file)
    reader = _Reader(same, _groups(file))
    tables = list(file.tables("danger"))
    each = [reader.read(table) for table in tables]
    if not reader.phrases:
        raise file.bad("danger", "must name some dangers")
    spelling = spelling_of(reader.alone, reader.phrases, _left_alone(file)) if file.has("spelling") else None
    harmless = tuple(reader.harmless(table) for table in file.tables("harmless"))
    ordinary, beginnings = reader.ordinary(file), beginnings_of(reader.phrases)
    return Dangers(tuple(each), beginnings, same, spelling, harmless, ordinary)


class _Reader:
    """Reads dangers one by one, and keeps what all of them say for the search and the slips."""

    def __init__(self, same: Mapping[str, str], groups: Groups) -> None:
        self.same, self.groups = same, groups
        self.phrases: list[str] = []
        self.alone: list[str] = []

    def read(self, table: Table) -> Danger:
        table.only("id", "words", "near", "unless_next", "denies")
        words = self._phrases(table, "words", ())
        pairs = [self._pair(pair) for pair in table.tables("near")]
        if not words and not pairs:
            raise table.bad("words", "a danger needs words, or words near each other")
        self.alone += [phrase for phrase in words if " " not in phrase]
        self.phrases += [*words, *(phrase for pair in pairs for side in pair for phrase in side)]
        unless_next = self._phrases(table, "unless_next", ())
        source = source_of(words, pairs, unless_next)
        return Danger(table.text("id"), source, _questions(table), looks_on=bool(unless_next))

    def harmless(self, table: Table) -> Harmless:
        table.only("id", "words", "beside", "told_of", "unless", "when", "sources", "rationale")
        table.text("rationale"), table.texts("sources")
        words = self._phrases(table, "words")
        beside, told_of, unless = (self._phrases(table, each, ()) for each in ("beside", "told_of", "unless"))
        when = table.condition_or_none("when")
        return Harmless(table.text("id"), words, beside, told_of, unless, when)

    def ordinary(self, file: Table) -> Ordinary:
        if not file.has("ordinary"):
            return Ordinary()
        return Ordinary(self._phrases(file.table("ordinary").only("words"), "words"))

    def _pair(self, table: Table) -> Pair:
        return self._phrases(table, "one"), self._phrases(table, "two")

    def _phrases(self, table: Table, field: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        each = [self._spelt_out(table, field, phrase) for phrase in table.texts(field, default)]
        return tuple(dict.fromkeys(phrase for phrases in each for phrase in phrases))

    def _spelt_out(self, table: Table, field: str, phrase: str) -> Iterable[str]:
        if not _is_phrase(phrase):
            raise table.bad(field, f"'{phrase}' {MAY_HOLD}")
        choices = [self._choices(table, field, word) for word in phrase.split(" ")]
        return (_as_read(" ".join(chosen), self.same) for chosen in product(*choices))

    def _choices(self, table: Table, field: str, word: str) -> tuple[str, ...]:
        if not word.startswith("="):
            return (word,)
        if word[1:] not in self.groups:
            raise table.bad(field, f"'{word}' is not a group that is known")
        return self.groups[word[1:]]


def _is_phrase(phrase: str) -> bool:
    return all(_is_word(word) for word in phrase.split(" "))


def _is_word(word: str) -> bool:
    match = _WORD.fullmatch(word)
    if match is None or match[1] is None:
        return match is not None
    return 0 <= int(match[2]) - int(match[1]) <= WIDEST


def _as_read(phrase: str, same: Mapping[str, str]) -> str:
    """The phrase in the words in which a text is read."""
    return shortened(" ".join(same.get(word, word) for word in phrase.split()))


def _groups(file: Table) -> Groups:
    if not file.has("group"):
        return {}
    table = file.table("group")
    groups = {name: table.texts(name) for name in table.content}
    for name, phrases in groups.items():
        for phrase in phrases:
            if "=" in phrase or not _is_phrase(phrase):
                raise table.bad(name, f"'{phrase}' {MAY_HOLD}")
    return groups


def _same(file: Table) -> Mapping[str, str]:
    if not file.has("same"):
        return {}
    table = file.table("same")
    return {word: table.text(word) for word in table.content}


def _left_alone(file: Table) -> tuple[str, ...]:
    return file.table("spelling").only("left_alone").texts("left_alone")


def _questions(table: Table) -> tuple[str, ...]:
    keys = table.texts("denies")
    for key in keys:
        if key not in INTAKE_NAMES:
            raise table.bad("denies", f"'{key}' is not a question that is known")
    return keys
