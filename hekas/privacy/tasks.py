"""What happens without anybody asking."""

from celery import shared_task

from hekas.audit import sealing
from hekas.postgres import clock
from hekas.privacy.actions import forgetting


@shared_task(ignore_result=True)
def forget_what_is_old() -> None:
    """Delete what has been kept long enough. Wakes once an hour."""
    forgetting.everything(clock.now())


@shared_task(ignore_result=True)
def seal_the_log() -> None:
    """Seal the days of the log that are over. Wakes once an hour."""
    sealing.seal(clock.now())
