"""A hold with all that is said of it, by id: asked at each hold and each confirmation."""

from bookings.models import Appointment
from hekas.postgres.kept import Given, Question

HELD = Question(
    lambda: Appointment.objects.with_names().select_related("intake").filter(uuid=Given("uuid")).order_by()
)
