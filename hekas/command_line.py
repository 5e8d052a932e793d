"""Commands of `manage.py`: what nobody expected is written as a fault of a page is, without people's words.

A unit of systemd keeps what a command says in the journal, for as long as any other line of the log.
"""

import logging

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def run(argv: list[str]) -> None:
    """Django's own way, but for a traceback with its values."""
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured:  # a setting is missing, which is said in a sentence; there may be no log yet
        raise
    except Exception:
        if not settings.configured:
            raise
        logging.getLogger(__name__).exception("command_failed")
        raise SystemExit(1) from None
