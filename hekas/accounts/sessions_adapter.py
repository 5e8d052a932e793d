"""Sessions that their owner ends from the list leave a trace, as signing out does. Source: ASVS 16.3.1."""

from collections.abc import Collection

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession

from hekas.accounts.session import actor_of
from hekas.audit.log import record
from hekas.postgres import clock


class SessionsAdapter(DefaultUserSessionsAdapter):
    """What allauth calls to end sessions; each is a row of the audit, in the transaction of the request."""

    def end_sessions(self, sessions: Collection[UserSession]) -> None:
        by, now = actor_of(context.request), clock.now()
        for session in sessions:
            record(by=by, action="sign_in.ended", subject=session.user, now=now, kind="from the list")
        super().end_sessions(sessions)
