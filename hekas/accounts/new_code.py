"""The page for a code: another one can be asked for. Nobody learns by it whose letter box is full."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailVerificationCodeView
from django.contrib import messages
from django.db.models.query import MAX_GET_RESULTS
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hekas.accounts import limits
from hekas.accounts.models import User
from hekas.web.access import public

NOBODY, LOOKED_UP = 0, 2  # allauth looks a new account up by the login that waits, and by the code
SENT = "A new code is on its way. Only the newest code works"


class CodePage(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """allauth's. It made a new code before it knew whether a letter may go, and the old one was dead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where the letter said that there is an account already, nobody learns that by the clock either."""
        state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        if state and "user_id" not in state:
            for _ in range(LOOKED_UP):
                User.objects.filter(pk=NOBODY).first()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if _may_go(self.request, self._process.email):
            self._send_again()
        messages.success(self.request, SENT)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_email_verification_sent")))

    def _send_again(self) -> None:
        """The new code has its own ten minutes, and no more tries than the first had left."""
        process = self._process
        process.state["at"] = time.time()
        process.resend()
        if process.user is None:  # there is an account, or none: that is what this letter says
            list(EmailAddress.objects.filter(user_id=NOBODY, email=process.email)[:MAX_GET_RESULTS])
            get_adapter(self.request).say_again_that_there_is_one(process.email)


def _may_go(request: HttpRequest, email: str) -> bool:
    """Not for the second of two presses, and to one address only so many an hour."""
    is_first = consume_email_verification_rate_limit(request, email, dry_run=True)
    return is_first and limits.might_write_to(request, email)


code_page = public("confirming an address with a code")(CodePage.as_view())
