"""`manage.py account EMAIL [--new] [--role ROLE] [--address NEW]`: what the server does to an account."""

from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from hekas.accounts.actions import users
from hekas.accounts.models import Therapist, User
from hekas.accounts.permissions import Permission, Role
from hekas.audit.actors import Actor
from hekas.postgres import clock

SERVER = Actor("system", label="The server")
RESET, TO_DO = "account_reset_password", "bookings:to_do"


class Command(BaseCommand):
    """Whoever holds the server may make an admin; it is written down, and all admins are told."""

    help = "Make an account, or change its role or address: the clinic's first admin is made here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", type=_address)
        parser.add_argument("--new", action="store_true", help="make the account first")
        parser.add_argument("--role", choices=[role.value for role in Role])
        parser.add_argument("--address", type=_address)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if (user is None) != options["new"]:
            raise CommandError(
                f"{'No' if user is None else 'An'} account has the address {options['email']}."
            )
        user = user or users.add(User(email=options["email"]), by=SERVER, now=clock.now())
        user.role = options["role"] or user.role
        user.email = options["address"] or user.email
        users.change(user, by=SERVER, now=clock.now())
        self.stdout.write(f"{user.email} is now the account of: {user.role}.")
        if Therapist.objects.filter(user=user).exists() and not user.may(Permission.SEE_OWN_DAY):
            self.stdout.write(f"Look at what was booked with them: {settings.SITE_URL}{reverse(TO_DO)}")
        if options["new"]:
            self.stdout.write(f"Its owner sets a password at {settings.SITE_URL}{reverse(RESET)}")


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as fault:
        raise ArgumentTypeError(f"{text!r} is no e-mail address") from fault
    return text
