"""Addresses of this app."""

from django.urls import path

from hekas.messaging.views import own, staff, stopping

app_name = "messaging"
urlpatterns = [
    # a client's own
    path("", own.own, name="own"),
    path("read/", own.read, name="read"),
    path("preferences/", own.preferences, name="preferences"),
    # without an account
    path("stop/<str:token>/", stopping.unsubscribe, name="unsubscribe"),
    path("sms-reply/", stopping.sms_reply, name="sms_reply"),
    # the clinic's log
    path("log/", staff.log, name="log"),
    path("log/<uuid:uuid>/", staff.message, name="message"),
    path("log/<uuid:uuid>/resend/", staff.resend, name="resend"),
    path("log/<uuid:uuid>/looked/", staff.looked, name="looked"),
]
