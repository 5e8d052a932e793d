"""What people type on the pages of this room, as domain words."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from hekas.messaging.kinds import KINDS
from hekas.messaging.labels import CHANNELS, STATES
from hekas.messaging.queries.log import NEEDS_A_LOOK, Filter
from hekas.messaging.wishes import PREFERENCES
from hekas.web.forms import CheckRows, PlainForm, PlainText

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PreferencesForm(PlainForm):
    """Ticks are yeses; what is not ticked is a no."""

    heading_field = "wanted"
    wanted = forms.MultipleChoiceField(
        label="What may we send you?",
        help_text="E-mails about your own visits always come, so that you have them.",
        required=False,
        choices=[(preference.key, preference.label) for preference in PREFERENCES.values()],
        widget=CheckRows(hints={preference.key: preference.hint for preference in PREFERENCES.values()}),
    )


class LogFilterForm(PlainForm):
    """The filter of the message log. A value that makes no sense filters nothing."""

    marks_optional = False
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "All"),
            (NEEDS_A_LOOK, "Needs a look"),
            *((state.value, name) for state, name in STATES.items()),
        ],
    )
    channel = forms.ChoiceField(
        label="By",
        required=False,
        choices=[("", "All"), *((channel.value, name) for channel, name in CHANNELS.items())],
    )
    template = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[
            ("", "All"),
            *sorted(((kind.name, kind.label) for kind in KINDS.values()), key=lambda k: k[1]),
        ],
    )
    person = forms.CharField(label="Name or address", required=False, max_length=100)

    def wanted(self) -> Filter:
        """What to look for; faulty fields count as empty."""
        self.is_valid()
        return Filter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class ResendForm(PlainForm):
    """Why a message goes out once more, and by which way."""

    marks_optional = False
    reason = forms.CharField(
        label="Why does it go out again?",
        help_text="For the log. Write nothing about anybody's health.",
        max_length=200,
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"


def uuids_in(sent: Iterable[str]) -> list[UUID]:
    """Those of the values that are ids."""
    return [UUID(one) for one in sent if ID.fullmatch(one)]


class WriteForm(PlainForm):
    """A few words to a client."""

    marks_optional = False
    text = PlainText(
        most=1000,
        label="Your message",
        help_text="They can’t answer here. If you need an answer, say how: ring us, or at the next visit.",
        error_messages={"required": "Write your message"},
    )
