"""Records that may be of one person: the same address, number, or name and day of birth."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from hekas.accounts.models import ERASED, Client

MOST = 50


@dataclass(frozen=True)
class Like:
    """Another record, and what it has in common with the first."""

    client: Client
    shares: tuple[str, ...]


def alike(client: Client) -> list[Like]:
    """The records that may be of the same person as this one."""
    same = Q(name__iexact=client.name)
    if client.email:  # an empty address is nobody's
        same |= Q(email__iexact=client.email)
    if client.phone:
        same |= Q(phone=client.phone)
    rows = _known().filter(same).exclude(pk=client.pk).order_by("name", "pk")[:MOST]
    return [Like(row, tuple(_shares(client, row))) for row in rows]


def suspected() -> list[Client]:
    """One record of each address and number that several have, by name. Two questions."""
    known = _known().annotate(low=Lower("email"))
    by_mail = known.exclude(low="").values("low").annotate(n=Count("pk")).filter(n__gt=1)
    by_phone = _known().exclude(phone="").values("phone").annotate(n=Count("pk")).filter(n__gt=1)
    several = Q(low__in=by_mail.values("low")) | Q(phone__in=by_phone.values("phone"))
    return list(known.filter(several).order_by("name", "pk")[:MOST])


def differ(one: Client, other: Client) -> bool:
    """Born on different days: surely two people."""
    return None not in (one.born_on, other.born_on) and one.born_on != other.born_on


def _known() -> QuerySet[Client]:
    return Client.objects.exclude(name=ERASED).select_related("user")


def _shares(one: Client, other: Client) -> Iterator[str]:
    if one.email and one.email.lower() == other.email.lower():
        yield "e-mail address"
    if one.phone and one.phone == other.phone:
        yield "phone number"
    if one.name.lower() == other.name.lower():
        yield "name"
    if one.born_on and one.born_on == other.born_on:
        yield "day of birth"
