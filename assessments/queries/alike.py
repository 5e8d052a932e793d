"""Records that may be of one person: those that share an e-mail address or a number, today or at any time.

Whoever moves to another address, or is joined with another record, frees none of what held them: what a
record or its account once had is in their versions, which no change passes by and which go when it is
forgotten (ADR 53).
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Expression, Func, OuterRef, Q, TextField
from django.db.models.functions import Lower

from hekas.accounts.models import Client, User
from hekas.postgres.kept import Among, Given

RECORDS = Client.pgh_event_model._base_manager.order_by()  # type: ignore[attr-defined]
ACCOUNTS = User.pgh_event_model._base_manager.order_by()  # type: ignore[attr-defined]
ITS_RECORD = "pgh_obj__client"  # of an account


class Both(Func):
    """Two lists as one."""

    template, arg_joiner = "(%(expressions)s)", " || "


def alike() -> Q:
    """Of clients, for a kept question: the given `clients`, and whoever is like one of them.

    `clients` are ids; `emails`, in small letters, and `numbers` what they have today: lists, of none where
    there is none. Each is found by index.
    """
    given = Among("pk", Given("clients"))
    theirs = ArraySubquery(Client.objects.order_by().filter(given).values("user"))
    emails, numbers = _ever(Among("pgh_obj", Given("clients")), Among("pgh_obj", theirs))
    known = _has(Given("emails"), Given("numbers")) | _has(emails, numbers)
    by_record = ArraySubquery(RECORDS.filter(known).values("pgh_obj"))
    by_account = ArraySubquery(ACCOUNTS.filter(_mails(Given("emails")) | _mails(emails)).values(ITS_RECORD))
    return Q(given) | known | Q(Among("pk", Both(by_record, by_account)))


def given_alike(whose: str) -> Expression:
    """Of the given `clients`, the ids of those who ever shared one with the client that the path names."""
    record, account = OuterRef(OuterRef(whose)), OuterRef(OuterRef(f"{whose}__user"))
    emails, numbers = _ever(Q(pgh_obj=record), Q(pgh_obj=account))
    by_record = RECORDS.filter(_has(emails, numbers), Among("pgh_obj", Given("clients")))
    by_account = ACCOUNTS.filter(_mails(emails), Among(ITS_RECORD, Given("clients")))
    return Both(ArraySubquery(by_record.values("pgh_obj")), ArraySubquery(by_account.values(ITS_RECORD)))


def given_of(*clients: Client) -> dict[str, list[Any]]:
    """The values that such a question asks for."""
    return {
        "clients": [one.pk for one in clients],
        "emails": [one.email.lower() for one in clients if one.email],
        "numbers": [str(one.phone) for one in clients if one.phone],
    }


def _mails(emails: Expression) -> Q:
    return Q(Among(Lower("email"), emails))


def _has(emails: Expression, numbers: Expression) -> Q:
    return _mails(emails) | Q(Among("phone", numbers))


def _ever(record: Any, account: Any) -> tuple[Expression, Expression]:
    """All addresses and all numbers of such a record, and the addresses of its account; none is nobody's."""
    rows, mail = RECORDS.filter(record), {"of": Lower("email")}
    by_record = ArraySubquery(rows.exclude(email="").values(**mail))
    by_account = ArraySubquery(ACCOUNTS.filter(account).values(**mail))
    emails = Both(by_record, by_account, output_field=ArrayField(TextField()))
    return emails, ArraySubquery(rows.exclude(phone="").values("phone"))
