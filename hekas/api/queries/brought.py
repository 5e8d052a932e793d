"""Whom a program has brought before: it comes back for them, and finds nobody else."""

import hashlib

from django.db.models import Max

from assessments.models import Clearance
from bookings.actions.details import Details
from hekas.accounts.models import Client
from hekas.api.models import BroughtClient


def named(details: Details) -> str:
    """A digest of who somebody is to a program, the same whatever letters are capitals."""
    return hashlib.sha256(f"{details.name}\n{details.email}".casefold().encode()).hexdigest()


def brought_by(program: str, details: Details) -> Client | None:
    """Of the records that this program made of this person, the one with the newest answers.

    Another telephone number is another person: two of a family may share a name and an address. Where
    anybody with this address has answered since, on the clinic's pages or to another program, it is nobody's:
    they are asked anew.
    """
    theirs = BroughtClient.objects.filter(program=program, named=named(details)).values("client")
    newest = Client.objects.filter(pk__in=theirs).annotate(answered=Max("clearances__answered_at"))
    client = newest.exclude(answered=None).order_by("-answered", "-pk").first()
    if client is None or (details.phone and client.phone and details.phone != str(client.phone)):
        return None
    since = Clearance.objects.filter(answered_at__gt=client.answered, client__email__iexact=details.email)
    return None if since.exists() else client
