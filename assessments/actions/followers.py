"""Rooms above this one that have to follow a clearance at once: the calendar withdraws what is not safe.

The settings name them, because nothing here may know the calendar. They act in the caller's transaction: a
clearance that changed without them has not changed.
"""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from assessments.models import Clearance
from hekas.audit.actors import Actor


def tell(clearance: Clearance, *, by: Actor, now: datetime) -> None:
    """Each follower in turn; what one raises undoes the whole change."""
    for path in settings.CLEARANCE_FOLLOWERS:
        import_string(path)(clearance, by=by, now=now)
