"""The whole page of a draft as one form: what was typed anywhere, against what was shown and what stands."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from assessments.forms.draft_parts import faults_of, parts_of, place_of
from assessments.forms.draft_words import in_place, label, said
from assessments.models import CarePlan
from assessments.queries.drafts import Values, goal_name, is_same, line_name, values_of
from hekas.web.forms import PlainForm

SHOWN, NEW = "shown", "new-"
NOT_YET = "Not in the plan yet: add it, or clear the line."
GONE = {True: "This plan is signed meanwhile.", False: "This draft was put away meanwhile."}


@dataclass(frozen=True)
class Fault:
    """One line above the heading; `place`: the control it leads to, if any; `beside` stands at it."""

    words: str
    place: str = ""
    beside: str = ""


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

    @property
    def beside(self) -> dict[str, str]:
        """What stands beside each control that a fault leads to."""
        return {fault.place: fault.beside for fault in self.faults if fault.beside}

    def tell(self, form: PlainForm) -> None:
        """Each of its controls that another tab changed says so where it stands, and once."""
        for fault in self.clashes:
            name = fault.place.removeprefix("id_")
            owner = next((field for field in form.fields if f"{name}_".startswith(f"{field}_")), None)
            if owner and not form.has_error(owner):
                form.add_error(owner, fault.beside)

    @property
    def touched(self) -> set[str]:
        """The phases whose folded part has something typed in it."""
        return {name.split("-")[1] for name in self.changed if name.startswith("phase-")}

    def _clashes(self, shown: Values) -> Iterator[Fault]:
        for name, value in self.changed.items():
            stands, own = self._stands.get(name), said(name, value)
            if self.plan.status != "draft":
                yield Fault(f"{GONE[self.plan.status == 'active']} {label(name)}: you had written {own}.")
            elif stands is None:
                yield Fault(f"{label(name)} was taken out meanwhile. You had written {own}.")
            elif not is_same(stands, shown.get(name)) and not is_same(stands, value):
                there = f"was changed elsewhere meanwhile and is {said(name, stands)} now"
                yield Fault(
                    f"{label(name)} {there}. Yours stands below: save again to keep yours.",
                    place_of(name),
                    f"It {there}.",
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
                for name, words in faults_of(form, part):
                    yield Fault(in_place(name, words), place_of(name), words)


def shown_in(sent: QueryDict) -> dict[str, list[str]]:
    """What the page showed when it was opened; empty where nothing of the kind was sent."""
    try:
        shown = json.loads(sent.get(SHOWN, ""))
    except ValueError:
        return {}
    pairs = shown.items() if isinstance(shown, dict) else ()
    return {name: [str(one) for one in value] for name, value in pairs if isinstance(value, list)}


def new_in(sent: QueryDict) -> dict[str, str]:
    """What stands in lines to add, by their names."""
    return {name: sent[name].strip() for name in sorted(sent) if name.startswith(NEW) and sent[name].strip()}


def _not_added(sent: QueryDict) -> Iterator[Fault]:
    """Words that are neither goal nor treatment yet are not signed away."""
    for name, words in new_in(sent).items():
        where = name.removeprefix(NEW)
        place = "own-text" if where == "own" else f"line-{where}"
        yield Fault(f"“{words}” is not in the plan yet: add it, or clear the line.", place, NOT_YET)


def _lines(text: str) -> str:
    """As it was before a browser sent it."""
    return text.replace("\r\n", "\n")
