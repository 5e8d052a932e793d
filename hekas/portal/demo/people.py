"""Accounts and clients of the demo clinic, made in bulk."""

from random import Random
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from hekas.accounts.models import Client, Therapist, User
from hekas.accounts.permissions import Role
from hekas.portal.demo import words

BATCH = 5000
FIRST_NUMBER = 600  # below lie the numbers of examples: who tries the product with one is nobody in the demo


def uuid(chance: Random) -> UUID:
    """The next public name that this seed gives."""
    return UUID(int=chance.getrandbits(128), version=4)


def accounts(rows: list[tuple[str, str, Role]], chance: Random) -> list[User]:
    """Accounts with a confirmed address and the demo password, hashed once for all of them."""
    password = make_password(words.PASSWORD)
    users = User.objects.bulk_create(
        User(uuid=uuid(chance), email=email, name=name, role=role.value, password=password)
        for email, name, role in rows
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    return users


def clients(count: int, therapists: list[Therapist], chance: Random) -> list[Client]:
    """Clients without accounts, but for the first, who can sign in. Each has a home therapist."""
    account = accounts([(f"client@{words.DOMAIN}", words.person(0), Role.CLIENT)], chance)[0]
    return Client.objects.bulk_create(
        (
            Client(
                uuid=uuid(chance),
                user=account if number == 0 else None,
                name=words.person(number),
                email=account.email if number == 0 else f"client{number + 1}@{words.DOMAIN}",
                phone=f"+4477009{(FIRST_NUMBER + number) % 100_000:05d}",
                home_therapist=therapists[number % len(therapists)],
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )
