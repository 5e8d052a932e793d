"""How a draft's controls, and what was typed into them, are named in a sentence."""

from assessments.labels_care import EDUCATION
from assessments.rules.exercises import load_library

LABELS = {
    "goal": "A goal",
    "line": "A line of treatment",
    "note": "The note",
    "pages": "What is worth reading",
    "starts": "The start",
    "next": "The next event",
    "massage": "Massage in phase {}",
    "week": "Training in week {}",
}
OF_PHASE = {
    "title": "The name of phase {}",
    "weeks": "The weeks of phase {}",
    "massage_weeks": "A visit in phase {}",
    "move_on": "What must hold after phase {}",
}
HOW_OFTEN = {"1": "every week", "2": "every two weeks"}
SAY_WHERE = ("goal", "line", "week", "phase")  # the words of all others name what they are about


def label(name: str) -> str:
    """What a control is called in a sentence."""
    if name.startswith("phase-"):
        _, number, what = name.split("-", 2)
        return OF_PHASE[what].format(number)
    stem, _, rest = name.replace("_", "-").partition("-")
    return LABELS.get(stem, stem).format(rest)


def said(name: str, value: list[str]) -> str:
    """What stands in a control, as one reads it there: no codes, and never nothing at all."""
    words: dict[str, str] = {}
    if name == "pages":
        words = EDUCATION
    elif name.endswith("-move_on"):
        words = load_library().criteria
    elif name.endswith("-massage_weeks"):
        words = HOW_OFTEN
    shown = ", ".join(words.get(one, one) for one in value)
    return f"“{shown}”" if shown else "empty"


def in_place(name: str, words: str) -> str:
    """A fault as the list above the heading has it: with its place, which stands beside it on the page."""
    is_told = not name.startswith(SAY_WHERE)
    return words if is_told else f"{label(name)}: {words[:1].lower()}{words[1:]}"
