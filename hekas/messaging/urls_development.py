"""The development mailbox."""

from django.urls import path

from hekas.messaging.views import mailbox

app_name = "mailbox"
urlpatterns = [
    path("", mailbox.index, name="index"),
    path("<uuid:uuid>/", mailbox.letter, name="letter"),
    path("<uuid:uuid>/html/", mailbox.html, name="html"),
]
