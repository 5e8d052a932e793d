"""Scheduling: the part of bookings that thinks. It knows no framework, no clock, no files, no network."""
