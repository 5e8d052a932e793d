"""What a client last said to each thing that they are asked to agree to."""

from hekas.accounts.consents import ASKED
from hekas.accounts.models import Client, Consent
from hekas.privacy.consents import Said


def said_by(client: Client) -> list[Said]:
    """One for each thing, in the order of the list; nothing said is no yes."""
    latest: dict[str, Consent] = {}
    for row in Consent.objects.filter(client=client, kind__in=ASKED).order_by("at", "id"):
        latest[row.kind] = row
    return [
        Said(
            asked,
            given=asked.key in latest and latest[asked.key].given,
            at=latest[asked.key].at if asked.key in latest else None,
            version=latest[asked.key].wording_version if asked.key in latest else "",
        )
        for asked in ASKED.values()
    ]
