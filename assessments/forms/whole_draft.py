"""The whole page of a draft as one form: what was typed anywhere, against what was shown and what stands."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from assessments.forms.draft_parts import faults_of, parts_of, place_of
from assessments.models import CarePlan
from assessments.queries.drafts import Values, goal_name, is_same, line_name, values_of

SHOWN, NEW = "shown", "new-"
GONE = {True: "This plan is signed meanwhile.", False: "This draft was put away meanwhile."}
LABELS = {
    "goal": "A goal",
    "line": "A line of treatment",
    "note": "The note",
    "pages": "What is worth reading",
    "starts": "The start",
    "next": "The next event",
    "massage": "Massage in phase {}",
    "week": "Training in week {}",
    "phase": "Phase {}",
}


@dataclass(frozen=True)
class Fault:
    """One line above the heading; `place` is the control it leads to, if that is still there."""

    words: str
    place: str = ""


class WholeDraft:
    """`plan` comes with its rows. `but` is a row that this very press takes out: its words count not."""

    def __init__(self, plan: CarePlan, sent: QueryDict, *, but: object = "", signing: bool = False) -> None:
        self.plan, self._stands = plan, values_of(plan)
        shown = shown_in(sent)
        going = (goal_name(but), line_name(but))
        names = [name for name in shown or self._stands if (shown or name in sent) and name not in going]
        typed = {name: [_lines(one) for one in sent.getlist(name)] for name in names}
        was = shown or self._stands
        self.changed = {name: value for name, value in typed.items() if not is_same(value, was[name])}
        self.values = {**self._stands, **self.changed}
        self.clashes = list(self._clashes(was))
        self.basis: dict[str, list[str]] = {}
        self.acts: list[Callable[..., object]] = []
        asks = signing or plan.status != "draft"
        self.faults = [*self.clashes, *self._weigh(), *(_not_added(sent) if asks else ())]

    @property
    def is_gone(self) -> bool:
        """Signed or put away meanwhile, while something was being typed."""
        return self.plan.status != "draft" and bool(self.faults)

    @property
    def is_refused(self) -> bool:
        return self.is_gone or bool(self.faults)

    @property
    def status(self) -> int:
        return 409 if self.is_gone or self.clashes else 422

    @property
    def frame(self) -> dict[str, str]:
        """The values of the form of dates, massage and note."""
        return {name: value[0] for name, value in self.values.items() if value and "-" not in name}

    def _clashes(self, shown: Values) -> Iterator[Fault]:
        for name, value in self.changed.items():
            stands, own = self._stands.get(name), ", ".join(value)
            if self.plan.status != "draft":
                yield Fault(f"{GONE[self.plan.status == 'active']} {label(name)}: you had written “{own}”.")
            elif stands is None:
                yield Fault(f"{label(name)} was taken out meanwhile. You had written “{own}”.")
            elif not is_same(stands, shown.get(name)) and not is_same(stands, value):
                there = ", ".join(stands)
                yield Fault(
                    f"{label(name)} is “{there}” meanwhile. Yours stands below: save again to put it there.",
                    place_of(name),
                )

    def _weigh(self) -> Iterator[Fault]:
        if self.plan.status != "draft":
            return
        for part in parts_of(self.plan):
            if any(not is_same(self.values[name], self._stands[name]) for name in part.names):
                form = part.form(self.values)
                self.basis |= {name: self._stands[name] for name in part.names}
                if form.is_valid():
                    self.acts.append(part.act(form))
                yield from (Fault(words, place) for place, words in faults_of(form, part))


def shown_in(sent: QueryDict) -> dict[str, list[str]]:
    """What the page showed when it was opened; empty where nothing of the kind was sent."""
    try:
        shown = json.loads(sent.get(SHOWN, ""))
    except ValueError:
        return {}
    pairs = shown.items() if isinstance(shown, dict) else ()
    return {name: [str(one) for one in value] for name, value in pairs if isinstance(value, list)}


def label(name: str) -> str:
    """What a control is called in a sentence."""
    stem, _, rest = name.replace("_", "-").partition("-")
    words = LABELS.get(stem, stem)
    return words.format(rest.partition("-")[0])


def new_in(sent: QueryDict) -> dict[str, str]:
    """What stands in lines to add, by their names."""
    return {name: sent[name].strip() for name in sorted(sent) if name.startswith(NEW) and sent[name].strip()}


def _not_added(sent: QueryDict) -> Iterator[Fault]:
    """Words that are neither goal nor treatment yet are not signed away."""
    for name, words in new_in(sent).items():
        where = name.removeprefix(NEW)
        place = "own-text" if where == "own" else f"line-{where}"
        yield Fault(f"“{words}” is not in the plan yet: add it, or clear the line.", place)


def _lines(text: str) -> str:
    """As it was before a browser sent it."""
    return text.replace("\r\n", "\n")
