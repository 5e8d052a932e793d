"""The questionnaire, read from questionnaire.toml and questionnaire_choices.toml and checked.

Every fault names file, page and field, so that whoever changes the words can mend it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assessments.rules.questionnaire_terms import (
    CHOSEN_KINDS,
    KINDS,
    NUMBER_KINDS,
    SPAN_UNITS,
    Choice,
    Condition,
    Page,
    Question,
    Questionnaire,
)

PAGES, CHOICES = "questionnaire.toml", "questionnaire_choices.toml"
PAGE_FIELDS = {"slug", "section", "title", "why", "questions", "lead", "layout", "when", "when_any", "must"}
QUESTION_FIELDS = {
    *("key", "ask", "short", "kind", "hint", "must", "personal", "plainly"),
    *("min", "max", "most", "unit", "units", "ends", "drawn"),
}
AS_IT_STANDS = ("hint", "must", "plainly", "min", "max", "most", "unit", "drawn")
PERSONAL = "rather_not_say"

Table = Mapping[str, Any]


class QuestionnaireFault(ValueError):
    """The data can't be used: `file`, `where` (page or table) and `field` say what to mend."""

    def __init__(self, file: str, where: str, field: str, message: str) -> None:
        super().__init__(f"{file}: {where}: {field}: {message}")
        self.file, self.where, self.field, self.message = file, where, field, message


@cache
def load_questionnaire() -> Questionnaire:
    """The questionnaire of this release. Raises QuestionnaireFault."""
    return read_questionnaire(*texts())


def texts() -> tuple[str, str]:
    """The two files as they stand: pages and choices."""
    pages, choices = (Path(__file__).parent.joinpath(name).read_text("utf-8") for name in (PAGES, CHOICES))
    return pages, choices


def read_questionnaire(pages: str, choices: str) -> Questionnaire:
    """The texts of the two files, of this release or of an earlier one. Raises QuestionnaireFault."""
    return parse_questionnaire(_read(PAGES, pages), _read(CHOICES, choices))


def _read(name: str, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise QuestionnaireFault(name, "file", "syntax", str(fault)) from fault


def parse_questionnaire(document: Table, choices: Table) -> Questionnaire:
    """Two tables, as the files hold them, to a Questionnaire. Raises QuestionnaireFault."""
    sections = _text_table(document, "sections")
    pages = tuple(_page(raw, sections, choices) for raw in document.get("pages", ()))
    questionnaire = Questionnaire(_text(PAGES, "top", document, "version"), sections, pages)
    _each_once("slug", (page.slug for page in pages))
    _each_once("key", (question.key for question in questionnaire.questions))
    _conditions_look_back(pages)
    return questionnaire


def _page(raw: Table, sections: Mapping[str, str], choices: Table) -> Page:
    where = f"page {raw.get('slug', '?')}"
    _known(where, raw, PAGE_FIELDS)
    if raw.get("section") not in sections:
        raise QuestionnaireFault(PAGES, where, "section", "is not one of the sections")
    if not raw.get("questions"):
        raise QuestionnaireFault(PAGES, where, "questions", "a page needs at least one question")
    must, conditions = raw.get("must", False), raw.get("when_any", raw.get("when", {}))
    return Page(
        **{name: _text(PAGES, where, raw, name) for name in ("slug", "section", "title", "why")},
        questions=tuple(_question(where, {"must": must, **q}, choices) for q in raw["questions"]),
        lead=raw.get("lead", ""),
        layout=raw.get("layout", "plain"),
        when=tuple(_condition(where, key, rule) for key, rule in conditions.items()),
        any_of="when_any" in raw,
    )


def _question(page: str, raw: Table, choices: Table) -> Question:
    where = f"{page}, question {raw.get('key', '?')}"
    _known(where, raw, QUESTION_FIELDS)
    kind = raw.get("kind", "yes_no")
    if kind not in KINDS:
        raise QuestionnaireFault(PAGES, where, "kind", f"{kind!r} is not a kind of question")
    _limits(where, kind, raw)
    optional = {
        k: raw[k] for k in ("hint", "must", "plainly", "min", "max", "most", "unit", "drawn") if k in raw
    }
    return Question(
        **{name: _text(PAGES, where, raw, name) for name in ("key", "ask", "short")},
        kind=kind,
        choices=_choices(where, kind, raw, choices),
        units=tuple(raw.get("units", ())),
        ends=tuple(raw.get("ends", ())),
        **optional,
    )


def _limits(where: str, kind: str, raw: Table) -> None:
    if kind in NUMBER_KINDS and not ("max" in raw and raw.get("min", 0) < raw["max"]):
        raise QuestionnaireFault(PAGES, where, "max", "a number needs min below max")
    if kind == "scale" and len(raw.get("ends", ())) != 2:
        raise QuestionnaireFault(PAGES, where, "ends", "a scale needs words for 0 and for 10")
    if kind == "span" and not (raw.get("units") and {raw.get("unit"), *raw["units"]} <= SPAN_UNITS):
        raise QuestionnaireFault(PAGES, where, "units", f"must be among {', '.join(sorted(SPAN_UNITS))}")
    if kind in {"text", "short_list", "weeks", "injuries"} and not raw.get("most"):
        raise QuestionnaireFault(PAGES, where, "most", "says how much may be given; it is missing")


def _choices(where: str, kind: str, raw: Table, choices: Table) -> tuple[Choice, ...]:
    if kind in ("yes_no", "boolean"):
        words = dict(choices[kind])
        return tuple(_choice(v, w) for v, w in words.items() if v != PERSONAL or raw.get("personal"))
    if kind not in CHOSEN_KINDS:
        return ()
    if raw["key"] not in choices:
        raise QuestionnaireFault(CHOICES, where, raw["key"], "has no choices")
    listed = tuple(_choice(value, words) for value, words in choices[raw["key"]].items())
    needs_a_way_out = kind == "many_of" and raw.get("must") and "not_sure" not in choices[raw["key"]]
    return (*listed, *_choices_of(choices, "unsure")) if needs_a_way_out else listed


def _choices_of(choices: Table, name: str) -> tuple[Choice, ...]:
    return tuple(_choice(value, words) for value, words in choices[name].items())


def _choice(value: str, words: str | list[str]) -> Choice:
    return Choice(value, words) if isinstance(words, str) else Choice(value, *words)


def _condition(where: str, key: str, rule: list[str] | Table) -> Condition:
    if isinstance(rule, list):
        return Condition(key, frozenset(rule))
    if set(rule) == {"not"}:
        return Condition(key, frozenset(rule["not"]), negated=True)
    if set(rule) == {"at_least"}:
        return Condition(key, at_least=rule["at_least"])
    if rule == {"answered": True}:
        return Condition(key, answered=True)
    message = "must be a list, { not = [...] }, { at_least = n } or { answered = true }"
    raise QuestionnaireFault(PAGES, where, f"when.{key}", message)


def _conditions_look_back(pages: Iterable[Page]) -> None:
    """A page may depend only on what is asked before it, with values that can be answered."""
    earlier: dict[str, Question] = {}
    for page in pages:
        for condition in page.when:
            asked = earlier.get(condition.key)
            if asked is None or not _can_be(asked, condition.values):
                message = "depends on an answer that is not asked before it"
                raise QuestionnaireFault(PAGES, f"page {page.slug}", f"when.{condition.key}", message)
        earlier |= {question.key: question for question in page.questions}


def _can_be(question: Question, values: Iterable[str | float]) -> bool:
    """A choice of its own, or where it asks for a number one within its limits."""
    if question.kind in NUMBER_KINDS:
        return all(not isinstance(v, str) and question.min <= v <= question.max for v in values)
    return set(values) <= {choice.value for choice in question.choices}


def _each_once(field: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise QuestionnaireFault(PAGES, f"{field} {value}", field, "stands there twice")
        seen.add(value)


def _known(where: str, raw: Table, fields: set[str]) -> None:
    for field in raw.keys() - fields:
        raise QuestionnaireFault(PAGES, where, field, "is not a field that we know")


def _text(file: str, where: str, raw: Table, field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value.strip():
        raise QuestionnaireFault(file, where, field, "must be a text")
    return value


def _text_table(document: Table, field: str) -> Mapping[str, str]:
    table = document.get(field, {})
    return {code: _text(PAGES, field, table, code) for code in table}
