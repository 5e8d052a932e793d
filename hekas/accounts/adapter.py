"""What allauth does in our way: whoever signs up is a client, and what they did in this browser is theirs."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from hekas.accounts import limits
from hekas.accounts.actions import clients, users
from hekas.accounts.models.sameness import deliverable
from hekas.accounts.permissions import Role
from hekas.accounts.session import own_client_uuid
from hekas.postgres import clock
from hekas.web.addresses import client_address

SIGNING_UP = "signing_up"
OUR_WORDS = {
    "account_inactive": "This account is closed. Ring us if that is not right",
    "cannot_remove_primary_email": "You sign in with this address. Choose another one for that first",
    "duplicate_email": "You have this address here already",
    "email_password_mismatch": "Address and password do not match. Check both",  # pragma: allowlist secret
    "email_taken": "This address can’t be used here. Enter another one",
    "enter_current_password": "This is not your password of now. Try once more",  # pragma: allowlist secret
    "incorrect_code": "That is not the code of our newest e-mail. Look at it once more",
    "incorrect_password": "That is not your password. Enter it once more",  # pragma: allowlist secret
    "invalid_login": "That did not work. Try it once more, or sign in another way",
    "invalid_or_expired_key": "This link has been used or is too old. Ask for a new one",
    "invalid_password_reset": "This link is used or too old. Ask for a new one",  # pragma: allowlist secret
    "max_email_addresses": "You have %d addresses here, which is the most. Take one away first",
    "rate_limited": "Too many tries. Wait five minutes, then try again",
    "same_as_current": "This is the one that you have now. Enter another one",
    "select_only_one": "Choose one of them",
    "too_many_login_attempts": "Too many tries. Wait five minutes, then try again",
    "unknown_email": "We know no account with this address. Check it",
    "unverified_primary_email": "Confirm your e-mail address first",
}


class AccountAdapter(DefaultAccountAdapter):
    """Hooks that allauth calls at sign-up and confirmation."""

    error_messages = {**DefaultAccountAdapter.error_messages, **OUR_WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Two presses of a page without a session would get one each, and one of them without the code.

        Each is a row, so one place begins so many and no more; beyond them the page works but for that.
        """
        if SIGNING_UP not in request.session and limits.may_begin_session(request):
            request.session[SIGNING_UP] = True
        return super().is_open_for_signup(request)  # type: ignore[no-any-return]

    def clean_email(self, email: str) -> str:
        """As it is delivered: an address with a mark that nobody sees is no other account."""
        return deliverable(super().clean_email(email))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Everybody who signs up is a client; staff accounts are made by an admin."""
        user.role = Role.CLIENT.value
        return super().save_user(request, user, form, commit=commit)

    def set_password(self, user: Any, password: str) -> None:
        """The password and no more: a role that was taken meanwhile would be written back with it."""
        read = users.known_by(user)
        user.set_password(password)
        users.keep_password(user, read=read)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **more: Any) -> None:
        """Not that an address was changed to itself: only where we write was changed (`written_to`)."""
        said = more.get("context") or {}
        if "from_email" not in said or said["from_email"] != said.get("to_email"):
            super().send_notification_mail(template_prefix, user, *args, **more)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Nobody learns by the clock that an account is there already."""
        users.pretend_to_add(self.request)
        super().send_account_already_exists_mail(email)

    def say_again_that_there_is_one(self, email: str) -> None:
        """To whoever waits for a code with a known address: a letter alone, as a new code is."""
        super().send_account_already_exists_mail(email)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> Any:
        """A confirmed address, in the browser that booked with it, proves that the booking is theirs."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            clients.tie_to_account(email_address.user, own_client_uuid(request), now=clock.now())
        return confirmed

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere in the house: a forged header does not help past a limit."""
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in within the last minutes has just shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        if time.time() - newest < REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **more)

    def format_email_subject(self, subject: str) -> str:
        """No "[site]" before the subject: the sender's name says it already."""
        return subject
