"""Records that may be of one person, as staff see them: contacts alone, nothing of the body."""

from dataclasses import dataclass

from hekas.accounts.models import Client
from hekas.privacy.queries.doubles import Like
from hekas.web.templatetags.plain import long_day


@dataclass(frozen=True)
class Contacts:
    """One record, and its contacts on one line."""

    uuid: str
    name: str
    line: str


def contacts_of(client: Client) -> Contacts:
    return Contacts(str(client.uuid), client.name, _line(client))


def choice_of(like: Like) -> str:
    """One line of the choice: who, and what both records say."""
    return f"{like.client.name}, {_line(like.client)}. Same: {', '.join(like.shares)}"


def _line(client: Client) -> str:
    born = f"born {long_day(client.born_on)}" if client.born_on else "day of birth not known"
    phone = client.phone.as_national if client.phone else ""
    account = f"signs in as {client.user.email}" if client.user else ""
    parts = (client.email, phone, born, f"since {long_day(client.created_at)}", account)
    return ", ".join(part for part in parts if part)
