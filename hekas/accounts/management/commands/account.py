"""`manage.py account EMAIL [--role ROLE] [--address NEW]`: what of an account is changed by the server."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from hekas.accounts.actions import users
from hekas.accounts.models import User
from hekas.accounts.permissions import Role
from hekas.audit.actors import Actor


class Command(BaseCommand):
    """Whoever holds the server may make an admin; it is written down, and all admins are told."""

    help = "Change the role or the address of an account, such as of an admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=[role.value for role in Role])
        parser.add_argument("--address", type=_address)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"No account has the address {options['email']}.")
        user.role = options["role"] or user.role
        user.email = options["address"] or user.email
        users.change(user, by=Actor("system", label="The server"), now=timezone.now())
        self.stdout.write(f"{user.email} is the account of a {user.role}.")


def _address(text: str) -> str:
    validate_email(text)
    return text
