"""Forms for carrying on later: where to send the link, and the code."""

from django import forms

from hekas.accounts.models.sameness import deliverable
from hekas.web.forms import PlainForm


class LaterForm(PlainForm):
    """Where the link goes."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link. Without the tick below we use the address for nothing else.",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.com",
        },
    )
    remind = forms.BooleanField(
        label="Remind me once, a day after I stop, if I have not finished", required=False
    )

    def clean_email(self) -> str:
        """As it is delivered: letters are counted by it."""
        return deliverable(self.cleaned_data["email"])


class CodeForm(PlainForm):
    """The six digits; blanks between them do not matter."""

    code = forms.RegexField(
        r"^\s*(?:[0-9]\s*){6}$",
        label="Code",
        help_text="Six digits, from the e-mail that we have just sent.",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-10"}),
        error_messages={"required": "Enter the code", "invalid": "Enter the six digits of the code"},
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
