"""What a questionnaire is made of: pages, questions, choices and conditions, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

CHOSEN_KINDS = frozenset({"yes_no", "boolean", "one_of", "many_of", "injuries"})
NUMBER_KINDS = frozenset({"whole", "number", "scale", "span"})
KINDS = CHOSEN_KINDS | NUMBER_KINDS | {"moment", "date", "text", "short_list", "weeks"}
UNSURE = "unsure"  # ticked where somebody can't say: the question is left open, and so never read as a no
ALONE = frozenset({"none", "none_known", "nothing", UNSURE})
SPAN_UNITS = frozenset(["seconds", "minutes", "hours", "days", "weeks", "months", "years"])


@dataclass(frozen=True)
class Choice:
    """One thing to choose. One that stands `alone` can't be ticked beside another."""

    value: str
    label: str
    hint: str = ""

    @property
    def alone(self) -> bool:
        return self.value in ALONE


@dataclass(frozen=True)
class Condition:
    """Holds where the answer at `key` is one of `values`, or (`negated`) none; is at least a number; or is.

    With several answers, one of them is enough. What was not answered is none of any values.
    """

    key: str
    values: frozenset[str | float] = frozenset()
    negated: bool = False
    at_least: float | None = None
    answered: bool = False

    def holds(self, answer: object) -> bool:
        if self.answered:
            return bool(answer)
        if self.at_least is not None:
            return isinstance(answer, int | float) and answer >= self.at_least
        given = set(answer) if isinstance(answer, list) else {answer}
        return bool(given & self.values) is not self.negated


@dataclass(frozen=True)
class Question:
    """One question. `key` is the dotted key of its answer in the intake schema.

    `drawn`: each choice has a drawing, static/img/<drawn>-<value>.svg.
    """

    key: str
    ask: str
    short: str
    kind: str = "yes_no"
    hint: str = ""
    plainly: str = ""
    must: bool = False
    choices: tuple[Choice, ...] = ()
    min: float = 0
    max: float = 0
    most: int = 0
    unit: str = ""
    units: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    drawn: str = ""

    @property
    def pictures(self) -> dict[str, str]:
        """Choice → the static file of its drawing."""
        return {c.value: f"img/{self.drawn}-{c.value}.svg" for c in self.choices} if self.drawn else {}

    @property
    def field(self) -> str:
        """Its name in a form: the key without dots."""
        return self.key.replace(".", "-")

    @property
    def left_open(self) -> str:
        """Where it is noted that the question was seen and left open. Not part of the intake schema."""
        return f"left_open.{self.field}"

    def label_of(self, value: object) -> str:
        return next((choice.label for choice in self.choices if choice.value == value), str(value))


@dataclass(frozen=True)
class Page:
    """One page of the intake: some questions. Asked where all of `when` holds, or (`any_of`) one of it."""

    slug: str
    section: str
    title: str
    why: str
    questions: tuple[Question, ...]
    lead: str = ""
    layout: str = "plain"
    when: tuple[Condition, ...] = ()
    any_of: bool = False

    @property
    def has_calendar(self) -> bool:
        """A day is picked in the browser's own calendar, which sends what is half typed as nothing."""
        return any(question.kind == "date" for question in self.questions)

    def is_asked(self, answers: Mapping[str, object]) -> bool:
        """`answers`: the key of each condition → what was answered on the way, or None."""
        held = [condition.holds(answers[condition.key]) for condition in self.when]
        return any(held) if self.any_of else all(held)


@dataclass(frozen=True)
class Questionnaire:
    """All pages in the order they are asked. `sections` maps a section's code to its heading."""

    version: str
    sections: Mapping[str, str]
    pages: tuple[Page, ...]

    def page(self, slug: str) -> Page | None:
        return next((page for page in self.pages if page.slug == slug), None)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @property
    def by_key(self) -> Mapping[str, Question]:
        return MappingProxyType({question.key: question for question in self.questions})
