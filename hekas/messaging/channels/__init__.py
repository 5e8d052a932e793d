"""The ways out of the house: e-mail through Django's backends, texts through a small gateway."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings

from hekas.messaging.channels.carrier import Carrier
from hekas.messaging.channels.email import EmailCarrier
from hekas.messaging.channels.sms import gateway
from hekas.messaging.terms import Channel


@contextmanager
def opened() -> Iterator[Mapping[Channel, Carrier]]:
    """A carrier for each channel, closed at the end."""
    carriers: Mapping[Channel, Carrier] = {
        Channel.EMAIL: EmailCarrier(),
        Channel.SMS: gateway(settings.SMS_URL),
    }
    try:
        yield carriers
    finally:
        for carrier in carriers.values():
            carrier.close()
