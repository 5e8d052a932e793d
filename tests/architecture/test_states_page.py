"""docs/appointment-states.md is made from the one table of what may happen to an appointment."""

from pathlib import Path

from bookings.scheduling.lifecycle import MOVES, TAKING
from bookings.scheduling.terms import Status

PAGE = Path(__file__).resolve().parents[2] / "docs" / "appointment-states.md"
HEAD = """# What may happen to an appointment

Made from the table in `bookings/scheduling/lifecycle.py`; a test fails when the two differ. To write it anew:
`.venv/bin/python -m tests.architecture.test_states_page`.

| from | event | to |
|---|---|---|
"""


def page() -> str:
    rows = "".join(
        f"| {start.value} | {event.value} | {end.value} |\n" for (start, event), end in MOVES.items()
    )
    ends = sorted({status.value for status in Status} - {start.value for start, _ in MOVES})
    taking = ", ".join(sorted(status.value for status in TAKING))
    last = f"Nothing follows: {', '.join(ends)}."
    return f"{HEAD}{rows}\nTherapist, room and client are taken while it is: {taking}.\n\n{last}\n"


def test_the_page_tells_what_the_table_says():
    assert PAGE.read_text() == page()


def test_every_status_can_be_reached():
    assert set(MOVES.values()) | {Status.TENTATIVE} == set(Status)


if __name__ == "__main__":
    PAGE.write_text(page())
