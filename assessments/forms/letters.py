"""How a letter was sent."""

from django import forms

from hekas.web.forms import PlainForm, RadioRows

HOW = [("post", "By post"), ("client", "Given to the client"), ("secure_mail", "By secure e-mail")]


class SentForm(PlainForm):
    """To whom, how, and that the client agreed."""

    marks_optional = False
    sent_to = forms.CharField(
        label="To whom?",
        max_length=200,
        help_text="The practice or the doctor's name.",
        error_messages={"required": "Enter to whom it was sent"},
    )
    how = forms.ChoiceField(
        label="How?", choices=HOW, widget=RadioRows, error_messages={"required": "Choose how it was sent"}
    )
    agreed = forms.BooleanField(
        label="The client has read it and agreed",
        error_messages={"required": "The client has to agree before a letter about them is sent"},
    )
