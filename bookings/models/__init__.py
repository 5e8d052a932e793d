from bookings.models.appointment import Appointment, AppointmentLink
from bookings.models.availability import ChangedHours, ClinicClosure, TimeOff, WorkingHours, Workload
from bookings.models.catalogue import Location, Room, Service
from bookings.models.reminder import Reminder

__all__ = [
    "Appointment",
    "AppointmentLink",
    "ChangedHours",
    "ClinicClosure",
    "Location",
    "Reminder",
    "Room",
    "Service",
    "TimeOff",
    "WorkingHours",
    "Workload",
]
