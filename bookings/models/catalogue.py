"""What can be booked, and where."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bookings.scheduling.terms import Needed, ServiceKind
from hekas.accounts.models import Therapist
from hekas.db import BaseModel

LONGEST_VISIT_MINUTES = 300
NO_BREAK = "\u00a0"
FINEST_STEP_MINUTES = 5


class Location(BaseModel):
    """A place where the clinic treats."""

    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10)
    map_url = models.URLField("link to a map", blank=True)
    way_in = models.TextField("how to find the door", blank=True)  # how to find the door, steps, parking
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "place"

    def __str__(self) -> str:
        return self.name

    @property
    def full_address(self) -> str:
        return f"{self.address}, {self.postcode}"

    @property
    def address_on_a_page(self) -> str:
        """As full_address, with a postcode that does not part at the end of a line."""
        return f"{self.address}, {self.postcode.replace(' ', NO_BREAK)}"


class Room(BaseModel):
    """One treatment room. The first free one in this order is given."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=50)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["location", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["location", "name"], name="a_room_has_one_name_in_its_place")
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    """The questions that pages ask of the catalogue."""

    def online(self) -> "ServiceQuerySet":
        """What the public may book by themselves."""
        return self.filter(is_active=True, is_online=True)


class Service(BaseModel):
    """A kind of session at a price. Lengths in minutes, notice in elapsed hours, horizon in clinic dates."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in ServiceKind])
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5)])
    turnover_minutes = models.PositiveSmallIntegerField(default=10)
    step_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(FINEST_STEP_MINUTES), MaxValueValidator(60)]
    )
    price_pence = models.PositiveIntegerField()
    notice_hours = models.PositiveSmallIntegerField(default=2)
    horizon_days = models.PositiveSmallIntegerField(default=56, validators=[MaxValueValidator(400)])
    change_notice_hours = models.PositiveSmallIntegerField(default=24)
    is_deep = models.BooleanField(default=False)
    clearance = models.CharField(
        max_length=8,
        choices=[(needed.value, needed.value) for needed in Needed],
        default=Needed.ANSWERS.value,
        db_default=Needed.ANSWERS.value,
    )
    is_online = models.BooleanField("can be booked online", default=True)
    is_active = models.BooleanField("on offer", default=True)
    order = models.PositiveSmallIntegerField(default=0)
    therapists = models.ManyToManyField(Therapist, related_name="services")
    rooms = models.ManyToManyField(Room, related_name="services")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="a_service_takes_time", condition=Q(minutes__gte=5)),
            models.CheckConstraint(
                name="a_service_is_over_within_five_hours",
                condition=Q(minutes__lte=LONGEST_VISIT_MINUTES - F("turnover_minutes")),
            ),
            models.CheckConstraint(
                name="a_service_starts_on_a_step_of_five_minutes_or_more",
                condition=Q(step_minutes__gte=FINEST_STEP_MINUTES),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """As `online`, of one that is known."""
        return self.is_active and self.is_online
