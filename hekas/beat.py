"""What the beat wakes, and how often. Static: any number of beats may run beside one another.

Each entry expires when the next one comes, so a worker that was away does not find a heap of old calls.
"""

from typing import Any

MINUTE, HOUR = 60.0, 3600.0


def every(seconds: float, task: str, expires: float | None = None) -> dict[str, Any]:
    """One entry of the schedule, in Celery's form; times in seconds."""
    return {"task": task, "schedule": seconds, "options": {"expires": expires or seconds}}


SCHEDULE = {
    # each wakes one more process while there is much to send
    "drain the outbox": every(2.0, "hekas.messaging.tasks.drain", expires=5),
    "sweep the outbox": every(MINUTE, "hekas.messaging.tasks.sweep"),
    "make the next months' parts of tables": every(HOUR, "hekas.messaging.tasks.make_parts"),
    "put old messages away": every(HOUR, "hekas.messaging.tasks.put_away"),
    "forget drafts that nobody came back to": every(HOUR, "assessments.tasks.forget_abandoned"),
    "forget what has been kept long enough": every(HOUR, "hekas.privacy.tasks.forget_what_is_old"),
    "seal the log": every(HOUR, "hekas.privacy.tasks.seal_the_log"),
    "forget answers to programs": every(HOUR, "hekas.api.tasks.forget_old_answers"),
    "show a pulse": every(30.0, "hekas.messaging.tasks.heartbeat"),
    "withdraw visits that are not cleared in time": every(5 * MINUTE, "bookings.tasks.withdraw_uncleared"),
    "hold who turns out to be under 18": every(5 * MINUTE, "assessments.tasks.hold_minors"),
    "tell whom to call before their visit": every(HOUR, "bookings.tasks.tell_whom_to_call"),
    "offer what came free to those who wait": every(MINUTE, "bookings.tasks.offer_to_waiting"),
    "settle what lay over another visit": every(MINUTE, "bookings.tasks.settle_overbooked"),
    "tell of series that end": every(HOUR, "bookings.tasks.tell_ending_series"),
    "send due reminders": every(MINUTE, "bookings.tasks.send_due_reminders"),
    "end holds that ran out": every(MINUTE, "bookings.tasks.tell_ran_out"),
    "remind of unfinished answers": every(HOUR, "assessments.tasks.remind_unfinished"),
    "nudge diaries and tell of reviews": every(HOUR, "assessments.tasks.nudge"),
    "plan reminders by the rule as it is": every(10 * MINUTE, "bookings.tasks.plan_reminders_again"),
}
