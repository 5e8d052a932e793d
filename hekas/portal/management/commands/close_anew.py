"""`manage.py close_anew`: what an older key closed, closed with the newest; then the older one may go."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from hekas.accounts.actions import keys as second_steps
from hekas.messaging.actions import keys as messages


class Command(BaseCommand):
    """Safe to run at any hour, any number of times. Fails while something is left that it could not close."""

    help = "Close the secrets of second steps and the words of messages anew, with the newest SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        left = 0
        for name, act in (("second steps", second_steps.close_anew), ("messages", messages.close_anew)):
            done, others = act()
            self.stdout.write(f"{name}: {done} closed anew, {others} left.")
            left += others
        if left:
            raise CommandError(
                f"{left} are left: no key of these settings opens them, or they are being sent."
                " Run it again in a minute, and keep SECRET_KEY_FALLBACKS until none is left."
            )
        self.stdout.write("Nothing here needs SECRET_KEY_FALLBACKS but sessions and links that are out.")
