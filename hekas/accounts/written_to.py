"""Letters follow the address that an account's owner chooses: its page says "we write to this one".

allauth tells of it by its signals. The clinic writes to a client, not to an account, so the client's address
has to be told; else links to every visit went on to a mailbox that its owner may have lost.
"""

from typing import Any

from allauth.account import signals
from allauth.account.models import EmailAddress

from hekas.accounts.actions.clients import follow_account
from hekas.accounts.models import User
from hekas.audit.actors import Actor
from hekas.postgres import clock


def connect() -> None:
    """Once, when the app is ready."""
    signals.email_changed.connect(chosen, dispatch_uid="written_to.chosen")
    signals.email_removed.connect(removed, dispatch_uid="written_to.removed")


def chosen(user: User, to_email_address: EmailAddress, **_: Any) -> None:
    """Another address is theirs to sign in with, and for their letters."""
    follow_account(user, to_email_address.email, by=_owner(user), now=clock.now())


def removed(user: User, email_address: EmailAddress, **_: Any) -> None:
    """One that they took away is not written to any more."""
    follow_account(user, user.email, before=email_address.email, by=_owner(user), now=clock.now())


def _owner(user: User) -> Actor:
    return Actor("user", str(user.uuid), str(user))
