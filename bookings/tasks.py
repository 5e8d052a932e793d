"""Doors for the worker: no arguments, one action, end."""

from celery import shared_task

from bookings.actions import overbooked, ran_out, reminders, safety, series, to_call, waitlist_offers
from hekas.postgres import clock


@shared_task
def send_due_reminders() -> int:
    """Hand reminders that are due to the outbox. Harmless to run twice, or to miss."""
    return reminders.send_due(clock.now())


@shared_task
def plan_reminders_again() -> int:
    """Bring the plans of all visits to come in line with the rule, then prove that nothing is missing."""
    now = clock.now()
    changed = reminders.replan(now)
    reminders.prove(now)
    return changed


@shared_task
def withdraw_uncleared() -> int:
    """Take visits out of the diary whose client nobody has released in time. Harmless to run twice."""
    return safety.sweep(clock.now())


@shared_task
def settle_overbooked() -> int:
    """Take the mark from visits that lie over nobody any more. Harmless to run twice."""
    return overbooked.settle(clock.now())


@shared_task
def tell_whom_to_call() -> int:
    """Tell therapists whom they have to speak with before a visit of the next day. Harmless to run twice."""
    return to_call.tell(clock.now())


@shared_task
def tell_ran_out() -> int:
    """End holds that ran out, and tell those who are known and did nothing about it."""
    return ran_out.tell_ran_out(clock.now())


@shared_task
def tell_ending_series() -> int:
    """Tell clients whose regular visits are over in two weeks. Harmless to run twice."""
    return series.tell_ending(clock.now())


@shared_task
def offer_to_waiting() -> int:
    """Hold what came free for the first who waits for it. Harmless to run twice, or by two at once."""
    return waitlist_offers.offer_due(clock.now())
