"""What the desk does where something is in the way: it reads what, and puts the visit there all the same."""

from django.db import transaction

from bookings.actions.desk import InTheWay


def overruled(act, **said):
    """`act` is the desk's book or move: refused, it is pressed once more for what the refusal shows."""
    try:
        with transaction.atomic():
            return act(**said)
    except InTheWay as refusal:
        return act(**said, overbook=refusal.shown)


def press(robot, page, part, **changes):
    """The button under the refusal of `page`; where there is none, somebody writes their own form."""
    form = page.form(part)
    button = form.controls.get("overbook")
    return robot.submit(form, overbook=button.values[0] if button else "on", **changes)
