"""Addresses of this app."""

from django.urls import path

from bookings.views import (
    bank_holidays,
    booking,
    desk,
    desk_book,
    desk_hold,
    figures,
    marks,
    own,
    own_series,
    previsit,
    series,
    series_for,
    waitlist,
)

app_name = "bookings"
urlpatterns = [
    # choosing
    path("", booking.services, name="services"),
    path("search/", booking.search, name="search"),
    path("hold/", booking.hold, name="hold"),
    # waitlist/
    path("waitlist/", waitlist.waitlist, name="waitlist"),
    path("waitlist/all/", waitlist.waiting_list, name="waiting_list"),
    path("waitlist/<uuid:uuid>/", waitlist.waitlist_entry, name="waitlist_entry"),
    path("waitlist/<uuid:uuid>/leave/", waitlist.leave_waitlist, name="leave_waitlist"),
    path("waitlist/answers/<str:token>/", previsit.waitlist_answers, name="waitlist_answers"),
    path("waitlist/offer/<str:token>/", waitlist.waitlist_offer, name="waitlist_offer"),
    path("waitlist/offer/<str:token>/decline/", waitlist.decline_offer, name="decline_offer"),
    # series/
    path("series/", series.series, name="series"),
    path("series/book/", series.book_series, name="book_series"),
    path("series/for/<uuid:uuid>/", series_for.series_for, name="series_for"),
    path("series/for/<uuid:uuid>/book/", series_for.book_series_for, name="book_series_for"),
    # <uuid>/ of a hold
    path("<uuid:uuid>/details/", booking.details, name="details"),
    path("<uuid:uuid>/confirm/", booking.confirm, name="confirm"),
    path("<uuid:uuid>/confirmed/", booking.confirmed, name="confirmed"),
    # <uuid>/ of one's own appointment
    path("<uuid:uuid>/", own.appointment, name="appointment"),
    path("<uuid:uuid>/move/", own.move, name="move"),
    path("<uuid:uuid>/cancel/", own.cancel, name="cancel"),
    path("<uuid:uuid>/before/", previsit.before, name="before"),
    path("<uuid:uuid>/series/", own_series.own_series, name="own_series"),
    path("<uuid:uuid>/series/event/", own_series.series_event, name="series_event"),
    path("<uuid:uuid>/series/end/", own_series.end_series, name="end_series"),
    path("<uuid:uuid>/appointment.ics", own.calendar, name="calendar"),
    # link/<token>/ in messages
    path("link/<str:token>/", own.appointment, name="link"),
    path("link/<str:token>/move/", own.move, name="link_move"),
    path("link/<str:token>/cancel/", own.cancel, name="link_cancel"),
    path("link/<str:token>/before/", previsit.before, name="link_before"),
    path("link/<str:token>/series/", own_series.own_series, name="link_series"),
    path("link/<str:token>/series/event/", own_series.series_event, name="link_series_event"),
    path("link/<str:token>/series/end/", own_series.end_series, name="link_end_series"),
    path("link/<str:token>/appointment.ics", own.calendar, name="link_calendar"),
    # desk/
    path("desk/book/", desk_book.desk_book, name="desk_book"),
    path("desk/book/client/", desk_book.desk_new_client, name="desk_new_client"),
    path("desk/book/<uuid:uuid>/ask/", desk_book.desk_ask, name="desk_ask"),
    path("desk/book/<uuid:uuid>/hold/", desk_hold.desk_hold, name="desk_hold"),
    path("desk/heard/<uuid:uuid>/take-back/", desk_hold.desk_take_back, name="desk_take_back"),
    path("desk/block/", desk.desk_block, name="desk_block"),
    path("desk/block/<uuid:uuid>/", desk.desk_unblock, name="desk_unblock"),
    path("desk/to-do/", desk.to_do, name="to_do"),
    path("desk/bank-holidays/", bank_holidays.bank_holidays, name="bank_holidays"),
    path("desk/figures/", figures.figures, name="figures"),
    path("desk/<uuid:uuid>/move/", desk.desk_move, name="desk_move"),
    # <uuid>/ for staff
    path("<uuid:uuid>/mark/", marks.mark, name="mark"),
    path("<uuid:uuid>/ask/", previsit.ask_here, name="ask_here"),
    path("<uuid:uuid>/call-off/", marks.call_off, name="call_off"),
    path("<uuid:uuid>/put-back/", marks.put_back, name="put_back"),
]
