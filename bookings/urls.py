"""Addresses of this app."""

from django.urls import path

from bookings.views import booking, marks, own

app_name = "bookings"
urlpatterns = [
    # choosing
    path("", booking.services, name="services"),
    path("search/", booking.search, name="search"),
    path("hold/", booking.hold, name="hold"),
    # <uuid>/ of a hold
    path("<uuid:uuid>/details/", booking.details, name="details"),
    path("<uuid:uuid>/confirm/", booking.confirm, name="confirm"),
    path("<uuid:uuid>/confirmed/", booking.confirmed, name="confirmed"),
    # <uuid>/ of one's own appointment
    path("<uuid:uuid>/", own.appointment, name="appointment"),
    path("<uuid:uuid>/move/", own.move, name="move"),
    path("<uuid:uuid>/cancel/", own.cancel, name="cancel"),
    path("<uuid:uuid>/appointment.ics", own.calendar, name="calendar"),
    # link/<token>/ in messages
    path("link/<str:token>/", own.appointment, name="link"),
    path("link/<str:token>/move/", own.move, name="link_move"),
    path("link/<str:token>/cancel/", own.cancel, name="link_cancel"),
    path("link/<str:token>/appointment.ics", own.calendar, name="link_calendar"),
    # <uuid>/ for staff
    path("<uuid:uuid>/mark/", marks.mark, name="mark"),
    path("<uuid:uuid>/call-off/", marks.call_off, name="call_off"),
]
