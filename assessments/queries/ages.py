"""Who is under 18: by what they say and said before, and by a date of birth. The stricter counts.

Ages are those of the day of the answers; a clearance lasts a fortnight. The decision is
docs/adr/0019-a-date-of-birth-counts-against-a-said-age.md.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from assessments.models import Clearance, Result
from assessments.queries.alike import alike, given_of
from assessments.queries.earlier import line_of
from hekas.accounts import ages
from hekas.accounts.models import Client
from hekas.accounts.models.sameness import as_called
from hekas.postgres.kept import Question

NAMESAKES = Question(lambda: Client.objects.filter(alike()).only("name", "born_on").order_by())


def is_minor(row: Clearance) -> bool:
    """Under 18 by the answers, no age given, or under 18 by anything else that we were told."""
    said = _age_in(row.result.answers)
    return said is None or said < ages.ADULT or born_a_minor(row) or is_said_to_be_one(row)


def is_said_to_be_one(row: Clearance) -> bool:
    """By another record of the same name, or by an earlier answer: their own date of birth settles it."""
    return shares_a_minors_name(row) or said_a_minor_before(row)


def said_a_minor_before(row: Clearance) -> bool:
    """Did they tell an age before by which they need not be 18 yet? Nobody grows up by answering again."""
    if row.client is not None and row.client.born_on is not None:
        return False
    line = line_of(row.intake) if row.intake.renews_id is not None else []
    if row.client_id is None and not line:
        return False
    theirs = Q(intake__in=line) | (Q(intake__client=row.client_id) if row.client_id else Q())
    return _told_a_minors_age(theirs, row)


def _told_a_minors_age(theirs: Q, row: Clearance) -> bool:
    earlier = Result.objects.filter(theirs, answers__about__age__lt=ages.ADULT).exclude(pk=row.result_id)
    told = earlier.order_by().values_list("answers__about__age", "made_at")
    return any(_may_be_a_minor(age, made_at, row) for age, made_at in told)


def _may_be_a_minor(age: int, told_at: datetime, row: Clearance) -> bool:
    return ages.is_minor(ages.youngest_birthday(age, _clinic_day(told_at)), _day_of(row))


def _age_in(answers: Mapping[str, Any]) -> int | None:
    age: int | None = answers.get("about", {}).get("age")
    return age


def born_a_minor(row: Clearance) -> bool:
    """By the client's own date of birth, where it is known."""
    return _was_minor(row, row.client.born_on if row.client is not None else None)


def told_elsewhere_since(client: Client | None) -> bool:
    """Whether whoever is open shares a minor's name by what was told since, and nobody has spoken with them.

    For the door: what comes before a booking is seen when its answers are tied to a record.
    """
    rows = Clearance.objects.current().filter(client=client, gate="open").select_related("client")
    row = rows.first() if client is not None else None
    return row is not None and shares_a_minors_name(row, is_unasked=True)


def namesakes_of_minors(born_after: date) -> list[int]:
    """Clients who share a name and an address with somebody who may be under 18, and have no date of birth.

    Each is then looked at by the day. Three questions, however many there are.
    """
    waits = Clearance.objects.current().filter(gate__in=("held", "redirected"), released_at=None)
    told = waits.filter(client__born_on=None, result__answers__about__age__lt=ages.ADULT).values("client")
    young = Client.objects.filter(Q(born_on__gt=born_after) | Q(pk__in=told)).order_by()
    known = list(young.only("name", "email", "phone"))
    called: dict[str, set[int]] = {}
    for one in known:
        called.setdefault(as_called(one.name), set()).add(one.pk)
    unborn = [one for one in NAMESAKES.all(**given_of(*known)) if one.born_on is None]
    return [one.pk for one in unborn if called.get(as_called(one.name), set()) - {one.pk}]


def shares_a_minors_name(row: Clearance, *, is_unasked: bool = False) -> bool:
    """Is somebody of the same name, and the same e-mail address or number, under 18 by what we know of them?

    Who books without an account is somebody new to us, whoever they are. A parent's own name is another.
    """
    if row.client is None or row.client.born_on is not None:
        return False
    same = namesakes(row.client)
    unborn = [one.pk for one in same if one.born_on is None]
    is_young = any(_was_minor(row, one.born_on) for one in same)
    told = Q(intake__client__in=unborn, **({"clearances__released_at": None} if is_unasked else {}))
    return is_young or (bool(unborn) and _told_a_minors_age(told, row))


def namesakes(client: Client) -> list[Client]:
    """Other records of the same name with the same e-mail address or number, of today or before."""
    name = as_called(client.name)
    found = NAMESAKES.all(**given_of(client))
    return [one for one in found if one.pk != client.pk and as_called(one.name) == name]


def lacks_guardian(row: Clearance, born: date | None) -> bool:
    """A minor by date of birth, and nobody wrote down who is responsible and what was agreed."""
    return not row.guardian_note and _was_minor(row, born)


def is_held_by_age(row: Clearance) -> bool:
    """Held although the answers are open, by no stop before them and by no hand: their age as known holds."""
    is_open_else = row.result.gate == "open" and row.follows_stop_id is None and not row.is_held_by_hand
    return row.gate == "held" and is_open_else


def _was_minor(row: Clearance, born: date | None) -> bool:
    return born is not None and ages.is_minor(born, _day_of(row))


def _day_of(row: Clearance) -> date:
    return _clinic_day(row.answered_at)


def _clinic_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.CLINIC_TIMEZONE)).date()
