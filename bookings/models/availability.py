"""When therapists work. Hours are the clinic's wall clock; time off is a range of real time."""

from datetime import date

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from bookings.models.catalogue import Location
from hekas.accounts.models import Therapist
from hekas.db import BaseModel

WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]


class WorkingHours(BaseModel):
    """Hours on a weekday. A split shift is two rows; a fortnight counts from the week of `first_day`."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="working_hours")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", verbose_name="place")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    opens = models.TimeField()
    closes = models.TimeField()
    first_day = models.DateField("in force from", default=date(2020, 1, 6))
    last_day = models.DateField("until", null=True, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["therapist", "weekday", "opens"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(
                name="working_hours_open_before_they_close", condition=Q(opens__lt=F("closes"))
            ),
            models.CheckConstraint(name="a_weekday_is_one_of_seven", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="hours_come_every_week_or_rarer", condition=Q(every_weeks__gte=1)),
            models.CheckConstraint(
                name="working_hours_begin_before_they_end",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


class ChangedHours(BaseModel):
    """Hours that replace all those of one date. A row without hours makes it a day off."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="changed_hours")
    on = models.DateField("day")
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="place"
    )
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["therapist", "on", "opens"]
        verbose_name_plural = "changed hours"
        constraints = [
            models.CheckConstraint(
                name="changed_hours_are_whole_or_none",
                condition=Q(opens=None, closes=None, location=None)
                | Q(opens__isnull=False, closes__gt=F("opens"), location__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M} to {self.closes:%H:%M}" if self.opens and self.closes else "off"
        return f"{self.on:%d %b %Y} {hours}"


class TimeOff(BaseModel):
    """A stretch in which a therapist is not there: a holiday, a lunch, training. The reason stays inside."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="time_off")
    during = DateTimeRangeField()
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["therapist", "during"]
        verbose_name_plural = "time off"
        constraints = [
            models.CheckConstraint(
                name="time_off_has_a_start_and_an_end",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason or 'Time off'} from {localtime(self.during.lower):%d %b %Y %H:%M}"


class ClinicClosure(BaseModel):
    """Dates on which a place is shut, such as a bank holiday; without a place, all of them."""

    name = models.CharField(max_length=100)
    location = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="closures",
        verbose_name="place",
    )
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        verbose_name = "closure"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="a_closure_ends_on_or_after_its_first_day", condition=Q(last_day__gte=F("first_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.first_day:%d %b %Y}"


class Workload(BaseModel):
    """A therapist's own rule for deep work in a row; without a row the clinic's holds."""

    therapist = models.OneToOneField(Therapist, on_delete=models.CASCADE, related_name="workload")
    most_deep_minutes = models.PositiveSmallIntegerField("minutes of deep work in a row, at most")
    rest_minutes = models.PositiveSmallIntegerField("minutes of rest after it")

    class Meta:
        verbose_name = "limit of deep work"
        verbose_name_plural = "limits of deep work"

    def __str__(self) -> str:
        return f"{self.most_deep_minutes} minutes deep, then {self.rest_minutes} minutes rest"
