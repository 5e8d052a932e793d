"""Pages for people who are signed in. `hekas.portal.urls` takes these into the namespace `portal`."""

from django.urls import path

from hekas.portal.views import answers, board, days, feed, people, writing

app_name = "portal"
urlpatterns = [
    path("after-sign-in/", people.after_sign_in, name="after_sign_in"),
    path("whose-answers/", answers.whose_answers, name="whose_answers"),
    path("me/", people.home_client, name="home_client"),
    # work
    path("day/", days.therapist_day, name="therapist_day"),
    path("day/calendar/", feed.calendar_address, name="calendar_address"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("clinic/", board.clinic_day, name="clinic_day"),
    path("clinic/board/", board.board, name="board"),
    path("visits/<uuid:uuid>/", days.visit, name="visit"),
    path("clients/<uuid:uuid>/message/", writing.write_to_client, name="write_to_client"),
]
