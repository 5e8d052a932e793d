"""The page for a code: another one can be asked for. Nobody learns by it whose letter box is full."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.views import ConfirmEmailVerificationCodeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hekas.accounts import limits
from hekas.web.access import public

SENT = "A new code is on its way. Only the newest code works"


class CodePage(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """allauth's. It made a new code before it knew whether a letter may go, and the old one was dead."""

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
            get_adapter(self.request).say_again_that_there_is_one(process.email)


def _may_go(request: HttpRequest, email: str) -> bool:
    """Not for the second of two presses, and to one address only so many an hour."""
    is_first = consume_email_verification_rate_limit(request, email, dry_run=True)
    return is_first and limits.might_write_to(request, email)


code_page = public("confirming an address with a code")(CodePage.as_view())
