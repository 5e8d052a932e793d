"""Signing up, pressed twice."""

from typing import Any

from allauth.account import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from hekas.accounts.actions import users


class SignupForm(forms.SignupForm):  # type: ignore[misc]
    """allauth's, which looked whether there is an account before two presses at one moment made it."""

    def try_save(self, request: HttpRequest) -> Any:
        """(The account, None), or (None, an answer that tells nothing) where there is one."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            said = self.cleaned_data
            if users.made_a_moment_ago(said["email"], said["password1"]):
                return None, redirect("account_email_verification_sent")
            self.account_already_exists = True
            return super().try_save(request)
