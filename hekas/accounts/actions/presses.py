"""A button that somebody presses twice at once, because the first press seemed to do nothing."""

from datetime import timedelta

from hekas import redaction
from hekas.accounts.models import User
from hekas.audit.actors import Actor

IS_UUID = redaction.UUID
PRESSED_TWICE = timedelta(minutes=1)


def one_at_a_time(by: Actor) -> None:
    """A person's second press waits here, in the caller's transaction, and then sees what the first did."""
    if is_an_account(by):
        list(User.objects.select_for_update(no_key=True).filter(uuid=by.id).values_list("pk"))


def is_an_account(by: Actor) -> bool:
    return by.kind == "user" and bool(IS_UUID.fullmatch(by.id))
