from bookings.models.appointment import Appointment, AppointmentLink
from bookings.models.availability import ChangedHours, ClinicClosure, TimeOff, WorkingHours, Workload
from bookings.models.catalogue import Location, Room, Service
from bookings.models.feed import CalendarFeed
from bookings.models.reminder import Reminder
from bookings.models.series import Series
from bookings.models.waitlist import WaitlistEntry, WaitlistOffer

__all__ = [
    "Appointment",
    "AppointmentLink",
    "CalendarFeed",
    "ChangedHours",
    "ClinicClosure",
    "Location",
    "Reminder",
    "Room",
    "Series",
    "Service",
    "TimeOff",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingHours",
    "Workload",
]
