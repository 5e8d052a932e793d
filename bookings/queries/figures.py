"""How the clinic does, by week: how full it is, who does not come, how far ahead people book, what it earns.

Counted from visits by their start in the clinic's weeks; a few statements, however many visits there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Lower, TruncWeek, Upper

from bookings.adapters import diaries as desk
from bookings.models import Appointment, ClinicClosure
from bookings.queries.availability import zone
from bookings.queries.working_rows import hours_of
from bookings.scheduling.intervals import Interval, common
from bookings.scheduling.terms import Status
from bookings.scheduling.working_time import DAY, Closure, shifts, whole_day, working

Counted = TypeVar("Counted")
Named = tuple[str, int]  # a name and an id: a name alone may be that of two
MINUTE, WEEK = timedelta(minutes=1), 7 * DAY
LEADS = (
    ("Less than a day", 1), ("1 or 2 days", 3), ("3 to 6 days", 7), ("1 or 2 weeks", 21),
    ("3 weeks or more", None),
)  # fmt: skip
STOOD = Q(status__in=[Status.BOOKED.value, Status.ARRIVED.value, Status.FULFILLED.value])
MISSED, DONE = Q(status=Status.NOSHOW.value), Q(status=Status.FULFILLED.value)


@dataclass(frozen=True)
class Tally:
    """What some visits come to. Minutes are treatment and turnover; pence are of visits that took place."""

    minutes: int = 0
    working: int = 0
    done: int = 0
    missed: int = 0
    pence: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Tally(*(mine + theirs for mine, theirs in pairs))

    @property
    def utilisation(self) -> int:
        """Per cent of the working time that visits took."""
        return round(100 * self.minutes / self.working) if self.working else 0


@dataclass(frozen=True)
class Figures:
    """Whole weeks from the Monday `first`; by week, by therapist, by how far ahead, by kind of visit.

    Weeks before the clinic's very first visit are not among them: noughts of before it was there say nothing.
    """

    first: date
    weeks: dict[date, Tally]
    therapists: dict[str, Tally]
    leads: dict[str, int]
    kinds: dict[str, int]

    @property
    def total(self) -> Tally:
        return sum(self.weeks.values(), Tally())


def figures(first: date, weeks: int) -> Figures:
    """The figures of so many weeks from a Monday on. Seven statements."""
    last = first + weeks * WEEK - DAY
    span = Interval(whole_day(first, zone()).start, whole_day(last, zone()).end)
    visits = Appointment.objects.starting(span.start, span.end).filter(booked_at__isnull=False)
    held = [row for row in _visits(visits) if row[2] != Tally()]
    begun = first if _was_open_before(span.start) else min((week for week, _, _ in held), default=first)
    by_week = {monday: Tally() for number in range(weeks) if (monday := first + number * WEEK) >= begun}
    by_therapist: dict[Named, Tally] = defaultdict(Tally)
    for week, who, tally in (*held, *_hours(begun, last, span)):
        by_week[week] += tally
        by_therapist[who] += tally
    people = {who: by_therapist[who] for who in sorted(by_therapist) if by_therapist[who] != Tally()}
    return Figures(begun, by_week, _told_apart(people), _leads(visits), _told_apart(_kinds(visits)))


def booked_from(moment: datetime) -> tuple[int, datetime | None]:
    """How many visits are booked from then on, and when the first of them begins. One statement."""
    rows = Appointment.objects.filter(STOOD, during__startswith__gte=moment)
    found = rows.aggregate(count=Count("pk"), first=Min(_moment(Lower, "during")))
    return found["count"], found["first"]


def _was_open_before(moment: datetime) -> bool:
    return Appointment.objects.filter(STOOD | MISSED, during__startswith__lt=moment).exists()


def _told_apart(found: dict[Named, Counted]) -> dict[str, Counted]:
    """By name; of several with one name each is counted alone, and the later ones have a number."""
    seen: Counter[str] = Counter()
    told: dict[str, Counted] = {}
    for (name, _), value in found.items():
        seen[name] += 1
        told[name if seen[name] == 1 else f"{name} ({seen[name]})"] = value
    return told


def _moment(end: type[Func], span: str) -> Func:
    """One end of a range as the moment that it is; Django takes it for a range itself."""
    return end(span, output_field=DateTimeField())


def _visits(visits: QuerySet[Appointment]) -> Iterable[tuple[date, Named, Tally]]:
    long = ExpressionWrapper(_moment(Upper, "busy") - _moment(Lower, "busy"), output_field=DurationField())
    rows = visits.annotate(week=TruncWeek(_moment(Lower, "during"), tzinfo=zone())).values(
        "week", "therapist__name", "therapist"
    )
    for row in rows.annotate(
        long=Sum(long, filter=STOOD, default=timedelta()),
        done=Count("pk", filter=DONE),
        missed=Count("pk", filter=MISSED),
        pence=Sum("price_pence", filter=DONE, default=0),
    ):
        tally = Tally(row["long"] // MINUTE, 0, row["done"], row["missed"], row["pence"])
        yield row["week"].date(), (row["therapist__name"], row["therapist"]), tally


def _hours(first: date, last: date, span: Interval) -> Iterable[tuple[date, Named, Tally]]:
    closures = [
        Closure(row.first_day, row.last_day, row.location_id)
        for row in ClinicClosure.objects.filter(first_day__lte=last, last_day__gte=first)
    ]
    mondays = [first + number * WEEK for number in range(((last - first).days + 1) // 7)]
    for therapist in hours_of(None, first, last, span):
        pattern = desk.pattern_of(therapist.weekly, therapist.changes, therapist.off)
        free = working(shifts(pattern, closures, first, last, zone()), pattern.off)
        for monday in mondays:
            ends = whole_day(monday + WEEK - DAY, zone()).end
            week = Interval(whole_day(monday, zone()).start, ends)
            minutes = sum(piece.minutes for piece in common(free, [week]))
            yield monday, (therapist.name, therapist.pk), Tally(working=minutes)


def _leads(visits: QuerySet[Appointment]) -> dict[str, int]:
    """How long before its start a visit was booked, in whole days; by the desk or online."""
    ahead = ExpressionWrapper(_moment(Lower, "during") - F("booked_at"), output_field=DurationField())
    bounds = [(place, until) for place, (_, until) in enumerate(LEADS) if until is not None]
    cases = [When(ahead__lt=timedelta(days=until), then=Value(place)) for place, until in bounds]
    place = Case(*cases, default=Value(len(bounds)), output_field=IntegerField())
    rows = visits.annotate(ahead=ahead).values(place=place).annotate(count=Count("pk"))
    found = {row["place"]: row["count"] for row in rows}
    return {words: found.get(number, 0) for number, (words, _) in enumerate(LEADS)}


def _kinds(visits: QuerySet[Appointment]) -> dict[Named, int]:
    """Pence of the visits that took place, by what they were."""
    rows = visits.filter(DONE).values("service__name", "service").annotate(pence=Sum("price_pence"))
    ordered = rows.order_by("-pence", "service__name", "service")
    return {(row["service__name"], row["service"]): row["pence"] for row in ordered}
