"""All tests that a page sent, each against what that page had shown."""

from collections.abc import Iterator
from functools import cached_property

from django.http import QueryDict

from assessments.actions.observing import EnteredTest
from assessments.engine.catalogue import ScreeningTest
from assessments.forms.observations import ObservationForm
from assessments.rules.screening import load_screening


class SentTests:
    """`pressed` is the test whose own button it was; with `alone`, no other counts.

    What saves itself with scripts is saved by any button; what can stop a visit by its own alone.
    """

    def __init__(self, sent: QueryDict, *, pressed: ScreeningTest | None = None, alone: bool = False) -> None:
        self.sent, self.pressed = sent, pressed
        specs = (
            [pressed] if pressed and alone else [spec for spec in load_screening().tests if self._has(spec)]
        )
        self.forms = {spec.code: ObservationForm(spec, sent) for spec in specs}

    def _has(self, spec: ScreeningTest) -> bool:
        return spec == self.pressed or any(name.startswith(f"{spec.code}-") for name in self.sent)

    @cached_property
    def changed(self) -> list[ObservationForm]:
        """What the page says otherwise than it had shown, or what nobody understands."""
        return [form for form in self.forms.values() if not form.is_valid() or form.changed]

    @property
    def to_save(self) -> list[EnteredTest]:
        """The pressed test too, where nothing of it changed: a press is an act."""
        meant = [form for form in self.forms.values() if self._is_meant(form) and form.is_valid()]
        return [form.measured() for form in meant if form in self.changed or form.spec == self.pressed]

    @property
    def faulty(self) -> dict[str, dict[str, str]]:
        """Test → field → what is wrong."""
        return {
            form.spec.code: form.faults() for form in self.changed if self._is_meant(form) and form.errors
        }

    @property
    def by_hand(self) -> list[str]:
        """Tests that were typed into and wait for their own button."""
        return [form.spec.code for form in self.changed if not self._is_meant(form)]

    def _is_meant(self, form: ObservationForm) -> bool:
        return form.spec == self.pressed or not form.spec.stops

    def typed(self) -> list[EnteredTest]:
        """Everything that was understood, whether or not its button was pressed."""
        return [form.measured() for form in self.changed if form.is_valid()]

    def unread(self) -> Iterator[tuple[str, str, str]]:
        """Test, side and words of whatever nobody understood."""
        for form in self.changed:
            for side in form.spec.sides if form.errors else ():
                if words := form.typed(side).strip():
                    yield form.spec.code, side, words
