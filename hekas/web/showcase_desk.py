"""Made-up content of the desk for the page of components: a morning on the board, a visit that is moved."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from uuid import UUID

from django import forms

from hekas.web.forms import PlainForm

NINE = datetime(2026, 11, 27, 9, tzinfo=UTC)
STEP = timedelta(minutes=5)
SOMEBODY = UUID(int=1)


class Moving(PlainForm):
    """Where a visit goes."""

    marks_optional = False
    start = forms.ChoiceField(label="Time", choices=[("9", "9:00am"), ("10", "10:00am")])
    therapist = forms.ChoiceField(label="Therapist", choices=[("a", "Amira Demo"), ("b", "Ben Demo")])


def content() -> dict[str, object]:
    return {
        "board": board(columns=[amira(), ben()]),
        "empty_board": board(columns=[]),
        "moved": card("Nadia Demo", "booked", "Booked", 0, 12, may_move=True).visit,
        "move_form": Moving(auto_id="move_%s"),
        "no_room": Thing(
            lines=["Ben Demo is with somebody then."],
            others=[Thing(href="#", words="10:15am with Ben Demo")],
            overrule=True,
        ),
    }


def board(columns: list[Thing]) -> Thing:
    hours = [(NINE + timedelta(hours=n), f"r{12 * n} s12") for n in range(3)]
    return Thing(
        columns=columns,
        size="rows3",
        hours=hours,
        now_row="r14",
        now_shown=NINE + 14 * STEP,
        span=Thing(start=NINE),
    )


def amira() -> Thing:
    """A visit that is booked, one that has come, one that is called first; the turnover between them."""
    cards = [
        card("Nadia Demo", "booked", "Booked", 0, 9, may_move=True),
        card("Wolfeschlegelsteinhausenbergerdorff Demo", "arrived", "Arrived", 12, 9),
        card("Sam Demo", "held", "Held", 24, 9, call_by=NINE),
    ]
    return column("Amira Demo", cards, turnovers=["r9 s3", "r21 s3"], booked=75)


def ben() -> Thing:
    """Free time that somebody waits for, time that is blocked, and a visit over another."""
    free = Thing(
        row="r0 s12",
        fits=2,
        is_short=False,
        span=Thing(start=NINE, minutes=60),
        therapist=Thing(uuid=SOMEBODY),
    )
    shut = Thing(row="r12 s6", words="Training", uuid=SOMEBODY)
    over = card("Kim Demo", "booked", "Booked", 18, 12, overbooked=True)
    return column("Ben Demo", [over], gaps=[free], closed=[shut], booked=33)


def column(name: str, cards: list[Thing], *, booked: int, **more: list[object]) -> Thing:
    told = {"gaps": [], "turnovers": [], "closed": [], **more}
    entries = [*({"card": one} for one in cards), *({"gap": one} for one in told["gaps"])]
    therapist = Thing(name=name, uuid=SOMEBODY)
    return Thing(
        therapist=therapist,
        hours="9am to 12pm",
        booked=booked,
        cards=cards,
        entries=entries,
        is_shared=False,
        **told,
    )


def card(name: str, tag: str, status: str, row: int, rows: int, **more: object) -> Thing:
    """One visit, `row` steps of five minutes after nine, `rows` of them long."""
    start = NINE + row * STEP
    appointment = Thing(
        uuid=UUID(int=row + 2),
        client=Thing(name=name),
        service=Thing(kind="treatment", name="Sports massage"),
        minutes=rows * 5,
        room=Thing(name="Room 1"),
        therapist=Thing(name="Amira Demo"),
        overbooked=bool(more.pop("overbooked", False)),
    )
    visit = Thing(appointment=appointment, when=f"Friday 27 November, {start:%-I:%M}am")
    told = {"call_by": None, "may_move": False, "is_short": False, "is_beside": False, **more}
    return Thing(visit=visit, tag=tag, status=status, name=name, start=start, row=f"r{row} s{rows}", **told)
