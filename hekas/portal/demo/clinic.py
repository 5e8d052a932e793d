"""The demo clinic itself: places, rooms, services, therapists, hours, days off and bank holidays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from bookings.models import ClinicClosure, Location, Room, Service, TimeOff, WorkingHours
from bookings.scheduling.working_time import Hours, Pattern, WeeklyHours
from hekas.accounts.models import Therapist, User
from hekas.accounts.permissions import Role
from hekas.portal.demo import people, words

ROOMS_IN_A_PLACE = 10
CLINICIAN = 1  # the second therapist decides on changes of the rules
OPENS, LUNCH, BACK, CLOSES = time(9), time(12, 30), time(13, 15), time(17, 30)
LATE_OPENS, LATE_CLOSES = time(12), time(20)
SATURDAY, SUNDAY, SATURDAY_CLOSES = 5, 6, time(13)
FIRST_DAY = date(2000, 1, 3)


@dataclass(frozen=True)
class Clinic:
    """What the rest of the demo is built on; therapist n works in room n. The first is away on some dates."""

    therapists: list[Therapist]
    rooms: list[Room]
    services: list[Service]
    shut: frozenset[date] = frozenset()
    first_away: frozenset[date] = frozenset()

    def works(self, number: int, day: date) -> bool:
        """Whether therapist `number` has a day on which visits can stand."""
        return day not in self.shut and not (number == 0 and day in self.first_away)


def open_clinic(therapists: int, chance: Random, today: date) -> Clinic:
    """Everything that stands before the first client comes."""
    rooms = _rooms(therapists, chance)
    staff = _therapists(therapists, chance)
    services = _services(staff, rooms, chance)
    for number, therapist in enumerate(staff):
        _hours(therapist, rooms[number].location, number)
    return Clinic(staff, rooms, services, _closures(today), _days_off(staff[0], today))


def _rooms(count: int, chance: Random) -> list[Room]:
    rooms: list[Room] = []
    for number in range(count):
        if number % ROOMS_IN_A_PLACE == 0:
            place = _place(number // ROOMS_IN_A_PLACE, chance)
        rooms.append(Room(uuid=people.uuid(chance), location=place, name=f"Room {number + 1}", order=number))
    return Room.objects.bulk_create(rooms)


def _place(number: int, chance: Random) -> Location:
    return Location.objects.create(
        uuid=people.uuid(chance),
        name="Hekas Northern Quarter" if number == 0 else f"Hekas Demo Place {number + 1}",
        address=f"{12 + number} Example Street, Manchester",
        postcode="M1 2AB",
        map_url="https://www.openstreetmap.org/?mlat=53.4830&mlon=-2.2360#map=17/53.4830/-2.2360",
        way_in="Ring the bell marked Hekas. There is a lift. This is a demo address.",
    )


def _therapists(count: int, chance: Random) -> list[Therapist]:
    profiles = [words.profile(number) for number in range(count)]
    users = people.accounts(
        [(_address(number), profile.name, Role.THERAPIST) for number, profile in enumerate(profiles)],
        chance,
    )
    clinician = users[min(CLINICIAN, count - 1)]
    User.objects.filter(pk=clinician.pk).update(is_clinician=True)
    return Therapist.objects.bulk_create(
        Therapist(
            uuid=people.uuid(chance),
            user=user,
            name=profile.name,
            title=profile.title,
            bio=profile.bio,
            pregnancy_trained=profile.pregnancy_trained,
        )
        for user, profile in zip(users, profiles, strict=True)
    )


def _address(number: int) -> str:
    return f"therapist@{words.DOMAIN}" if number == 0 else f"therapist{number + 1}@{words.DOMAIN}"


# kind, name, what it is, minutes, turnover, pence, deep, hours of notice
CATALOGUE = (
    (
        "initial_assessment",
        "First assessment",
        "Your story, a movement check and a first treatment.",
        *(60, 10, 6500, False, 4),
    ),
    ("treatment", "Sports massage", "Hands-on work on what your assessment found.", 45, 10, 5200, True, 2),
    ("post_cramp", "After a cramp", "Gentle work, a day or two after a cramp.", 45, 10, 5200, False, 2),
    (
        "preventive",
        "Preventive massage",
        "Every week or two, while cramps keep coming back.",
        *(45, 10, 4800, True, 2),
    ),
    ("pre_competition", "Before a race", "Light work, three to five days before.", 30, 10, 3800, False, 2),
    (
        "reassessment",
        "Check-up",
        "How it is going, measured again.",
        *(45, 10, 5200, False, 4),
    ),
)


def _services(staff: list[Therapist], rooms: list[Room], chance: Random) -> list[Service]:
    names = (
        "kind",
        "name",
        "description",
        "minutes",
        "turnover_minutes",
        "price_pence",
        "is_deep",
        "notice_hours",
    )
    services = [
        Service.objects.create(uuid=people.uuid(chance), order=order, **dict(zip(names, row, strict=True)))
        for order, row in enumerate(CATALOGUE)
    ]
    for service in services:
        service.therapists.set(staff)
        service.rooms.set(rooms)
    return services


@cache
def pattern(number: int, place: int) -> Pattern:
    """A lunch break, one late day each; every second one has weekends, the others a Saturday a fortnight.

    So whoever opens the demo, on whatever day, finds somebody at work.
    """
    late = number % 5
    usual = (Hours(OPENS, LUNCH, place), Hours(BACK, CLOSES, place))
    rows = [
        WeeklyHours(weekday, hours, FIRST_DAY)
        for weekday in range(5 if number % 2 else SUNDAY + 1)
        for hours in ((Hours(LATE_OPENS, LATE_CLOSES, place),) if weekday == late else usual)
    ]
    if number % 2:
        rows.append(WeeklyHours(SATURDAY, Hours(OPENS, SATURDAY_CLOSES, place), FIRST_DAY, every=2))
    return Pattern(weekly=tuple(rows))


def _hours(therapist: Therapist, place: Location, number: int) -> None:
    WorkingHours.objects.bulk_create(
        WorkingHours(
            therapist=therapist,
            location=place,
            weekday=row.weekday,
            opens=row.hours.opens,
            closes=row.hours.closes,
            first_day=row.first,
            every_weeks=row.every,
        )
        for row in pattern(number, place.pk).weekly
    )


def _days_off(therapist: Therapist, today: date) -> frozenset[date]:
    """Two dates of a holiday, from midnight to midnight by the clinic's clock."""
    zone = ZoneInfo(settings.CLINIC_TIMEZONE)
    first = today + timedelta(days=17)
    start, end = (
        datetime.combine(first + timedelta(days=days), time(0), zone).astimezone(UTC) for days in (0, 2)
    )
    TimeOff.objects.create(therapist=therapist, during=(start, end), reason="Holiday")
    return frozenset({first, first + timedelta(days=1)})


def _closures(today: date) -> frozenset[date]:
    """Bank holidays of this year and the next, copied once; from then on people edit the table.

    On the day of the demo itself the clinic works, so that there is something to see.
    """
    found = holidays.country_holidays("GB", subdiv="ENG", years=[today.year, today.year + 1])
    days = {day: name for day, name in sorted(found.items()) if day != today}
    ClinicClosure.objects.bulk_create(
        ClinicClosure(name=name, first_day=day, last_day=day) for day, name in days.items()
    )
    return frozenset(days)


def admin(chance: Random) -> User:
    """The account of whoever runs the clinic."""
    return people.accounts([(f"admin@{words.DOMAIN}", "Jo Demo", Role.ADMIN)], chance)[0]
