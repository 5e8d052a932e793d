"""What this browser's session says about who is there."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from hekas.accounts.models import Client, Therapist, of_no_account
from hekas.accounts.visits import go_on
from hekas.audit.actors import Actor

OWN_CLIENT = "own_client"


class NoRecord(Http404):
    """An account that has no record yet: nothing is wrong with the address, and its page says what to do."""

    template = "portal/no_record.html"


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in account, or a visitor known only by the reference of this request."""
    if request.user.is_authenticated:
        return Actor("user", str(request.user.uuid), str(request.user))
    return Actor("visitor", getattr(request, "reference", ""), "visitor")


def own_client_or_404(request: HttpRequest) -> Client:
    """The client that this account is. Raises NoRecord: one is made with the first booking."""
    client = Client.objects.filter(user=request.user).first()
    if client is None:
        raise NoRecord("an account without a record")
    return client


def therapist_or_404(request: HttpRequest) -> Therapist:
    """The therapist that this account is."""
    return get_object_or_404(Therapist, user=request.user)


def remember_client(request: HttpRequest, client: Client) -> None:
    """This browser booked as that client: it may see the booking, and take it into an account."""
    request.session[OWN_CLIENT] = str(client.uuid)
    go_on(request)


def own_client_uuid(request: HttpRequest) -> UUID | None:
    """The client that this browser booked as, if any."""
    value = request.session.get(OWN_CLIENT)
    return UUID(value) if value else None


def current_client(request: HttpRequest) -> Client | None:
    """The client that a request may act for: the account's own, or the one this browser booked as."""
    if request.user.is_authenticated:
        return Client.objects.filter(user=request.user).first()
    uuid = own_client_uuid(request)
    return Client.objects.filter(of_no_account(), uuid=uuid).first() if uuid else None
