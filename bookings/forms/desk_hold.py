"""What the desk was told about somebody's health, and why it takes that back."""

from hekas.web.forms import PlainForm, PlainText


class StopForm(PlainForm):
    """What the desk was told about somebody's health, and by whom."""

    marks_optional = False
    reason = PlainText(
        most=4000,
        label="Who rang, and what did they say?",
        help_text=(
            "A therapist reads it, with your name and the time. "
            "The client reads only that a therapist will speak with them first."
        ),
        error_messages={"required": "Enter who rang and what they said"},
    )


class TakeBackForm(PlainForm):
    """Why what the desk wrote about somebody was a mistake."""

    marks_optional = False
    reason = PlainText(
        most=1000,
        label="Why do you take it back?",
        help_text="Such as: it was about somebody else. It is kept with your name and the time.",
        error_messages={"required": "Enter why you take it back"},
    )
