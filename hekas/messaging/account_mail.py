"""Account letters go through the outbox like all others: kept, tried again, and as quick to ask for.

Because only a row is written, asking to reset the password of an account that exists takes no longer than
asking for one that does not.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from hekas.accounts.adapter import AccountAdapter
from hekas.accounts.limits import may_write_to
from hekas.messaging.actions.outbox import enqueue
from hekas.messaging.terms import Address
from hekas.postgres import clock
from hekas.web.addresses import at_our_site

# What somebody can have us write who is not signed in. Letters about what was changed always go.
FROM_STRANGERS = tuple(
    f"account/email/{name}"
    for name in ("unknown_account", "account_already_exists", "password_reset_key", "email_confirmation")
)
USEFUL_FOR = timedelta(hours=1)  # a code or a link to reset is dead by then
STAYS_TRUE_FOR = timedelta(days=14)  # that somebody changed the account has to be heard, however late


class OutboxAccountAdapter(AccountAdapter):
    """What allauth calls where it would send a letter."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter into the outbox, in the transaction of the request."""
        is_asked_for = template_prefix.startswith(FROM_STRANGERS)
        if is_asked_for and not may_write_to(self.request, email):
            return  # the page says the same: nobody learns whose letter box is full
        ours = {name: at_our_site(value) for name, value in context.items() if name.endswith("_url")}
        letter = self.render_mail(template_prefix, email, {"email": email, **context, **ours})
        now = clock.now()
        enqueue(
            template="account_email",
            to=Address(email),
            dedupe_key=f"account:{uuid4()}",
            about="account",
            context={"subject": letter.subject, "body": letter.body.strip()},
            due_at=now,
            now=now,
            expires_at=now + (USEFUL_FOR if is_asked_for else STAYS_TRUE_FOR),
        )
