"""What a person told before that still has to be asked about: open stops, and what lasts.

The same e-mail or number, of today or before, counts as the same person: it can only make a result stricter.
Whoever types somebody else's learns that a therapist has to speak with them first, and not why (ADR 29, 53).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from assessments.engine.screening import TESTS
from assessments.engine.terms import Consequence
from assessments.models import Clearance, Intake
from assessments.queries.alike import alike, given_of
from assessments.rules import load_rules
from hekas.accounts.models import Client
from hekas.accounts.models.sameness import as_called
from hekas.postgres.kept import Among, Given, Question


def _of_person(rows: QuerySet[Clearance]) -> QuerySet[Clearance]:
    """Of these those of a client, of their e-mail or number, or of intakes; the newest first.

    Found one by one first: all that is held of anybody is much over the years.
    """
    people = Client.objects.filter(alike()).order_by().values("pk")
    of_line = Clearance.objects.filter(Among("intake", Given("line"))).order_by().values("pk")
    theirs = Clearance.objects.filter(client__in=people).order_by().values("pk")
    return rows.filter(pk__in=of_line.union(theirs, all=True)).order_by("-answered_at", "-id")


OPEN_STOP = Question(lambda: _of_person(Clearance.objects.open_stops()))
LASTING = Question(lambda: _of_person(Clearance.objects.lasting()).select_related("result", "client"))
SINCE = Question(
    lambda: (
        Clearance.objects.filter(Q(client=Given("client")) | Q(Among("intake", Given("line"))))
        .filter(answered_at__gt=Given("answered"))
        .only("pk")
        .order_by()[:1]
    )
)
RENEWALS = Question(lambda: Intake.objects.filter(Among("renews", Given("of"))).only("pk").order_by())


def told_for_good(said: Mapping[str, Any]) -> frozenset[str]:
    """Of what a result said, the ids of its flags that hold until a therapist has asked.

    Also of what a therapist found: no answer of the client's unsays a pulse that was not there.
    """
    asked_first = load_rules().safety.flags_with(Consequence.ASKED_FIRST)
    flags = said["triage"].get("flags", ())
    return frozenset(flag["id"] for flag in flags if flag["id"] in asked_first or _was_found(flag))


def _was_found(flag: Mapping[str, Any]) -> bool:
    """Whether it rests on a test, such as `foot_pulses.left`, and not on answers alone."""
    return any(key.partition(".")[0] in TESTS for key in flag["answers"])


def answered_since(intake: Intake, line: Sequence[int]) -> bool:
    """Has this person handed in safety answers that are newer than those of this draft?"""
    whose = {"client": intake.client_id, "line": list(line)}
    return SINCE.first(answered=intake.safety_answered_at, **whose) is not None


def open_stop_of(client: Client | None, line: Sequence[int] = ()) -> Clearance | None:
    """The newest stop of this person that nobody has closed; or one of these intakes, by their ids.

    Their own comes first: a release closes it, and it stands on no other list. One of another record is
    asked for wherever they book.
    """
    found = OPEN_STOP.all(**_whose(client, line))
    own = [one for one in found if client is None or one.client_id in (client.pk, None)]
    return next(iter([*own, *found]), None)


def lasting_of(client: Client | None, line: Sequence[int] = ()) -> list[Clearance]:
    """What waits for a word of a doctor or a therapist, told by this person or in these intakes."""
    return LASTING.all(**_whose(client, line))


def left_out(row: Clearance, lasting: Sequence[Clearance]) -> list[Clearance]:
    """Those of the earlier answers that told something for good which this one does not say.

    And all that a therapist holds by hand: what they heard stands in no answer. Of somebody else's, under
    the same address or number, they are asked once: a release of these leaves it to that other.
    """
    told = told_for_good(row.result.snapshot)
    asked = _asked_about(row, [one.pk for one in lasting if is_anothers(one, row)])
    others = [one for one in lasting if one.pk not in (row.pk, *asked)]
    return [one for one in others if one.is_held_by_hand or not told_for_good(one.result.snapshot) <= told]


def is_anothers(one: Clearance, row: Clearance) -> bool:
    """Of another record with another name than this clearance: two people who share a telephone."""
    if one.client is None or row.client is None or one.client_id == row.client_id:
        return False
    return as_called(one.client.name) != as_called(row.client.name)


def _asked_about(row: Clearance, others: Collection[int]) -> set[int | None]:
    """Of these, by their ids, those about which the client of this clearance was asked before a release."""
    released = Clearance.objects.filter(client=row.client_id, released_at__isnull=False)
    asked = released.filter(follows_stop__in=others).order_by().values_list("follows_stop_id", flat=True)
    return set(asked) if others else set()


def holds_behind(row: Clearance, line: Sequence[int] = ()) -> Clearance | None:
    """What holds this answer, whatever it says: a stop before all else, or what it leaves out."""
    stop = open_stop_of(row.client, line)
    return stop or next(iter(left_out(row, lasting_of(row.client, line))), None)


def unasked(row: Clearance) -> list[Clearance]:
    """All that a therapist has to ask about beside this answer, the newest first, before they release it."""
    line = [] if row.client_id is not None else line_of(row.intake)
    stop = row.follows_stop if row.follows_open_stop else None
    found = [*([stop] if stop else []), *left_out(row, lasting_of(row.client, line))]
    prefetch_related_objects(found, "held_by", "held_at_desk_by")  # who holds it by hand is read with it
    return found


def as_shown(row: Clearance, beside: Sequence[Clearance]) -> str:
    """How it is held by hand and what stands `beside` it, as a page shows both: its button sends it back."""
    each = (f"{one.uuid}@{_held(one)}" for one in sorted(beside, key=lambda one: one.pk))
    return "|".join([_held(row), *each])


def _held(row: Clearance) -> str:
    return row.held_at.isoformat() if row.held_at else ""


def line_of(intake: Intake) -> list[int]:
    """The ids of the first answers and of all that renew them, in one tab or in several."""
    first, earlier = intake.pk, intake.renews_id
    while earlier is not None:
        first, earlier = earlier, Intake.objects.values_list("renews_id", flat=True).get(pk=earlier)
    found, young = {first}, {first}
    while young:
        young = {row.pk for row in RENEWALS.all(of=list(young))}
        found |= young
    return sorted(found)


def _whose(client: Client | None, line: Sequence[int]) -> dict[str, Any]:
    return {"line": list(line), **given_of(*([client] if client is not None else []))}
