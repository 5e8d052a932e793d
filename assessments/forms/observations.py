"""One test's values as typed, read into what the action takes."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assessments.actions.observing import EnteredTest, Entry
from assessments.actions.screenings import GIRTH
from assessments.engine.catalogue import ScreeningTest
from assessments.labels_care import REPRODUCES, STOPS, UNITS, plain
from hekas.web.forms import PlainForm

LONGEST_NOTE = 2000
WHOLE = {"reps", "points"}
CHOOSE = {"invalid_choice": "Choose one of the answers"}


class Measured(forms.CharField):
    """A number in the test's unit; a comma is as good as a point. None where nothing was typed."""

    def __init__(self, spec: ScreeningTest) -> None:
        super().__init__(required=False, max_length=10)
        self.spec = spec

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).replace(",", ".").replace("−", "-")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation as fault:
            raise ValidationError("Enter a number") from fault
        self._check(number)
        return number

    def _check(self, number: Decimal) -> None:
        spec = self.spec
        if not number.is_finite() or not spec.min <= number <= spec.max:
            unit = UNITS.get(spec.unit, "")
            raise ValidationError(f"Enter a number from {plain(spec.min)} to {plain(spec.max)} {unit}")
        finest = Decimal(1) if spec.unit in WHOLE else Decimal("0.1")
        if number % finest:
            raise ValidationError(
                "Enter a whole number" if finest == 1 else "Enter one figure after the point"
            )


class ObservationForm(PlainForm):
    """All sides of one test, each name behind its code, as all tests of a part are sent together.

    Fields: left, right or both; pain_, stopped_ and reproduces_ of each; variant; note.
    """

    def __init__(self, spec: ScreeningTest, data: QueryDict) -> None:
        super().__init__(data, prefix=spec.code)
        self.spec = spec
        for side in spec.sides:
            self._add_side(side)
        variants = [(code, code) for code in spec.variants]
        self.fields["variant"] = forms.ChoiceField(
            choices=[("", ""), *variants], required=False, error_messages=CHOOSE
        )
        self.fields["note"] = forms.CharField(max_length=LONGEST_NOTE, required=False)

    def _add_side(self, side: str) -> None:
        self.fields[side] = self._value()
        self.fields[f"pain_{side}"] = forms.TypedChoiceField(
            choices=[("", ""), *((str(n), n) for n in range(11))],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages=CHOOSE,
        )
        for name, words in (("stopped", STOPS), ("reproduces", REPRODUCES)):
            choices = [("", ""), *words.items()]
            self.fields[f"{name}_{side}"] = forms.ChoiceField(
                choices=choices, required=False, error_messages=CHOOSE
            )

    def _value(self) -> forms.Field:
        if self.spec.kind == "number":
            return Measured(self.spec)
        if self.spec.kind == "words":
            words = [("", ""), *self.spec.words.items()]
            return forms.ChoiceField(choices=words, required=False, error_messages=CHOOSE)
        return forms.CharField(max_length=LONGEST_NOTE, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.spec.code == GIRTH and not self.errors:
            one_is_missing = (given.get("left") is None) != (given.get("right") is None)
            if one_is_missing:
                raise ValidationError("Measure both calves: one alone says nothing.")
        self._nothing_hangs_loose(given)
        return given

    def _nothing_hangs_loose(self, given: dict[str, Any]) -> None:
        """Pain, a reason or a note is kept with a value: without one it would be lost without a word."""
        about = ("pain", "stopped", "reproduces")
        is_empty = {side: given.get(side) in (None, "") for side in self.spec.sides}
        for side, nothing in is_empty.items():
            if nothing and any(given.get(f"{name}_{side}") not in (None, "") for name in about):
                self.add_error(side, f"Enter {self._asked}: the rest is kept with it")
        if given.get("note") and all(is_empty.values()) and not self.errors:
            self.add_error("note", f"Enter {self._asked}: the note is kept with it")

    @property
    def _asked(self) -> str:
        return "the number (0 if nothing was possible)" if self.spec.kind == "number" else "the result"

    def written(self) -> list[Entry]:
        """What was entered, side by side; an empty side takes its value back.

        Sides that this page did not change are left out: another tab may have written them meanwhile.
        """
        return [entry for entry in self._all_entries() if not self._is_untouched(entry)]

    def _is_untouched(self, entry: Entry) -> bool:
        return entry.was is not None and set(entry.was) == {self._measured([]).line(entry)}

    def was(self, side: str) -> tuple[str, ...] | None:
        """What the page knows may be kept of a side; None where it does not say."""
        return tuple(self.data.getlist(self.add_prefix(f"was_{side}"))) or None

    def typed(self, name: str) -> str:
        """As it was sent."""
        return str(self.data.get(self.add_prefix(name), ""))

    @property
    def changed(self) -> frozenset[str]:
        """The sides that this page changed; all, where nobody understands what it says."""
        return (
            frozenset(entry.side for entry in self.written())
            if self.is_valid()
            else frozenset(self.spec.sides)
        )

    def measured(self) -> EnteredTest:
        """What the action takes: the sides that this page changed."""
        return self._measured(self.written())

    def _measured(self, entries: list[Entry]) -> EnteredTest:
        return EnteredTest(self.spec.code, entries, self.cleaned_data["variant"], self.cleaned_data["note"])

    def _all_entries(self) -> list[Entry]:
        given = self.cleaned_data
        return [
            Entry(
                side=side,
                number=given[side] if self.spec.kind == "number" else None,
                word=given[side] if self.spec.kind != "number" else "",
                pain=given[f"pain_{side}"],
                stopped=given[f"stopped_{side}"],
                reproduces=given[f"reproduces_{side}"],
                was=self.was(side),
            )
            for side in self.spec.sides
        ]

    def faults(self) -> dict[str, str]:
        """Field → what is wrong; "all" for the test as a whole."""
        return {("all" if name == "__all__" else name): words[0] for name, words in self.errors.items()}
