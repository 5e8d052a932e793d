"""Letters follow the address that an account's owner chooses: its page says "we write to this one".

allauth tells of it by its signals. The clinic writes to a client, not to an account, so the client's address
has to be told; else links to every visit went on to a mailbox that its owner may have lost.
"""

from typing import Any

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from hekas.accounts.actions.clients import follow_account
from hekas.accounts.models import User
from hekas.audit.actors import Actor
from hekas.postgres import clock

SIGNED_IN_WITH = "the one that the account signs in with"


def connect() -> None:
    """Once, when the app is ready."""
    signals.email_changed.connect(chosen, dispatch_uid="written_to.chosen")
    signals.email_removed.connect(removed, dispatch_uid="written_to.removed")


def chosen(
    user: User,
    request: HttpRequest,
    to_email_address: EmailAddress,
    from_email_address: EmailAddress | None = None,
    **_: Any,
) -> None:
    """Another address is theirs to sign in with, and for their letters. allauth tells the one before, and not
    where the desk had us write: that one hears it too, but not of the new one, for it may be somebody else's.
    """
    written = follow_account(user, to_email_address.email, by=_owner(user), now=clock.now())
    told = {one.email.lower() for one in (from_email_address, to_email_address) if one is not None}
    if written and written.lower() not in told:
        said = {"from_email": written, "to_email": SIGNED_IN_WITH}
        get_adapter(request).send_mail("account/email/email_changed", written, said)


def removed(user: User, email_address: EmailAddress, **_: Any) -> None:
    """One that they took away is not written to any more."""
    follow_account(user, user.email, before=email_address.email, by=_owner(user), now=clock.now())


def _owner(user: User) -> Actor:
    return Actor("user", str(user.uuid), str(user))
