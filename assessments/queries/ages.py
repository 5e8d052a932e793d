"""Who is under 18: by what they said, and by the date of birth that we know. The stricter counts.

Ages are those of the day of the answers; a clearance lasts a fortnight. The decision is
docs/adr/0019-a-date-of-birth-counts-against-a-said-age.md.
"""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from assessments.models import Clearance
from hekas.accounts import ages
from hekas.accounts.models import Client
from hekas.postgres.kept import Given, Question

NAMESAKES = Question(
    lambda: (
        Client.objects.filter(
            Exact(Upper("email"), Upper(Given("email"))),
            Exact(Upper("name"), Upper(Given("name"))),
            born_on__isnull=False,
        )
        .only("born_on")
        .order_by()
    )
)


def is_minor(row: Clearance) -> bool:
    """Under 18 by the answers, no age given, or under 18 by a date of birth."""
    said = row.result.answers.get("about", {}).get("age")
    return said is None or said < ages.ADULT or born_a_minor(row) or is_held_by_age(row)


def born_a_minor(row: Clearance) -> bool:
    """By the client's own date of birth, where it is known."""
    return _was_minor(row, row.client.born_on if row.client is not None else None)


def shares_a_minors_name(row: Clearance) -> bool:
    """Is there a record of the same name and e-mail address with a date of birth under 18?

    Who books without an account is somebody new to us, whoever they are. A parent's own name is another.
    """
    if row.client is None or row.client.born_on is not None or not row.client.email:
        return False
    same = NAMESAKES.all(email=row.client.email, name=row.client.name)
    return any(one.pk != row.client.pk and _was_minor(row, one.born_on) for one in same)


def lacks_guardian(row: Clearance, born: date | None) -> bool:
    """A minor by date of birth, and nobody wrote down who is responsible and what was agreed."""
    return not row.guardian_note and _was_minor(row, born)


def is_held_by_age(row: Clearance) -> bool:
    """Held although the answers were open and no stop stands before them: a date of birth spoke against."""
    return row.gate == "held" and row.result.gate == "open" and row.follows_stop_id is None


def _was_minor(row: Clearance, born: date | None) -> bool:
    return born is not None and ages.is_minor(born, _day_of(row))


def _day_of(row: Clearance) -> date:
    return row.answered_at.astimezone(ZoneInfo(settings.CLINIC_TIMEZONE)).date()
