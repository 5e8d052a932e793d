"""`manage.py start`: what `make run` does once everything is installed."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command

from hekas import embedded

HONCHO = Path(sys.executable).with_name("honcho")


class Command(BaseCommand):
    """Brings the engines up, migrates, fills an empty database with the demo clinic, runs the Procfile."""

    help = "Migrate, load the demo clinic into an empty database, and run web, worker and beat."

    def handle(self, *args: object, **options: object) -> None:
        if settings.EMBEDDED_VALKEY:
            embedded.attach(settings.VAR_DIR)
            embedded.hold_through_exec()
        call_command("migrate", verbosity=0)
        if settings.DEVELOPMENT and not get_user_model().objects.exists():
            call_command("demo", verbosity=0)
        self._greet()
        os.environ.setdefault("HOST", "127.0.0.1")
        os.environ.setdefault("SITE_URL", settings.SITE_URL)  # honcho gives each process a PORT of its own
        os.chdir(settings.BASE_DIR)
        os.execv(HONCHO, [str(HONCHO), "start"])

    def _greet(self) -> None:
        self.stdout.write(f"\n  Hekas is at {settings.SITE_URL}\n")
        if settings.DEVELOPMENT:
            call_command("demo", "--logins", stdout=self.stdout)
            self.stdout.write(f"  Its mail is at {settings.SITE_URL}/dev/mailbox/")
            self.stdout.write("  For a phone in the same network: make run HOST=0.0.0.0\n")
        self.stdout.flush()
