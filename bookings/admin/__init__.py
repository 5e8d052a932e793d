"""Django's admin for the rows that have no page of their own. Appointments are read here, never changed."""

from django.contrib import admin

from bookings.admin import availability, catalogue, people, visits

__all__ = ["availability", "catalogue", "people", "visits"]

admin.site.site_header = admin.site.site_title = "Settings of the clinic"
admin.site.index_title = "Settings"
