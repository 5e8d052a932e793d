"""Signing up, pressed twice."""

from typing import Any

from allauth.account import forms
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from hekas.accounts import limits
from hekas.accounts.actions import users

FOR_THE_CODE = "account_email_verification_sent"


class SignupForm(forms.SignupForm):  # type: ignore[misc]
    """allauth's, which looked whether there is an account before two presses at one moment made it."""

    def try_save(self, request: HttpRequest) -> Any:
        """(The account, None), or (None, an answer that tells nothing) where there is one."""
        if self._has_a_letter_on_its_way(request):
            return None, redirect(FOR_THE_CODE)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            said = self.cleaned_data
            if users.made_a_moment_ago(said["email"], said["password1"]):
                return None, redirect(FOR_THE_CODE)
            self.account_already_exists = True
            return super().try_save(request)

    def _has_a_letter_on_its_way(self, request: HttpRequest) -> bool:
        """No second one goes out for a while, whoever asks, and what the session knows of the first stays."""
        email = self.cleaned_data["email"]
        if not limits.may_sign_up(request, email):
            return True  # another press is at it; whether there is an account is not asked
        may_send = consume_email_verification_rate_limit(request, email, dry_run=True)
        return self.account_already_exists and not may_send
