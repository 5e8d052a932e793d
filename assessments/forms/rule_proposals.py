"""A change of one rule as text, and the word of a clinician on it."""

from django import forms

from hekas.web.forms import PlainForm

APPROVE, REFUSE = "approve", "refuse"


class ProposalForm(PlainForm):
    """The rule's text and why it should read so."""

    text = forms.CharField(
        label="The rule",
        max_length=6000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "code"}),
        help_text="Change points, the condition or the words. The name of the rule stays.",
    )
    why = forms.CharField(
        label="Why should it change?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(PlainForm):
    """Why a proposal is decided so, or taken back."""

    why = forms.CharField(
        label="Why?",
        max_length=2000,
        error_messages={"required": "Say why in a few words"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerdictForm(WhyForm):
    """Approve or refuse, and why."""

    verdict = forms.ChoiceField(choices=[(APPROVE, "Approve"), (REFUSE, "Refuse")])
