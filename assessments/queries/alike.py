"""Records that may be of one person: those that share an e-mail address or a number, today or at any time.

Whoever moves to another address, or is joined with another record, frees none of what held them: what a
record once had is in its versions, which no change passes by and which go when it is forgotten (ADR 53).
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, OuterRef, Q
from django.db.models.functions import Lower

from hekas.accounts.models import Client
from hekas.postgres.kept import Among, Given

VERSIONS = Client.pgh_event_model._base_manager.order_by()  # type: ignore[attr-defined]


def alike() -> Q:
    """Of clients, for a kept question: the given `clients`, and whoever is like one of them.

    `clients` are ids; `emails`, in small letters, and `numbers` what they have today: lists, of none where
    there is none. Each is found by index.
    """
    today = _has(Given("emails"), Given("numbers"))
    known = today | _has(*_ever(Among("pgh_obj", Given("clients"))))
    once = ArraySubquery(VERSIONS.filter(known).values("pgh_obj"))
    return Q(Among("pk", Given("clients"))) | known | Q(Among("pk", once))


def given_alike(whose: str) -> ArraySubquery:
    """Of the given `clients`, the ids of those who ever shared one with the client that the path names."""
    shared = _has(*_ever(Q(pgh_obj=OuterRef(OuterRef(whose)))))
    return ArraySubquery(VERSIONS.filter(shared, Among("pgh_obj", Given("clients"))).values("pgh_obj"))


def given_of(*clients: Client) -> dict[str, list[Any]]:
    """The values that such a question asks for."""
    return {
        "clients": [one.pk for one in clients],
        "emails": [one.email.lower() for one in clients if one.email],
        "numbers": [str(one.phone) for one in clients if one.phone],
    }


def _has(emails: Expression, numbers: Expression) -> Q:
    return Q(Among(Lower("email"), emails)) | Q(Among("phone", numbers))


def _ever(whose: Any) -> tuple[Expression, Expression]:
    """All addresses and all numbers of these; none is nobody's."""
    rows = VERSIONS.filter(whose)
    emails = rows.exclude(email="").values(of=Lower("email"))
    return ArraySubquery(emails), ArraySubquery(rows.exclude(phone="").values("phone"))
